package org.espalier.model;

/**
 * The inner loops of the kernel for long sequences, over one sequence at a time. Its positions are
 * the lanes of the processor's vectors, so that its attention stays in the first-level cache, where
 * that of a tile of sequences does not even fit the second; see {@link PositionBlocks}.
 *
 * <p>As of {@link TileLoops} there are two implementations, which agree bit for bit as long as all
 * numbers are finite. A sum over keys is kept as four partial sums, by k modulo 4, and one over
 * queries as {@link PositionBlocks#LANES}.
 */
public interface PositionLoops {

  /**
   * Unnormalised attention, the product of the four terms' exponentials, where below {@link
   * TileLoops#NEGLIGIBLE} 0; its sums over k take the place of the scales.
   *
   * @param factors [upToFour(T), symbols] overwritten
   */
  void attend(PositionScores tables, PositionTokens tokens, float[] factors, PositionAttention p);

  /**
   * y = X r for the embedding X = [onehot(s_k); onehot(k)]: y_k = r[s_k] + r[S+k].
   *
   * @param r [S+T] from {@code rAt}, and as far as symbols
   * @param y a vector of positions from {@code yAt}, overwritten; before the first position
   *     undefined
   */
  void lookUp(PositionTokens tokens, float[] r, int rAt, float[] y, int yAt);

  /** y_j = scale_j sum_k e_jk x_k, vectors of positions. */
  void average(PositionAttention p, float[] x, int xAt, float[] y, int yAt);

  /** z_j = scale_j x_j, vectors of positions. */
  void scale(PositionAttention p, float[] x, float[] z, int zAt);

  /** y_k = sum_j e_jk z_j, vectors of positions. */
  void distribute(PositionAttention p, float[] z, int zAt, float[] y);

  /** In place softmax of a vector of positions; weights that are negligible are 0. */
  void softmax(PositionBlocks blocks, float[] x);

  /** The gradient of a softmax in place of dw: dw_j <- w_j (dw_j - w dw). */
  void softmaxGradient(PositionBlocks blocks, float[] w, float[] dw);

  /**
   * Backwards through the attention: du_g = e^T l_{2g+1} for each head of layer 2, the gradient of
   * the scores in place of e, e_jk <- e_jk sum_r l_r[j] (x_r[k] - mean_r[j]), and its sums.
   *
   * @param du a vector of positions for each head of layer 2, overwritten
   * @param sums the gradient is added to them
   */
  void backward(
      PositionAttention p,
      PositionTokens tokens,
      ScoreFactors factors,
      float[][] du,
      PositionScores sums);
}
