package org.espalier.study;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The difference that an axis makes between two of its levels: the mean, over pairs of trials that
 * agree in every other axis and in the replicate, of the second level's value minus the first's.
 *
 * @param axis name of the axis
 * @param first the first level
 * @param second the second level
 * @param pairs number of pairs
 * @param difference mean difference
 * @param low lower end of its 95 % interval by Student's t; NaN for fewer than two pairs
 * @param high upper end of that interval; NaN for fewer than two pairs
 * @param p two-sided, by flipping the signs of differences ({@link SignFlips})
 * @param adjusted that p after Holm's (1979) adjustment over all contrasts of the axis
 */
public record Contrast(
    String axis,
    int first,
    int second,
    int pairs,
    double difference,
    double low,
    double high,
    double p,
    double adjusted) {
  private static final double TAIL = .025;

  /** All contrasts of all axes that have a pair, in the order of axes and levels. */
  public static List<Contrast> all(Observations data) {
    return IntStream.range(0, data.axes().size())
        .boxed()
        .flatMap(axis -> of(data, axis).stream())
        .toList();
  }

  /** The contrasts of one axis. */
  static List<Contrast> of(Observations data, int axis) {
    Map<List<Object>, double[]> blocks = blocks(data, axis);
    var contrasts = new ArrayList<Contrast>();
    for (int first = 0; first < data.levels()[axis]; first++) {
      for (int second = first + 1; second < data.levels()[axis]; second++) {
        double[] differences = differences(blocks, first, second);
        if (differences.length > 0) {
          contrasts.add(of(data.axes().get(axis), first, second, differences));
        }
      }
    }
    double[] adjusted = holm(contrasts.stream().mapToDouble(Contrast::p).toArray());
    return IntStream.range(0, adjusted.length)
        .mapToObj(i -> contrasts.get(i).adjustedTo(adjusted[i]))
        .toList();
  }

  private Contrast adjustedTo(double p) {
    return new Contrast(axis, first, second, pairs, difference, low, high, this.p, p);
  }

  private static Contrast of(String axis, int first, int second, double[] differences) {
    int n = differences.length;
    double mean = StatUtils.mean(differences);
    double half =
        n < 2
            ? Double.NaN
            : new TDistribution(null, n - 1).inverseCumulativeProbability(1 - TAIL)
                * Math.sqrt(StatUtils.variance(differences, mean) / n);
    double p = SignFlips.p(differences);
    return new Contrast(axis, first, second, n, mean, mean - half, mean + half, p, p);
  }

  /** Values by level, for each combination of everything else; NaN where there is no trial. */
  private static Map<List<Object>, double[]> blocks(Observations data, int axis) {
    Map<List<Object>, double[]> blocks = new HashMap<>();
    for (Observations.Trial trial : data.trials()) {
      var key = new ArrayList<Object>(trial.level().length);
      for (int a = 0; a < trial.level().length; a++) {
        if (a != axis) {
          key.add(trial.level()[a]);
        }
      }
      key.add(trial.replicate());
      double[] values =
          blocks.computeIfAbsent(
              key,
              k -> {
                var absent = new double[data.levels()[axis]];
                Arrays.fill(absent, Double.NaN);
                return absent;
              });
      values[trial.level()[axis]] = trial.value();
    }
    return blocks;
  }

  /** Sorted, so that the order of trials changes nothing, not even by rounding. */
  private static double[] differences(Map<List<Object>, double[]> blocks, int first, int second) {
    return blocks.values().stream()
        .mapToDouble(values -> values[second] - values[first])
        .filter(Double::isFinite)
        .sorted()
        .toArray();
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
