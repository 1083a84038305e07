package org.espalier.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The power of a number on an axis that a metric grows with: y = c x<sup>k</sup>.
 *
 * <p>Logarithms are fitted by least squares, with a factor c of its own for each setting s of the
 * other axes. With dx the distance of log x from its mean over the trials of the setting, and e the
 * residuals,
 *
 * <pre>
 * log y = log c_s + k log x + e
 * k  = sum dx log y / sum dx^2
 * se = sqrt( R / (R - 1) sum over r of (sum over its trials of dx e)^2 ) / sum dx^2
 * </pre>
 *
 * <p>Trials of one replicate share its seeds, so the deviations of each of the R replicates are
 * added up before they are squared (the sandwich estimator with clusters of Liang and Zeger 1986).
 * Where every replicate has every trial, this is Student's interval over the replicates' own
 * exponents.
 *
 * @param replicates R
 * @param trials number of trials that were fitted
 * @param leftOut number of trials whose value is 0 or less and has no logarithm
 * @param exponent k
 * @param low lower end of its 95 % interval, k &plusmn; t se with t of Student's distribution with
 *     R - 1 degrees of freedom; NaN for one replicate, and for several of one exponent, which are
 *     no proof that others have it
 * @param high upper end of that interval; NaN likewise
 * @param factor exp of the mean of log c over the trials
 * @param explained share of the variance of log y within settings that the law explains, 0 to 1
 * @param points the metric at each number that was fitted, ascending
 */
