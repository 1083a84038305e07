package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;

/** Compares gradients matrix by matrix. */
final class GradientComparison {

  private GradientComparison() {}

  /** Fails unless every entry is within {@code tolerance} times the largest expected entry. */
  static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    double error = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      error = Math.max(error, Math.abs(actual[i] - expected[i]));
    }
    assertThat(error).isLessThanOrEqualTo(tolerance * largest);
  }

  /**
   * Fails unless every entry of every matrix is within {@code tolerance} times the largest entry of
   * the expected matrix.
   */
  static void assertClose(
      ParameterLayout layout, double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (var entry : layout.entries()) {
      double largest = 0;
      for (int i = 0; i < entry.size(); i++) {
        largest = Math.max(largest, Math.abs(expected[entry.offset() + i]));
      }
      for (int i = 0; i < entry.size(); i++) {
        int k = entry.offset() + i;
        double error = Math.abs(actual[k] - expected[k]);
        if (!(error <= tolerance * largest)) {
          throw new AssertionError(
              String.format(
                  Locale.ROOT,
                  "%s[%d,%d] = %s, expected %s, largest %s",
                  entry.name(),
                  i / entry.columns(),
                  i % entry.columns(),
                  actual[k],
                  expected[k],
                  largest));
        }
      }
    }
  }
}
