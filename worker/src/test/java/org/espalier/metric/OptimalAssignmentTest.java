package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OptimalAssignmentTest {

  @Test
  void givesUpTheSingleBestPairForABetterSum() {
    assertThat(OptimalAssignment.columnOfRow(new double[][] {{9, 8}, {7, 1}}))
        .containsExactly(1, 0);
  }

  @Test
  void leavesOverTheRowThatIsWorthLeast() {
    assertThat(OptimalAssignment.columnOfRow(new double[][] {{1}, {3}, {2}}))
        .containsExactly(-1, 0, -1);
  }

  @Test
  void nothingToAssign() {
    assertThat(OptimalAssignment.columnOfRow(new double[0][0])).isEmpty();
  }

  @Test
  void isAsGoodAsTheBestOfAllAssignments() {
    var random = new Random(2);
    for (int trial = 0; trial < 2000; trial++) {
      int n = 1 + random.nextInt(5);
      int m = 1 + random.nextInt(5);
      boolean coarse = random.nextBoolean();
      double[][] weights = new double[n][m];
      for (double[] row : weights) {
        Arrays.setAll(row, c -> coarse ? random.nextInt(4) - 1 : random.nextGaussian());
      }
      int[] columns = OptimalAssignment.columnOfRow(weights);
      int[] taken = Arrays.stream(columns).filter(c -> c >= 0).toArray();
      assertThat(taken).hasSize(Math.min(n, m)).doesNotHaveDuplicates();
      double total = 0;
      for (int r = 0; r < n; r++) {
        total += columns[r] < 0 ? 0 : weights[r][columns[r]];
      }
      assertThat(total).isCloseTo(best(weights, 0, 0, Math.min(n, m)), within(1e-12));
    }
  }

  /** The best sum over all ways to assign {@code left} of the rows from {@code row} on. */
  private static double best(double[][] weights, int row, int takenColumns, int left) {
    if (left == 0) {
      return 0;
    }
    if (weights.length - row < left) {
      return Double.NEGATIVE_INFINITY;
    }
    double best = best(weights, row + 1, takenColumns, left);
    for (int c = 0; c < weights[row].length; c++) {
      if ((takenColumns & 1 << c) == 0) {
        best =
            Math.max(
                best, weights[row][c] + best(weights, row + 1, takenColumns | 1 << c, left - 1));
      }
    }
    return best;
  }
}
