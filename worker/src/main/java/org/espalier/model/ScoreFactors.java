package org.espalier.model;

/**
 * The factors of the gradient of the scores of a head of layer 1, dscore_jk = P_jk sum_r l_r[j]
 * (x_r[k] - mean_r[j]), mean_r = P x_r: two terms for each head of layer 2, those of its values and
 * of its scores.
 *
 * @param left l_r, vectors of positions one after the other: scale_j w_j and scale_j dscore_j of
 *     the first head, then of the next
 * @param right x_r likewise: dv and u
 * @param mean mean_r likewise: b and a
 */
public record ScoreFactors(float[] left, float[] right, float[] mean) {

  /** Factors of a number of heads of layer 2. */
  static ScoreFactors allocate(int heads, int vectorSize) {
    int size = 2 * heads * vectorSize;
    return new ScoreFactors(new float[size], new float[size], new float[size]);
  }
}