public record PowerLaw(
    int replicates,
    int trials,
    int leftOut,
    double exponent,
    double low,
    double high,
    double factor,
    double explained,
    List<Point> points) {
  private static final double TAIL = .025;

  /** Exponents, and logarithms, that vary by less are equal but for rounding. */
  private static final double ROUNDING = 1e-10;

  /** With two points any law fits. */
  private static final int LEAST_POINTS = 3;

  /**
   * The geometric mean of the metric at one number, as if it had been measured in the average
   * setting.
   *
   * @param level of the axis
   * @param replicates number of replicates that were measured there
   * @param mean exp of the mean over replicates of the means of log y - log c<sub>s</sub>, times
   *     the law's factor
   * @param low lower end of its 95 % interval, Student's on the logarithms; NaN for one replicate,
   *     and for several that are equal
   * @param high upper end of that interval; NaN likewise
   */
  public record Point(int level, int replicates, double mean, double low, double high) {}

  /** The logarithms of a trial, the setting of its other axes, and what belongs to it. */
  private record Fitted(String setting, String replicate, int level, double x, double y) {}

  /**
   * The fit, if there are three numbers above 0 or more with values above 0.
   *
   * @param axis index of the axis
   * @param numbers what its levels are; NaN for one that is no number
   */
  public static Optional<PowerLaw> of(Observations data, int axis, double[] numbers) {
    List<Observations.Trial> onAxis =
        data.trials().stream().filter(trial -> numbers[trial.level()[axis]] > 0).toList();
    List<Fitted> fitted =
        onAxis.stream()
            .filter(trial -> trial.value() > 0)
            .map(trial -> fitted(trial, axis, numbers))
            .toList();
    if (fitted.stream().mapToInt(Fitted::level).distinct().count() < LEAST_POINTS) {
      return Optional.empty();
    }
    double[] dx = deviations(fitted, Fitted::x);
    double[] dy = deviations(fitted, Fitted::y);
    double squares = dot(dx, dx);
    return squares == 0
        ? Optional.empty() // each setting has one number alone
        : Optional.of(of(fitted, onAxis.size() - fitted.size(), dx, dy, squares));
  }

  private static PowerLaw of(
      List<Fitted> fitted, int leftOut, double[] dx, double[] dy, double squares) {
    double exponent = dot(dx, dy) / squares;
    Map<String, Double> scores = new TreeMap<>();
    for (int i = 0; i < dx.length; i++) {
      scores.merge(fitted.get(i).replicate, dx[i] * (dy[i] - exponent * dx[i]), Double::sum);
    }
    int replicates = scores.size();
    double sum = scores.values().stream().mapToDouble(u -> u * u).sum();
    double error = Math.sqrt(replicates / (replicates - 1.0) * sum) / squares;
    double half = half(replicates, error);
    double meanX = fitted.stream().mapToDouble(Fitted::x).average().orElseThrow();
    double meanY = fitted.stream().mapToDouble(Fitted::y).average().orElseThrow();
    double spread = dot(dy, dy);
    // log y without its setting's deviation: dy about the mean of all, at the setting's own log x
    double[] adjusted =
        IntStream.range(0, dx.length)
            .mapToDouble(i -> meanY + dy[i] + exponent * (fitted.get(i).x - meanX - dx[i]))
            .toArray();
    return new PowerLaw(
        replicates,
        dx.length,
        leftOut,
        exponent,
        exponent - half,
        exponent + half,
        Math.exp(meanY - exponent * meanX),
        spread == 0 ? 1 : exponent * dot(dx, dy) / spread,
        points(fitted, adjusted));
  }

  private static Fitted fitted(Observations.Trial trial, int axis, double[] numbers) {
    int[] others = trial.level().clone();
    int level = others[axis];
    others[axis] = 0;
    return new Fitted(
        Arrays.toString(others),
        trial.replicate(),
        level,
        Math.log(numbers[level]),
        Math.log(trial.value()));
  }

  /** Of each trial from the mean of its setting; exactly 0 in a setting of equal values. */
  private static double[] deviations(List<Fitted> fitted, ToDoubleFunction<Fitted> value) {
    Map<String, SettingMean> settings = new TreeMap<>();
    for (Fitted trial : fitted) {
      double number = value.applyAsDouble(trial);
      settings.computeIfAbsent(trial.setting, s -> new SettingMean(number)).add(number);
    }
    return fitted.stream()
        .mapToDouble(trial -> settings.get(trial.setting).deviation(value.applyAsDouble(trial)))
        .toArray();
  }

  /** The mean of numbers, kept as its distance from the first, which has no rounding if it is 0. */
  private static final class SettingMean {
    private final double first;
    private double sum;
    private int count;

    SettingMean(double first) {
      this.first = first;
    }

    void add(double number) {
      sum += number - first;
      count++;
    }

    double deviation(double number) {
      return number - first - sum / count;
    }
  }

  private static List<Point> points(List<Fitted> fitted, double[] adjusted) {
    Map<Integer, Map<String, double[]>> sums = new TreeMap<>();
    for (int i = 0; i < adjusted.length; i++) {
      double[] sum =
          sums.computeIfAbsent(fitted.get(i).level, level -> new TreeMap<>())
              .computeIfAbsent(fitted.get(i).replicate, r -> new double[2]);
      sum[0] += adjusted[i];
      sum[1]++;
    }
    var points = new ArrayList<Point>();
    sums.forEach(
        (level, byReplicate) ->
            points.add(
                point(
                    level,
                    byReplicate.values().stream().mapToDouble(sum -> sum[0] / sum[1]).toArray())));
    return List.copyOf(points);
  }

  private static Point point(int level, double[] logs) {
    int n = logs.length;
    double mean = Arrays.stream(logs).sum() / n;
    double squares = Arrays.stream(logs).map(v -> (v - mean) * (v - mean)).sum();
    double half = half(n, Math.sqrt(squares / (n - 1) / n));
    return new Point(level, n, Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half));
  }

  /** Half the width of Student's interval; NaN where n replicates tell nothing of others. */
  private static double half(int n, double error) {
    return n < 2 || error <= ROUNDING
        ? Double.NaN
        : new TDistribution(null, n - 1).inverseCumulativeProbability(1 - TAIL) * error;
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }
}
