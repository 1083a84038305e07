package org.espalier.task;

/** The sums of weights that are given by their logarithms, relative to the greatest of them. */
final class WeightSums {
  private double most = Double.NEGATIVE_INFINITY;
  private double sum;
  private double squares;

  /** Forgets all. */
  void clear() {
    most = Double.NEGATIVE_INFINITY;
    sum = 0;
    squares = 0;
  }

  /**
   * Adds a weight.
   *
   * @param log its natural logarithm, finite
   */
  void add(double log) {
    if (log > most) {
      double scale = exp(most - log);
      sum *= scale;
      squares *= scale * scale;
      most = log;
    }
    double weight = exp(log - most);
    sum += weight;
    squares += weight * weight;
  }

  /** The greatest logarithm. */
  double most() {
    return most;
  }

  /** (sum w)^2 / sum w^2, from 1 to the number of weights; NaN of none. */
  double effectiveSampleSize() {
    return sum * sum / squares;
  }

  /** e^x, or 0 where that is below every weight that matters. */
  static double exp(double x) {
    return x > FastExp.LOWEST ? FastExp.exp(x) : 0;
  }
}
