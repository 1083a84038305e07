package org.espalier.theory;

/**
 * The paper's prediction of the first layer's gradient at A1 = 0, A2 = beta0 I, for small beta0 and
 * epsilon and long sequences (Section 4 of arXiv 2402.14735):
 *
 * <pre>
 *   dL/dP_ij  = -(beta0 / (S T)) g_ij
 *   dL/dA1_ij = (dL/dP_ij - mean over k &lt;= i of dL/dP_ik) / (i + 1)
 * </pre>
 *
 * <p>It holds in expectation over sequences and to first order: the attention of layer 2 is nearly
 * uniform, so that f is nearly the empirical distribution of the tokens, which in a long sequence
 * is mu.
 */
public final class InitialGradient {

  private InitialGradient() {}

  /**
   * Predicts the gradient.
   *
   * @param g [n][n] of {@link MutualInformation}; positions from n on (the query) depend on nothing
   * @param vocab S
   * @param length T, at least n
   * @return [T][T], 0 behind the mask
   */
  public static double[][] predicted(double[][] g, int vocab, int length, double beta0) {
    double[][] byAttention = new double[length][length];
    for (int i = 0; i < g.length; i++) {
      for (int j = 0; j <= i; j++) {
        byAttention[i][j] = -beta0 / (vocab * (double) length) * g[i][j];
      }
    }
    double[][] uniform = ReducedGradient.causalSoftmax(new double[length][length]);
    return ReducedGradient.throughSoftmax(uniform, byAttention);
  }
}
