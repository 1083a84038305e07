package org.espalier.study;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.espalier.metric.Bounds;

/**
 * The difference that an axis makes between two of its levels: the mean over settings of the means
 * over replicates of the second level's value minus the first's, in trials that agree in every
 * other axis and in the replicate.
 *
 * <p>Replicates are independent of each other; pairs of one replicate in several settings are not,
 * for they share its seeds and so perhaps its graph and its data. So whatever states a certainty
 * goes by replicates. With d<sub>cr</sub> the difference of replicate r in setting c of C,
 * n<sub>c</sub> the number of pairs of that setting and m<sub>c</sub> their mean,
 *
 * <pre>
 * difference = sum over r of u_r / C,  u_r = sum over c of d_cr / n_c
 * se = sqrt( sum over r of ( sum over c of (d_cr - m_c) / sqrt(n_c (n_c - 1)) )^2 ) / C
 * </pre>
 *
 * <p>Where each setting has the same replicates these are the mean and s / &radic;n of the
 * replicates' own means over settings.
 *
 * @param axis name of the axis
 * @param first the first level
 * @param second the second level
 * @param n number of replicates that have a pair
 * @param pairs number of pairs
 * @param difference as above
 * @param low lower end of its 95 % interval: difference &plusmn; t se, with t of Student's
 *     distribution with as many degrees of freedom as the setting with the fewest pairs has, least
 *     n<sub>c</sub> - 1, moved into what a difference can be. Replicates that all have one
 *     difference are no proof that others have it: with n = least n<sub>c</sub> the interval
 *     reaches a share 1 - .025<sup>1/n</sup> of the way to each bound. NaN where a setting has one
 *     pair only, and of equal differences without two bounds
 * @param high upper end of that interval; NaN likewise
 * @param p two-sided, by flipping the signs of the u<sub>r</sub> ({@link SignFlips}): all
 *     differences of a replicate change their sign together
 * @param adjusted that p after Holm's (1979) adjustment over all contrasts of the axis
 */
