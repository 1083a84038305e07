package org.espalier.report;

import org.apache.commons.math3.distribution.TDistribution;
import org.espalier.metric.Bounds;

/**
 * A mean over n replicates with its 95 % confidence interval. With t the quantile of Student's
 * distribution at .975 and n - 1 degrees of freedom, and v = sd&sup2; / n:
 *
 * <ul>
 *   <li>A measure without bounds: mean &plusmn; t sqrt(v).
 *   <li>A measure that cannot be negative: mean exp(&plusmn; t sqrt(v) / mean), Student's interval
 *       on the scale of logarithms.
 *   <li>A measure between two bounds, here 0 and 1: all means p with (p - mean)&sup2; &le; t&sup2;
 *       r p (1 - p), where r = v / (mean (1 - mean)). This is Wilson's interval (1927) with the
 *       spread that was seen in place of the binomial one and Student's quantile in place of the
 *       normal one: the variance of the mean is taken to go to 0 towards the bounds, and the
 *       interval never leaves them. A mean at a bound of replicates that differ was rounded; its
 *       interval is from bound to bound, the limit of the others.
 *   <li>A bounded measure whose replicates are all equal: they are no proof that others are. With
 *       confidence 95 % a share of at most q = 1 - .025<sup>1/n</sup> of the replicates differs, at
 *       worst by being at a bound: from mean - q mean to mean + q (1 - mean), whatever the
 *       distribution. Of a measure without two bounds such replicates tell nothing: there is no
 *       interval.
 * </ul>
 *
 * <p>Of a mean over several cells n is the number of replicates of the cell that has the fewest:
 * neither its spread nor what no replicate has shown is known better than there. The page's script
 * and {@link org.espalier.study.Contrast} go by the same rule.
 *
 * <p>What share of such intervals holds the expected value is simulated in {@code
 * IntervalCoverageTest}.
 *
 * @param mean the mean
 * @param low lower end, NaN where there is no interval
 * @param high upper end, likewise
 * @param sd standard deviation over replicates (n-1 in the denominator), NaN where it is not known
 * @param n number of replicates
 */
public record Interval(double mean, double low, double high, double sd, long n) {
  private static final double TAIL = 0.025;

  /** Replicates that differ by less, of their mean or of the range, are equal but for rounding. */
  private static final double ROUNDING = 1e-10;

  /** The interval from a mean, a standard deviation (NaN where there is none) and a count. */
  static Interval of(double mean, double sd, long n, Bounds bounds) {
    if (n < 2 || Double.isNaN(sd)) {
      return new Interval(mean, Double.NaN, Double.NaN, Double.NaN, n);
    }
    double error = sd / Math.sqrt((double) n);
    if (bounds.areFinite()) {
      return between(bounds.low(), bounds.high(), mean, sd, n);
    }
    if (error <= ROUNDING * Math.abs(mean)) {
      return new Interval(mean, Double.NaN, Double.NaN, sd, n);
    }
    double half = quantile(n - 1) * error;
    if (bounds.low() == 0 && mean > 0) {
      double factor = Math.exp(half / mean);
      return new Interval(mean, mean / factor, mean * factor, sd, n);
    }
    return new Interval(mean, mean - half, mean + half, sd, n);
  }

  /** The interval from a mean, its standard error (NaN where it is not known) and n. */
  static Interval ofError(double mean, double error, long n, Bounds bounds) {
    return of(mean, error * Math.sqrt((double) n), n, bounds);
  }

  /** Whether there is an interval: low and high are numbers. */
  public boolean hasEnds() {
    return !Double.isNaN(low);
  }

  /** Whether its replicates are equal but for rounding; then its ends are not Student's. */
  boolean isOfEqualReplicates() {
    return sd <= ROUNDING * Math.max(Math.abs(mean), high - low);
  }

  private static Interval between(double low, double high, double mean, double sd, long n) {
    double range = high - low;
    double m = (mean - low) / range;
    double v = sd * sd / n / (range * range);
    if (v < ROUNDING * ROUNDING) {
      double unseen = 1 - Math.pow(TAIL, 1.0 / n);
      return new Interval(mean, mean - unseen * (mean - low), mean + unseen * (high - mean), sd, n);
    }
    if (m <= 0 || m >= 1) { // replicates differ, so the mean was rounded
      return new Interval(mean, low, high, sd, n);
    }
    double t = quantile(n - 1);
    double k = t * t * v / (m * (1 - m));
    double root = Math.sqrt(k * k / 4 + k * m * (1 - m));
    return new Interval(
        mean,
        low + range * Math.max(0, (m + k / 2 - root) / (1 + k)),
        low + range * Math.min(1, (m + k / 2 + root) / (1 + k)),
        sd,
        n);
  }

  /** Student's quantile at .975. */
  static double quantile(long freedom) {
    return new TDistribution(null, freedom).inverseCumulativeProbability(1 - TAIL);
  }
}
