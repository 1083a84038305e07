package org.espalier.study;

import static org.espalier.InvalidValueException.require;

import java.util.Arrays;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.espalier.metric.Bounds;

/**
 * An interval for the expected value of a metric over seeds, from its values at n seeds.
 *
 * <p>Three cases, by how many different values there are:
 *
 * <ul>
 *   <li>More than two: Student's t interval, mean &plusmn; t<sub>n-1</sub> s / &radic;n, at the
 *       level 99 %. The surplus over 95 % pays for skewed metrics and for looking again after each
 *       round of {@link ReplicateRule}.
 *   <li>Two, a &lt; b: a metric that is all or nothing. The exact interval of Clopper and Pearson
 *       (1934) for the probability of b, at the level 95 %, mapped to [a, b]; the wider of it and
 *       Student's on each side.
 *   <li>One: no spread was seen, which is no proof that there is none. The exact bound for what was
 *       never seen in n trials: with confidence 95 % a share of at most q = 1 - .025<sup>1/n</sup>
 *       of the seeds behaves otherwise, and at worst these are at a bound of the metric. So the
 *       interval reaches from the mean to a share q of the way to each bound.
 * </ul>
 *
 * <p>An interval of a bounded metric stays within its bounds. The coverage under the rule of
 * replicates is simulated in {@code ReplicateCoverageTest}.
 *
 * @param n number of values
 * @param mean of the values
 * @param low lower end
 * @param high upper end
 */
public record MeanInterval(int n, double mean, double low, double high) {
  private static final double T_TAIL = .005;
  private static final double EXACT_TAIL = .025;

  /**
   * The interval of some values.
   *
   * @param values at least two finite numbers
   * @param bounds of the metric
   * @throws org.espalier.InvalidValueException if there are fewer than two, or one is not finite
   */
  public static MeanInterval of(double[] values, Bounds bounds) {
    require(values.length >= 2, "values", values.length, "must be at least two replicates");
    require(
        Arrays.stream(values).allMatch(Double::isFinite), "values", "NaN", "must all be finite");
    double mean = StatUtils.mean(values);
    double least = StatUtils.min(values);
    double greatest = StatUtils.max(values);
    MeanInterval interval;
    if (least == greatest) {
      interval = ofEqual(values.length, least, bounds);
    } else {
      interval = students(values, mean);
      if (Arrays.stream(values).allMatch(v -> v == least || v == greatest)) {
        interval = interval.widened(exact(values, least, greatest));
      }
    }
    return new MeanInterval(
        interval.n, interval.mean, bounds.clip(interval.low), bounds.clip(interval.high));
  }

  /** Half of the distance between the ends. */
  public double halfWidth() {
    return (high - low) / 2;
  }

  private static MeanInterval ofEqual(int n, double value, Bounds bounds) {
    double unseen = 1 - Math.pow(EXACT_TAIL, 1.0 / n);
    return new MeanInterval(
        n,
        value,
        value + unseen * (bounds.low() - value),
        value + unseen * (bounds.high() - value));
  }

  private static MeanInterval students(double[] values, double mean) {
    int n = values.length;
    double t = new TDistribution(null, n - 1).inverseCumulativeProbability(1 - T_TAIL);
    double half = t * Math.sqrt(StatUtils.variance(values, mean) / n);
    return new MeanInterval(n, mean, mean - half, mean + half);
  }

  /** Clopper and Pearson's interval for the share of the greater of two values. */
  private static MeanInterval exact(double[] values, double least, double greatest) {
    int n = values.length;
    long k = Arrays.stream(values).filter(v -> v == greatest).count();
    double low = new BetaDistribution(null, k, n - k + 1).inverseCumulativeProbability(EXACT_TAIL);
    double high =
        new BetaDistribution(null, k + 1, n - k).inverseCumulativeProbability(1 - EXACT_TAIL);
    double range = greatest - least;
    return new MeanInterval(n, StatUtils.mean(values), least + range * low, least + range * high);
  }

  private MeanInterval widened(MeanInterval other) {
    return new MeanInterval(n, mean, Math.min(low, other.low), Math.max(high, other.high));
  }
}
