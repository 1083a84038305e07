package org.espalier.task;

/**
 * Draws transition matrices one at a time from a prior whose rows depend on one another, so that
 * there is no drawing a row by itself.
 */
final class WholeMatrices {
  private final MatrixSampler matrices;
  private final double[][] pi; // [S*S][1]
  private final double[][] mu; // [S][1]

  WholeMatrices(TransitionPrior prior, int vocab) {
    matrices = prior.matrices(vocab, 1, TransitionLoops.fastest());
    pi = new double[vocab * vocab][1];
    mu = new double[vocab][1];
  }

  /**
   * Draws a matrix.
   *
   * @param to filled from {@code at} on, S rows of S entries, each row summing to 1
   */
  void draw(double[] to, int at, Xoshiro256 random) {
    matrices.draw(pi, 0, random);
    matrices.complete(pi, mu, 1);
    for (int e = 0; e < pi.length; e++) {
      to[at + e] = pi[e][0];
    }
  }
}
