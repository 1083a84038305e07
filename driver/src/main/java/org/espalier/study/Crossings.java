package org.espalier.study;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The weight of the cells that two groups have in common, added up once for each two groupings. */
final class Crossings {
  private final double[] weights;
  private final Map<List<Grouping>, double[][]> crossings = new HashMap<>();

  Crossings(double[] weights) {
    this.weights = weights;
  }

  /** All cells as one group. */
  Grouping whole() {
    return new Grouping(new int[weights.length], 1);
  }

  /** The weight of each group. */
  double[] weights(Grouping grouping) {
    return of(whole(), grouping)[0];
  }

  /**
   * The weights that groups share, by the groups of the first and of the second; not to be changed.
   */
  double[][] of(Grouping first, Grouping second) {
    return crossings.computeIfAbsent(List.of(first, second), g -> crossing(first, second));
  }

  private double[][] crossing(Grouping first, Grouping second) {
    var shared = new double[first.count()][second.count()];
    for (int c = 0; c < weights.length; c++) {
      shared[first.group()[c]][second.group()[c]] += weights[c];
    }
    return shared;
  }
}
