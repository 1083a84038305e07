package org.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.espalier.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statistical tests print their seed; replay with {@code -Dtests.seed=}. */
final class DesignMethodTest {

  /**
   * The first points that Joe and Kuo's own program prints for three dimensions (2008,
   * new-joe-kuo-6).
   */
  private static final double[][] JOE_KUO = {
    {0, 0, 0},
    {.5, .5, .5},
    {.75, .25, .25},
    {.25, .75, .75},
    {.375, .375, .625},
    {.875, .875, .125},
    {.625, .125, .875},
    {.125, .625, .375},
    {.1875, .3125, .9375},
    {.6875, .8125, .4375}
  };

  @Test
  void sobolPointsAreJoeAndKuosWithTheirBitsShifted() {
    double[][] points = DesignMethod.SOBOL.points(JOE_KUO.length, 3, 7);
    for (int i = 0; i < points.length; i++) {
      for (int d = 0; d < 3; d++) {
        assertThat((bits(points[i][d]) ^ bits(points[0][d])) / 0x1p52).isEqualTo(JOE_KUO[i][d]);
      }
    }
  }

  private static long bits(double x) {
    return (long) (x * 0x1p52);
  }

  @Test
  void twoToThePowerOfKSobolPointsHaveOneInEachSliceOfEachAxis() {
    for (int k = 0; k <= 8; k++) {
      double[][] points = DesignMethod.SOBOL.points(1 << k, 12, k);
      for (int d = 0; d < 12; d++) {
        assertThat(slices(points, d, 1 << k)).as("axis %d of 2^%d points", d, k).containsOnly(1);
      }
    }
  }

  /** Of the first two axes, each box of 2^a by 2^b slices with a + b = k has one of 2^k points. */
  @Test
  void twoSobolAxesFillTheSquareEvenly() {
    int k = 6;
    double[][] points = DesignMethod.SOBOL.points(1 << k, 2, 3);
    for (int a = 0; a <= k; a++) {
      int columns = 1 << a;
      int rows = 1 << (k - a);
      int[] counts = new int[1 << k];
      for (double[] point : points) {
        counts[slice(point[0], columns) * rows + slice(point[1], rows)]++;
      }
      assertThat(counts).as("%d x %d boxes", columns, rows).containsOnly(1);
    }
  }

  @Test
  void aLatinHypercubeHasOnePointInEachSliceOfEachAxis() {
    for (int n : new int[] {1, 2, 7, 100}) {
      double[][] points = DesignMethod.LATIN_HYPERCUBE.points(n, 5, n);
      for (int d = 0; d < 5; d++) {
        assertThat(slices(points, d, n)).containsOnly(1);
      }
    }
  }

  private static int[] slices(double[][] points, int axis, int n) {
    int[] counts = new int[n];
    for (double[] point : points) {
      counts[slice(point[axis], n)]++;
    }
    return counts;
  }

  private static int slice(double x, int n) {
    return (int) (x * n);
  }

  /** False alarms: one of 10,000 runs, times the number of methods. */
  @ParameterizedTest
  @EnumSource
  void pointsAreUniformOverSeeds(DesignMethod method) {
    long seed = Seeds.of(DesignMethodTest.class);
    int runs = 4000;
    int bins = 16;
    int[] counts = new int[bins * bins];
    for (int run = 0; run < runs; run++) {
      double[] last = method.points(3, 2, seed + run)[2];
      counts[slice(last[0], bins) * bins + slice(last[1], bins)]++;
    }
    double expected = (double) runs / counts.length;
    double statistic =
        IntStream.of(counts).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    double p = 1 - new ChiSquaredDistribution(counts.length - 1).cumulativeProbability(statistic);
    assertThat(p).isGreaterThan(1e-4);
  }

  @ParameterizedTest
  @EnumSource
  void fewerPointsAreTheFirstOfMoreWhereTheMethodSaysSo(DesignMethod method) {
    double[][] few = method.points(11, 4, 5);
    double[][] many = method.points(40, 4, 5);
    assertThat(Arrays.deepEquals(few, Arrays.copyOf(many, 11))).isEqualTo(method.isNested());
    assertThat(Arrays.deepEquals(few, method.points(11, 4, 5))).isTrue();
    assertThat(Arrays.deepEquals(few, method.points(11, 4, 6))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void thereAreAsManyAxesAsAskedFor(DesignMethod method) {
    double[][] points = method.points(3, DesignMethod.MOST_DIMENSIONS, 1);
    assertThat(points).hasNumberOfRows(3);
    for (double[] point : points) {
      assertThat(point).hasSize(DesignMethod.MOST_DIMENSIONS);
      assertThat(Arrays.stream(point).allMatch(x -> x >= 0 && x < 1)).isTrue();
    }
  }
}
