package org.espalier.task;

/** Draws transition matrices with their stationary distributions, L of them side by side. */
interface MatrixSampler {

  /**
   * Draws the matrix of one lane, not yet ready to use.
   *
   * @param pi [S*S][L], filled at the lane
   */
  void draw(double[][] pi, int lane, Xoshiro256 random);

  /**
   * Once the first lanes are drawn: makes their rows sum to 1 and finds their stationary
   * distributions.
   *
   * @param pi [S*S][L], as drawn; completed
   * @param mu [S][L], filled
   * @param filled number of lanes that are drawn, at most L; the others may hold anything
   */
  void complete(double[][] pi, double[][] mu, int filled);
}
