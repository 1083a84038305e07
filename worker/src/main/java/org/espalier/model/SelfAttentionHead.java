package org.espalier.model;

/**
 * One head of scaled dot-product attention on a tile:
 *
 * <pre>
 *   P_ij = softmax_{j&lt;=i}(q_i k_j + term)                o_i = sum_j P_ij v_j
 * </pre>
 *
 * and backwards, d being the derivative of the loss,
 *
 * <pre>
 *   dP_ij    = do_i v_j
 *   dscore   = P (dP - sum_j P dP)
 *   dq_i     = sum_j dscore_ij k_j
 *   dk_j     = sum_i dscore_ij q_i,  dv_j = sum_i P_ij do_i
 * </pre>
 */
final class SelfAttentionHead {
  private final TileLoops loops;
  private final ResidualLoops residualLoops;
  private final int length;
  private final int first;
  private final Vectors q;
  private final Vectors k;
  private final Vectors v;
  private final Vectors o;
  private final PositionTerm term;
  private final PositionWeights weights; // P
  private final PositionWeights scoreGradient;

  /** A head's part of vectors at every position from {@code first} on, and its derivatives. */
  record Vectors(Rows[] x, Rows[] dx) {

    /** Entries {@code from} to {@code from + count - 1}. */
    static Vectors of(ResidualVectors all, int length, int from, int count) {
      int n = length - all.first();
      Rows[] x = new Rows[n];
      Rows[] dx = new Rows[n];
      for (int i = 0; i < n; i++) {
        x[i] = all.x(all.first() + i).rows(from, count);
        dx[i] = all.dx(all.first() + i).rows(from, count);
      }
      return new Vectors(x, dx);
    }
  }

  /** The queries, keys, values and averages of a head; keys and values of all positions. */
  record Operands(Vectors q, Vectors k, Vectors v, Vectors o) {}

  /**
   * A head.
   *
   * @param term what the positions add to the scores
   * @param scoreGradient work space, of as many rows as there are queries
   */
  SelfAttentionHead(
      TileLoops loops, Operands operands, PositionTerm term, PositionWeights scoreGradient) {
    this.loops = loops;
    this.residualLoops = loops.residual();
    this.q = operands.q;
    this.k = operands.k;
    this.v = operands.v;
    this.o = operands.o;
    this.length = k.x.length;
    this.first = length - q.x.length;
    this.term = term;
    this.weights = new PositionWeights(length, first);
    this.scoreGradient = scoreGradient;
  }

  /** Forgets the gradient of what the positions add. */
  void clearGradient() {
    term.clearGradient();
  }

  /** Computes o. */
  void forward() {
    for (int i = first; i < length; i++) {
      Rows p = weights.row(i);
      p.clear();
      residualLoops.dots(i + 1, k.x[0], 0, q.x[i - first], p);
      term.add(i, p);
      loops.softmax(p);
      Rows average = o.x[i - first];
      average.clear();
      residualLoops.combine(i + 1, p, v.x[0], 0, average);
    }
  }

  /** From the derivatives by o, which are complete, adds to those by q, k, v and the term. */
  void backward() {
    for (int i = first; i < length; i++) {
      Rows dscore = scoreGradient.row(i);
      dscore.clear();
      residualLoops.dots(i + 1, v.x[0], 0, o.dx[i - first], dscore);
      loops.softmaxGradient(weights.row(i), dscore);
      residualLoops.combine(i + 1, dscore, k.x[0], 0, q.dx[i - first]);
      term.backward(i, dscore);
    }
    for (int j = 0; j < length; j++) {
      int i = Math.max(first, j) - first;
      int count = length - first - i;
      residualLoops.combine(count, weights.column(j), o.dx[i], 0, v.dx[j]);
      residualLoops.combine(count, scoreGradient.column(j), q.x[i], 0, k.dx[j]);
    }
  }

  /** Writes the gradient of what the positions add. */
  void writeGradient(float[] gradient) {
    term.writeGradient(gradient);
  }
}
