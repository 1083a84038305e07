package org.espalier.model;

/**
 * A learned vector for each distance: score_ij <- score_ij + q_i r_{i-j}.
 *
 * <p>The gradient of r has many more partial sums than one query has entries. So it is added for up
 * to four queries at once, which is why queries come in their order.
 */
final class DistanceVectors implements PositionTerm {
  private static final int PANEL = 4;

  private final TileLoops loops;
  private final ResidualLoops residualLoops;
  private final TransformerLoops transformerLoops;
  private final Matrix vectors; // [T,e] r
  private final int at;
  private final int stride;
  private final int length;
  private final Rows[] q; // from the first query on
  private final Rows[] dq;
  private final int first;
  private final Rows[] byDistance; // per i, [i+1], in a panel
  private final Rows[] padded; // per i, as many rows as the last of its panel has
  private final Sums sums; // [T,e]

  /**
   * The vectors of a head.
   *
   * @param layer from 1
   * @param head from 0
   * @param q of each position from the first query on
   * @param dq their derivatives
   */
  DistanceVectors(GptSpace space, int layer, int head, Rows[] q, Rows[] dq) {
    loops = space.loops();
    residualLoops = loops.residual();
    transformerLoops = loops.transformer();
    this.q = q;
    this.dq = dq;
    length = space.length();
    int width = q[0].count();
    first = length - q.length;
    vectors = space.matrix("relative" + layer).part(0, head * width, length, width);
    at = space.at("relative" + layer) + head * width;
    stride = space.model().width();
    Rows[] panel = Rows.allocate(PANEL, length).vectors(PANEL);
    byDistance = new Rows[length];
    padded = new Rows[length];
    for (int i = first; i < length; i++) {
      Rows slot = panel[(i - first) % PANEL];
      byDistance[i] = slot.rows(0, i + 1);
      padded[i] = slot.rows(0, Math.min(length, i - (i - first) % PANEL + PANEL));
    }
    sums = Sums.allocate(length, width);
  }

  @Override
  public void add(int i, Rows scores) {
    Rows t = byDistance[i];
    loops.multiply(vectors, q[i - first], t);
    transformerLoops.addReversed(t, scores);
  }

  @Override
  public void backward(int i, Rows scoreGradient) {
    Rows dt = byDistance[i];
    padded[i].clear();
    transformerLoops.addReversed(scoreGradient, dt);
    loops.multiplyAdd(vectors.transposed(), dt, dq[i - first]);
    int slot = (i - first) % PANEL;
    if (slot == PANEL - 1 || i == length - 1) {
      residualLoops.contract(slot + 1, padded[i - slot], q[i - slot - first], sums);
    }
  }

  @Override
  public void clearGradient() {
    sums.clear();
  }

  @Override
  public void writeGradient(float[] gradient) {
    for (int t = 0; t < sums.rows(); t++) {
      for (int c = 0; c < sums.columns(); c++) {
        gradient[at + t * stride + c] = sums.total(t * sums.columns() + c);
      }
    }
  }
}
