package org.espalier.theory;

/** Where transition matrices and their stationary distributions come from. */
@FunctionalInterface
public interface TransitionSource {

  /**
   * Draws a distribution of sequences.
   *
   * @param pi [S,S], filled: {@code pi[s * S + s']} = pi(s' | s), rows summing to 1
   * @param mu [S], filled: the stationary distribution, mu = mu pi
   */
  void draw(double[] pi, double[] mu);
}
