package org.espalier.model;

import org.assertj.core.api.Assertions;

/** Compares gradients matrix by matrix. */
final class GradientComparison {

  private GradientComparison() {}

  /**
   * Fails unless every entry of every matrix is within {@code tolerance} times the largest entry of
   * the expected matrix.
   */
  static void assertClose(
      ParameterLayout layout, double[] actual, double[] expected, double tolerance) {
    Assertions.assertThat(actual).hasSameSizeAs(expected);
    for (var entry : layout.entries()) {
      double largest = 0;
      for (int i = 0; i < entry.size(); i++) {
        largest = Math.max(largest, Math.abs(expected[entry.offset() + i]));
      }
      for (int i = 0; i < entry.size(); i++) {
        int k = entry.offset() + i;
        double error = Math.abs(actual[k] - expected[k]);
        Assertions.assertThat(error)
            .as(
                "%s[%d,%d] = %s, expected %s",
                entry.name(), i / entry.columns(), i % entry.columns(), actual[k], expected[k])
            .isLessThanOrEqualTo(tolerance * largest);
      }
    }
  }
}