public record Contrast(
    String axis,
    int first,
    int second,
    int n,
    int pairs,
    double difference,
    double low,
    double high,
    double p,
    double adjusted) {
  private static final double TAIL = .025;

  /** Differences that vary by less, of the values or of their range, are equal but for rounding. */
  private static final double ROUNDING = 1e-10;

  /** An axis with more levels has no contrasts: they would be each level against every other. */
  private static final int MOST_LEVELS = 20;

  /**
   * All contrasts that have a pair of all axes with at most {@value #MOST_LEVELS} levels, in the
   * order of axes and levels.
   *
   * @param bounds what a difference of the metric can be
   */
  public static List<Contrast> all(Observations data, Bounds bounds) {
    return IntStream.range(0, data.axes().size())
        .boxed()
        .filter(axis -> data.levels()[axis] <= MOST_LEVELS)
        .flatMap(axis -> of(data, axis, bounds).stream())
        .toList();
  }

  /** The contrasts of one axis. */
  static List<Contrast> of(Observations data, int axis, Bounds bounds) {
    Map<String, Map<String, double[]>> settings = settings(data, axis);
    var contrasts = new ArrayList<Contrast>();
    for (int first = 0; first < data.levels()[axis]; first++) {
      for (int second = first + 1; second < data.levels()[axis]; second++) {
        var differences = Differences.of(settings, first, second);
        if (differences.settings() > 0) {
          contrasts.add(differences.contrast(data.axes().get(axis), first, second, bounds));
        }
      }
    }
    double[] adjusted = holm(contrasts.stream().mapToDouble(Contrast::p).toArray());
    return IntStream.range(0, adjusted.length)
        .mapToObj(i -> contrasts.get(i).adjustedTo(adjusted[i]))
        .toList();
  }

  private Contrast adjustedTo(double p) {
    return new Contrast(axis, first, second, n, pairs, difference, low, high, this.p, p);
  }

  /**
   * Values by level, for each setting of the other axes and each replicate; NaN where there is no
   * trial. In an order of their own, so that the order of trials changes nothing, not even by
   * rounding.
   */
  private static Map<String, Map<String, double[]>> settings(Observations data, int axis) {
    Map<String, Map<String, double[]>> settings = new TreeMap<>();
    for (Observations.Trial trial : data.trials()) {
      int[] level = trial.level().clone();
      int own = level[axis];
      level[axis] = 0;
      settings.computeIfAbsent(Arrays.toString(level), c -> new TreeMap<>())
              .computeIfAbsent(trial.replicate(), r -> absent(data.levels()[axis]))[own] =
          trial.value();
    }
    return settings;
  }

  private static double[] absent(int levels) {
    var values = new double[levels];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  /**
   * The differences between two levels.
   *
   * @param settings C, the number of settings that have a pair
   * @param pairs of all settings
   * @param fewest pairs of a setting that has one
   * @param largest the largest size of a value that has a pair
   * @param parts u<sub>r</sub> of each replicate
   * @param deviations of each replicate, whose squares make the standard error
   */
  private record Differences(
      int settings, int pairs, int fewest, double largest, double[] parts, double[] deviations) {

    static Differences of(Map<String, Map<String, double[]>> settings, int first, int second) {
      Map<String, double[]> byReplicate = new TreeMap<>();
      int count = 0;
      int pairs = 0;
      int fewest = Integer.MAX_VALUE;
      double largest = 0;
      for (Map<String, double[]> replicates : settings.values()) {
        Map<String, Double> differences = new TreeMap<>();
        for (Map.Entry<String, double[]> replicate : replicates.entrySet()) {
          double before = replicate.getValue()[first];
          double after = replicate.getValue()[second];
          if (Double.isFinite(after - before)) {
            differences.put(replicate.getKey(), after - before);
            largest = Math.max(largest, Math.max(Math.abs(before), Math.abs(after)));
          }
        }
        int n = differences.size();
        if (n > 0) {
          count++;
          pairs += n;
          fewest = Math.min(fewest, n);
          double mean = differences.values().stream().mapToDouble(d -> d).sum() / n;
          differences.forEach(
              (replicate, d) -> {
                double[] sums = byReplicate.computeIfAbsent(replicate, r -> new double[2]);
                sums[0] += d / n;
                sums[1] += n == 1 ? 0 : (d - mean) / Math.sqrt(n * (n - 1.0));
              });
        }
      }
      return new Differences(
          count,
          pairs,
          fewest,
          largest,
          byReplicate.values().stream().mapToDouble(sums -> sums[0]).toArray(),
          byReplicate.values().stream().mapToDouble(sums -> sums[1]).toArray());
    }

    Contrast contrast(String axis, int first, int second, Bounds bounds) {
      double mean = mean();
      double low = Double.NaN;
      double high = Double.NaN;
      if (fewest > 1) {
        double error = standardError();
        double scale = bounds.areFinite() ? bounds.high() - bounds.low() : largest;
        if (error > ROUNDING * scale) {
          double half =
              new TDistribution(null, fewest - 1).inverseCumulativeProbability(1 - TAIL) * error;
          low = bounds.clip(mean - half);
          high = bounds.clip(mean + half);
        } else if (bounds.areFinite()) {
          double unseen = 1 - Math.pow(TAIL, 1.0 / fewest);
          low = mean - unseen * (mean - bounds.low());
          high = mean + unseen * (bounds.high() - mean);
        }
      }
      double p = SignFlips.p(parts);
      return new Contrast(axis, first, second, parts.length, pairs, mean, low, high, p, p);
    }

    double mean() {
      return Arrays.stream(parts).sum() / settings;
    }

    double standardError() {
      return Math.sqrt(Arrays.stream(deviations).map(u -> u * u).sum()) / settings;
    }
  }

  /**
   * Adjusts p values so that rejecting those below a level errs with at most that probability over
   * all of them (Holm 1979): the i-th smallest of m times m - i, and no less than the one before.
   */
  static double[] holm(double[] p) {
    var order =
        IntStream.range(0, p.length)
            .boxed()
            .collect(
                toCollection(
                    () ->
                        new TreeSet<>(
                            (a, b) ->
                                p[a] == p[b]
                                    ? Integer.compare(a, b)
                                    : Double.compare(p[a], p[b]))));
    var adjusted = new double[p.length];
    double least = 0;
    int rank = 0;
    for (int i : order) {
      least = Math.max(least, Math.min(1, p[i] * (p.length - rank++)));
      adjusted[i] = least;
    }
    return adjusted;
  }
}
