package org.espalier.model;

import java.util.Arrays;

/** A learned vector for each distance: score_ij <- score_ij + q_i r_{i-j}. */
final class DistanceVectors implements PositionTerm {
  private final TileLoops loops;
  private final ResidualLoops residualLoops;
  private final TransformerLoops transformerLoops;
  private final Matrix vectors; // [T,e] r
  private final int at;
  private final int stride;
  private final Rows[] q; // from the first query on
  private final Rows[] dq;
  private final int first;
  private final Rows[] byDistance; // per i, [i+1]
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
    int length = space.length();
    int width = q[0].count();
    first = length - q.length;
    vectors = space.matrix("relative" + layer).part(0, head * width, length, width);
    at = space.at("relative" + layer) + head * width;
    stride = space.model().width();
    Rows numbers = Rows.of(new float[length * TileLoops.WIDTH], length);
    byDistance = new Rows[length];
    Arrays.setAll(byDistance, i -> numbers.rows(0, i + 1));
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
    dt.clear();
    transformerLoops.addReversed(scoreGradient, dt);
    loops.multiplyAdd(vectors.transposed(), dt, dq[i - first]);
    residualLoops.contract(1, dt, q[i - first], sums);
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
