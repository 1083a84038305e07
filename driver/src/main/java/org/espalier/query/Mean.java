package org.espalier.query;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A mean over cells of the means over replicates, so that different settings neither pass for
 * replicates nor weigh by how many of their seeds succeeded.
 *
 * <p>With n<sub>c</sub> replicates in cell c of C and their mean m<sub>c</sub>, the mean is
 * &Sigma;<sub>c</sub> m<sub>c</sub> / C. The same seed may be used in several cells, whose
 * deviations are then not independent; so they are added up by seed s before they are squared:
 *
 * <pre>
 * se = sqrt( sum over s of ( sum over c of (y_cs - m_c) / sqrt(n_c (n_c - 1)) )^2 ) / C
 * </pre>
 *
 * <p>This is s / &radic;n in a single cell; and where each cell has the same seeds, it is s /
 * &radic;n of the seeds' means over cells.
 *
 * @param n number of different replicates among the values that are not NaN
 * @param least number of them in the cell that has the fewest; 0 if there is none
 * @param mean of them; NaN if there is none
 * @param standardError NaN if a cell has fewer than two
 */
public record Mean(int n, int least, double mean, double standardError) {

  /**
   * A value of one trial.
   *
   * @param cell what its settings are, seeds aside
   * @param replicate what its seeds are
   * @param value NaN where it has none
   */
  public record Value(Object cell, Object replicate, double value) {}

  /** The mean of the values that are not NaN. */
  public static Mean of(List<Value> values) {
    Map<Object, double[]> cells = new LinkedHashMap<>();
    var replicates = new HashSet<>();
    for (Value v : values) {
      if (!Double.isNaN(v.value)) {
        double[] sum = cells.computeIfAbsent(v.cell, c -> new double[2]);
        sum[0] += v.value;
        sum[1]++;
        replicates.add(v.replicate);
      }
    }
    double mean = 0;
    for (double[] sum : cells.values()) {
      mean += sum[0] / sum[1] / cells.size();
    }
    int least = (int) cells.values().stream().mapToDouble(sum -> sum[1]).min().orElse(0);
    return new Mean(
        replicates.size(),
        least,
        cells.isEmpty() ? Double.NaN : mean,
        least > 1 ? Math.sqrt(squares(values, cells)) / cells.size() : Double.NaN);
  }

  /** The deviations from the cells' means, added up by replicate, squared, and added up again. */
  private static double squares(List<Value> values, Map<Object, double[]> cells) {
    Map<Object, Double> byReplicate = new LinkedHashMap<>();
    for (Value v : values) {
      if (!Double.isNaN(v.value)) {
        double sum = cells.get(v.cell)[0];
        double n = cells.get(v.cell)[1];
        byReplicate.merge(v.replicate, (v.value - sum / n) / Math.sqrt(n * (n - 1)), Double::sum);
      }
    }
    return byReplicate.values().stream().mapToDouble(u -> u * u).sum();
  }

  /** {@code 0.987 ± 0.004}; without the error where there is none. */
  @Override
  public String toString() {
    if (n == 0) {
      return "";
    }
    return Double.isNaN(standardError)
        ? String.format(Locale.ROOT, "%.3f", mean)
        : String.format(Locale.ROOT, "%.3f ± %.3f", mean, standardError);
  }
}
