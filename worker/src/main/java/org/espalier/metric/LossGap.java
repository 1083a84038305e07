package org.espalier.metric;

/**
 * How far a loss is from that of the transition posterior, which knows the graph. All in nats, over
 * the same sequences.
 *
 * @param loss of the model
 * @param posterior of the transition posterior
 * @param uniform of the uniform prediction, ln S
 * @param error standard error of {@code posterior} as a mean over sequences, at least 0
 */
public record LossGap(double loss, double posterior, double uniform, double error) {
  /** What there is to gain counts if it is more than so many standard errors from 0. */
  private static final double ERRORS = 2;

  /** Of a mean over sequences, relative; some 1e-8 was seen, a graph with one edge gains 1e-2. */
  private static final double ROUNDING = 1e-6;

  /** loss - posterior, in nats; below 0 where the model knows more than the posterior uses. */
  public double gap() {
    return loss - posterior;
  }

  /**
   * (loss - posterior) / (uniform - posterior): 0 as good as the posterior, 1 as bad as the uniform
   * prediction; NaN unless the posterior is better than the uniform prediction by more than two
   * standard errors of its own loss, for within them the denominator may be 0 and the ratio any
   * number. Where no token that is predicted has a parent both losses are ln S, but for what adding
   * up the logarithms rounds.
   */
  public double normalized() {
    double gain = uniform - posterior;
    return gain > Math.max(ROUNDING * uniform, ERRORS * error) ? gap() / gain : Double.NaN;
  }
}
