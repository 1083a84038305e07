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

  /** loss - posterior, in nats; below 0 where the model knows more than the posterior uses. */
  public double gap() {
    return loss - posterior;
  }

  /**
   * (loss - posterior) / (uniform - posterior): 0 as good as the posterior, 1 as bad as the uniform
   * prediction; NaN if the posterior is not better than the uniform prediction, for then there is
   * nothing to be gained.
   */
  public double normalized() {
    double gain = uniform - posterior;
    return gain > 0 ? gap() / gain : Double.NaN;
  }
}
