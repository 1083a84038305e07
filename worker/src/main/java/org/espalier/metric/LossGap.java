package org.espalier.metric;

/**
 * How far a loss is from that of the transition posterior, which knows the graph. All in nats, over
 * the same sequences.
 *
 * @param loss of the model
 * @param posterior of the transition posterior
 * @param uniform of the uniform prediction, ln S
 */
public record LossGap(double loss, double posterior, double uniform) {
  /** Of a mean over sequences, relative; some 1e-8 was seen, a graph with one edge gains 1e-2. */
  private static final double ROUNDING = 1e-6;

  /** loss - posterior, in nats; below 0 where the model knows more than the posterior uses. */
  public double gap() {
    return loss - posterior;
  }

  /**
   * (loss - posterior) / (uniform - posterior): 0 as good as the posterior, 1 as bad as the uniform
   * prediction; NaN if the posterior is not better than the uniform prediction, for then there is
   * nothing to be gained. Where no token that is predicted has a parent both are ln S, but for what
   * adding up the logarithms rounds.
   */
  public double normalized() {
    double gain = uniform - posterior;
    return gain > ROUNDING * uniform ? gap() / gain : Double.NaN;
  }
}
