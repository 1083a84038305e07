package org.espalier.task;

/**
 * Draws transition matrices from their posterior given how often each symbol followed each, L of
 * them side by side.
 */
interface MatrixPosterior {

  /**
   * Draws L matrices.
   *
   * @param counts [S,S] how often s' followed s: {@code counts[s * S + s']}
   * @param pi [S*S][L], filled; rows sum to 1
   */
  void draw(int[] counts, double[][] pi);

  /**
   * The logarithm of a drawn matrix's weight, up to a constant of the counts: draws of another
   * distribution than the posterior are weighted.
   */
  default double logWeight(int lane) {
    return 0;
  }

  /**
   * The natural logarithm of an entry drawn last that is 0 because no double holds it.
   *
   * @param entry s * S + s'
   * @return finite
   */
  default double logOfUnderflown(int entry, int lane) {
    throw new IllegalStateException("entry " + entry + " cannot be smaller than any double");
  }

  /** Whether {@link TransitionPrior#posteriorMean} is the mean of the draws without weights. */
  default boolean hasKnownMean() {
    return true;
  }
}
