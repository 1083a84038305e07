package org.espalier.report;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * A mean over replicates with its 95 % confidence interval by Student's t: mean ± t(.975, n-1) sd /
 * sqrt(n).
 *
 * @param mean the mean
 * @param low lower end, equal to the mean if n &lt; 2
 * @param high upper end, likewise
 * @param sd standard deviation over replicates (n-1 in the denominator), 0 if n &lt; 2
 * @param n number of replicates
 */
public record Interval(double mean, double low, double high, double sd, long n) {

  /** The interval from a mean, a standard deviation and a count, as SQL gives them. */
  static Interval of(double mean, Double sd, long n) {
    if (n < 2 || sd == null || sd.isNaN()) {
      return new Interval(mean, mean, mean, 0, n);
    }
    double t = new TDistribution((double) n - 1).inverseCumulativeProbability(0.975);
    double half = t * sd / Math.sqrt((double) n);
    return new Interval(mean, mean - half, mean + half, sd, n);
  }
}
