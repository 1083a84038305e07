package org.espalier.task;

import java.util.Arrays;
import java.util.List;

/** Draws the structure of a sequence. Where there is one, nothing is drawn. */
final class StructureChoice {
  private final double[] sums; // [C] running sums of the weights, then 2: above any u

  /**
   * A choice.
   *
   * @param weights [C] probabilities; the last ones may be 0
   */
  StructureChoice(List<Double> weights) {
    sums = new double[weights.size()];
    int last = 0;
    double sum = 0;
    for (int c = 0; c < sums.length; c++) {
      sum += weights.get(c);
      sums[c] = sum;
      last = weights.get(c) > 0 ? c : last;
    }
    Arrays.fill(sums, last, sums.length, 2);
  }

  /** The least c whose running sum is at least u, uniform on (0, 1]. */
  int draw(Xoshiro256 random) {
    if (sums.length == 1) {
      return 0;
    }
    double u = random.nextPositive();
    int chosen = 0;
    while (sums[chosen] < u) {
      chosen++;
    }
    return chosen;
  }
}
