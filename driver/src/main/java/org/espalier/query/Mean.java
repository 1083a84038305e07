package org.espalier.query;

import java.util.List;
import java.util.Locale;

/**
 * A mean over replicates.
 *
 * @param n number of values that are not NaN
 * @param mean of them; NaN if there is none
 * @param standardError sample standard deviation over the root of n; NaN for fewer than two
 */
public record Mean(int n, double mean, double standardError) {

  /** The mean of the values that are not NaN. */
  public static Mean of(List<Double> values) {
    double[] present = values.stream().mapToDouble(v -> v).filter(v -> !Double.isNaN(v)).toArray();
    int n = present.length;
    double sum = 0;
    for (double value : present) {
      sum += value;
    }
    double mean = sum / n;
    double squares = 0;
    for (double value : present) {
      squares += (value - mean) * (value - mean);
    }
    return new Mean(n, mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n));
  }

  /** {@code 0.987 ± 0.004}; without the error where one value has none. */
  @Override
  public String toString() {
    if (n == 0) {
      return "";
    }
    return n == 1
        ? String.format(Locale.ROOT, "%.3f", mean)
        : String.format(Locale.ROOT, "%.3f ± %.3f", mean, standardError);
  }
}
