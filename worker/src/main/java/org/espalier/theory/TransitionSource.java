package org.espalier.theory;

/** Where transition matrices and their stationary laws come from. */
@FunctionalInterface
public interface TransitionSource {

  /**
   * Draws a law of sequences.
   *
   * @param pi [S,S], filled: {@code pi[s * S + s']} = pi(s' | s), rows summing to 1
   * @param mu [S], filled: the stationary law, mu = mu pi
   */
  void draw(double[] pi, double[] mu);
}
