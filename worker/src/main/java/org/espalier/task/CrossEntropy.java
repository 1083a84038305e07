package org.espalier.task;

/** Cross-entropy -sum_s t_s ln f_s of a prediction f with a target t, in nats. */
final class CrossEntropy {

  private CrossEntropy() {}

  /** What one symbol adds: -t ln f, and 0 where t is 0, even if f is. */
  static double term(double target, double probability) {
    return target > 0 ? -target * Math.log(probability) : 0;
  }
}
