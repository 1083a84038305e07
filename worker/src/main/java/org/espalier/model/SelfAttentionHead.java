package org.espalier.model;

import static org.espalier.model.TileLoops.upToFour;

import java.util.ArrayList;
import java.util.List;
import org.espalier.model.GptScratch.Use;

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
 *
 * <p>All of these are products of matrices. They are taken for four neighbouring positions at a
 * time, so that what the four have in common is read once; P and dscore are zero where j > i.
 */
final class SelfAttentionHead implements AttentionOfHead {
  private final TileLoops loops;
  private final TransformerLoops transformerLoops;
  private final Operands operands;
  private final Rotation rotation;
  private final PositionTerm term;
  private final boolean keepsWeights; // from the forward to the backward pass
  private final PositionWeights weights; // P
  private final PositionWeights scoreGradient;
  private final QueryBlock[] queries;
  private final LaneProduct[] keyGradients; // dv and dk of four keys after the other

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

    private LaneMatrix matrix() {
      return LaneMatrix.of(x[0], x.length);
    }

    private LaneMatrix gradient() {
      return LaneMatrix.of(dx[0], dx.length);
    }
  }

  /** The queries, keys, values and averages of a head; keys and values of all positions. */
  record Operands(Vectors q, Vectors k, Vectors v, Vectors o) {}

  /** Queries {@code first} to {@code end - 1}, which share i / 4. */
  private record QueryBlock(
      int first,
      int end,
      LaneProduct scores,
      LaneProduct averages,
      LaneProduct weightGradient,
      LaneProduct queryGradient) {}

  /**
   * A head.
   *
   * @param first the first query
   * @param layer from 1
   * @param head from 0
   */
  SelfAttentionHead(GptSpace space, int first, Operands operands, int layer, int head) {
    this.loops = space.loops();
    this.transformerLoops = loops.transformer();
    this.operands = operands;
    rotation =
        space.model().positions() == PositionEncoding.ROTARY
            ? Rotation.of(space, first, space.model().headWidth(layer - 1))
            : Rotation.NONE;
    term = PositionTerm.of(space, layer, head, operands.q);
    int length = space.length();
    keepsWeights = space.scratch().keepsAttention();
    weights = keepsWeights ? new PositionWeights(length, first) : space.weights(Use.WEIGHTS, first);
    scoreGradient = space.weights(Use.SCORES, first);
    List<QueryBlock> blocks = new ArrayList<>();
    for (int i = first; i < length; i = upToFour(i + 1)) {
      blocks.add(queryBlock(operands, i, Math.min(length, upToFour(i + 1))));
    }
    queries = blocks.toArray(QueryBlock[]::new);
    List<LaneProduct> gradients = new ArrayList<>();
    for (int j = 0; j < length; j += 4) {
      int end = Math.min(length, j + 4);
      LaneMatrix p = column(weights, j, end);
      LaneMatrix dscore = column(scoreGradient, j, end);
      int from = Math.max(0, j - first);
      LaneMatrix averageGradients = operands.o.gradient().rows(from, length - first);
      LaneMatrix q = operands.q.matrix().rows(from, length - first);
      gradients.add(product(p, averageGradients, operands.v.gradient().rows(j, end)));
      gradients.add(product(dscore, q, operands.k.gradient().rows(j, end)));
    }
    keyGradients = gradients.toArray(LaneProduct[]::new);
  }

  private QueryBlock queryBlock(Operands operands, int i, int end) {
    int row = i - weights.first();
    int endRow = end - weights.first();
    LaneMatrix keys = operands.k.matrix().rows(0, end);
    LaneMatrix values = operands.v.matrix().rows(0, end);
    LaneMatrix p = weights.matrix().rows(row, endRow).columns(0, end);
    LaneMatrix dscore = scoreGradient.matrix().rows(row, endRow).columns(0, end);
    LaneMatrix q = operands.q.matrix().rows(row, endRow);
    LaneMatrix averageGradients = operands.o.gradient().rows(row, endRow);
    return new QueryBlock(
        i,
        end,
        product(q, keys.transposed(), p),
        product(p, values, operands.o.matrix().rows(row, endRow)),
        product(averageGradients, values.transposed(), dscore),
        product(dscore, keys, operands.q.gradient().rows(row, endRow)));
  }

  /** Keys {@code from} to {@code end - 1} of the queries from {@code from} on, transposed. */
  private static LaneMatrix column(PositionWeights weights, int from, int end) {
    LaneMatrix all = weights.matrix();
    return all.rows(Math.max(0, from - weights.first()), all.rows())
        .columns(from, end)
        .transposed();
  }

  private LaneProduct product(LaneMatrix a, LaneMatrix b, LaneMatrix out) {
    return transformerLoops.product(a, b, out);
  }

  @Override
  public void prepare() {
    term.clearGradient();
  }

  @Override
  public void forward() {
    rotation.turn(transformerLoops, 1, operands.q.x, operands.k.x);
    for (QueryBlock block : queries) {
      attend(block);
      block.averages.compute();
    }
  }

  /** Computes P of some queries. */
  private void attend(QueryBlock block) {
    block.scores.compute();
    for (int i = block.first; i < block.end; i++) {
      Rows p = weights.row(i);
      term.add(i, p);
      loops.softmax(p);
      weights.later(i).clear();
    }
  }

  @Override
  public void backward() {
    for (QueryBlock block : queries) {
      if (!keepsWeights) {
        attend(block);
      }
      block.weightGradient.compute();
      for (int i = block.first; i < block.end; i++) {
        loops.softmaxGradient(weights.row(i), scoreGradient.row(i));
        scoreGradient.later(i).clear();
      }
      block.queryGradient.compute();
      for (int i = block.first; i < block.end; i++) {
        term.backward(i, scoreGradient.row(i));
      }
    }
    for (LaneProduct gradient : keyGradients) {
      gradient.compute();
    }
    rotation.turn(transformerLoops, -1, operands.q.dx, operands.k.dx);
  }

  @Override
  public void writeGradient(float[] gradient) {
    term.writeGradient(gradient);
  }

  /**
   * Rotary positions: turns each position's queries and keys by angles of its own.
   *
   * @param angles [e/2, 2] cosine and sine of each pair's angle, per position
   * @param first the first query
   */
  private record Rotation(Matrix[] angles, int first) {
    static final Rotation NONE = new Rotation(new Matrix[0], 0);

    static Rotation of(GptSpace space, int first, int headWidth) {
      Matrix[] angles = new Matrix[space.positions()];
      for (int i = 0; i < angles.length; i++) {
        float[] numbers = new float[headWidth];
        for (int p = 0; p < headWidth / 2; p++) {
          double angle = Gpt.rotaryAngle(i, p, headWidth);
          numbers[2 * p] = (float) Math.cos(angle);
          numbers[2 * p + 1] = (float) Math.sin(angle);
        }
        angles[i] = Matrix.of(numbers, headWidth / 2, 2);
      }
      return new Rotation(angles, first);
    }

    /**
     * Turns, or turns back.
     *
     * @param sign 1 or -1
     * @param q of each position from the first query on
     * @param k of each position
     */
    void turn(TransformerLoops loops, float sign, Rows[] q, Rows[] k) {
      for (int i = 0; i < angles.length; i++) {
        loops.rotate(angles[i], sign, k[i]);
        if (i >= first) {
          loops.rotate(angles[i], sign, q[i - first]);
        }
      }
    }
  }
}
