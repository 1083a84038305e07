package org.espalier.study;

import java.util.HashMap;
import java.util.Map;

/** Some values of the cells by their weighted sums, each of which is added up once. */
final class GroupSums {
  private final double[] values;
  private final double[] weights;
  private final Map<Grouping, double[]> sums = new HashMap<>();

  GroupSums(double[] values, double[] weights) {
    this.values = values;
    this.weights = weights;
  }

  /** The sums over the cells of each group; not to be changed. */
  double[] of(Grouping grouping) {
    return sums.computeIfAbsent(grouping, this::sums);
  }

  private double[] sums(Grouping grouping) {
    var sums = new double[grouping.count()];
    for (int c = 0; c < values.length; c++) {
      sums[grouping.group()[c]] += weights[c] * values[c];
    }
    return sums;
  }

  /** The sum of squares. */
  double squares() {
    return squares(values, weights);
  }

  /** The weighted sum of squares of some values. */
  static double squares(double[] values, double[] weights) {
    double squares = 0;
    for (int c = 0; c < values.length; c++) {
      squares += weights[c] * values[c] * values[c];
    }
    return squares;
  }
}
