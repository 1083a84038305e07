package org.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.espalier.Seeds;
import org.junit.jupiter.api.Test;

final class AdditiveFitTest {
  private static final int CELLS = 60;

  /** The library's least squares on the columns of the groups, by singular values. */
  @Test
  void restAndRankAreThoseOfTheSingularValueDecomposition() {
    var random = new Random(Seeds.of(AdditiveFitTest.class));
    for (int study = 0; study < 50; study++) {
      List<Grouping> groupings = groupings(random);
      double[] weights = random.doubles(CELLS, 1, 9).map(Math::floor).toArray();
      double[] values = random.doubles(CELLS, -1, 1).toArray();
      var fit = AdditiveFit.of(groupings, new Crossings(weights));
      double[] roots = Arrays.stream(weights).map(Math::sqrt).toArray();
      var values0 = new ArrayRealVector(values).ebeMultiply(new ArrayRealVector(roots));
      Array2DRowRealMatrix columns = columns(groupings, roots);
      var decomposition = new SingularValueDecomposition(columns);
      double rest = values0.getDistance(columns.operate(decomposition.getSolver().solve(values0)));
      assertThat(fit.rank()).isEqualTo(decomposition.getRank());
      assertThat(fit.rest(new GroupSums(values, weights))).isCloseTo(rest * rest, within(1e-9));
    }
  }

  @Test
  void withoutGroupingsItIsTheMean() {
    var fit = AdditiveFit.of(List.of(), new Crossings(new double[] {1, 3}));
    assertThat(fit.rank()).isEqualTo(1);
    // mean 3 of 0 and, three times, 4: 9 + 3
    assertThat(fit.rest(new GroupSums(new double[] {0, 4}, new double[] {1, 3})))
        .isCloseTo(12, within(1e-12));
  }

  /** Of 2 to 6 groups each; one follows from another, and one is a table over two. */
  private static List<Grouping> groupings(Random random) {
    var groupings = new ArrayList<Grouping>();
    for (int count = 2; count < 7; count++) {
      groupings.add(Grouping.of(random.ints(CELLS, 0, count).toArray()));
    }
    groupings.add(
        Grouping.of(Arrays.stream(groupings.get(4).group()).map(group -> group / 2).toArray()));
    groupings.add(groupings.get(1).with(groupings.get(2)));
    return groupings;
  }

  private static Array2DRowRealMatrix columns(List<Grouping> groupings, double[] roots) {
    var columns =
        new Array2DRowRealMatrix(CELLS, groupings.stream().mapToInt(Grouping::count).sum());
    int start = 0;
    for (Grouping grouping : groupings) {
      for (int c = 0; c < CELLS; c++) {
        columns.setEntry(c, start + grouping.group()[c], roots[c]);
      }
      start += grouping.count();
    }
    return columns;
  }
}
