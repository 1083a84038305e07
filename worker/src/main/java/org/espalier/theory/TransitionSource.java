package org.espalier.theory;

/** Where transition matrices come from, forwards and backwards in time. */
@FunctionalInterface
public interface TransitionSource {

  /**
   * Draws a distribution of sequences.
   *
   * @param pi [S,S], filled: {@code pi[s * S + s']} = pi(s' | s), rows summing to 1
   * @param reversed [S,S], filled: {@code reversed[s' * S + s]} = rho(s | s') = mu(s) pi(s' | s) /
   *     mu(s') with mu = mu pi, rows summing to 1
   */
  void draw(double[] pi, double[] reversed);
}
