package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.espalier.Seeds;
import org.espalier.metric.Bounds;
import org.junit.jupiter.api.Test;

/**
 * What share of the intervals of bounded measures holds the expected value, by simulation; prints
 * it. With 10,000 intervals the standard error of a share is at most .005; a share is held to lie
 * no more than 4 of its errors below what is claimed, which fails by chance in 3 of 100,000 shares
 * at the claimed coverage.
 */
final class IntervalCoverageTest {
  private static final int INTERVALS = 10_000;

  @Test
  void intervalsOfBoundedMeasuresHoldTheExpectedValueAndStayWithinBounds() {
    var random = new Random(Seeds.of(IntervalCoverageTest.class));
    var beta = new BetaDistribution(null, 8, 2);
    Map<String, DoubleSupplier> laws = new TreeMap<>();
    laws.put("coin .5", () -> random.nextDouble() < .5 ? 1 : 0);
    laws.put("coin .9", () -> random.nextDouble() < .9 ? 1 : 0);
    laws.put("uniform", random::nextDouble);
    laws.put("beta(8, 2)", () -> beta.inverseCumulativeProbability(random.nextDouble()));
    Map<String, Double> means =
        Map.of("coin .5", .5, "coin .9", .9, "uniform", .5, "beta(8, 2)", .8);
    laws.forEach(
        (law, draw) -> {
          for (int n : new int[] {3, 5, 10, 30}) {
            double share = coverage(draw, means.get(law), n);
            System.out.printf(Locale.ROOT, "%-10s n = %2d: %.3f%n", law, n, share);
            assertThat(share).as(law + " at n = " + n).isGreaterThan(.93 - 4 * .0026);
          }
        });
  }

  private static double coverage(DoubleSupplier draw, double expected, int n) {
    int held = 0;
    for (int i = 0; i < INTERVALS; i++) {
      double sum = 0;
      double squares = 0;
      for (int k = 0; k < n; k++) {
        double x = draw.getAsDouble();
        sum += x;
        squares += x * x;
      }
      double mean = sum / n;
      double sd = Math.sqrt(Math.max(0, squares - n * mean * mean) / (n - 1));
      Interval interval = Interval.of(mean, sd < 1e-9 ? 0 : sd, n, Bounds.UNIT);
      assertThat(interval.low()).isBetween(0.0, mean);
      assertThat(interval.high()).isBetween(mean, 1.0);
      if (interval.low() <= expected && expected <= interval.high()) {
        held++;
      }
    }
    return (double) held / INTERVALS;
  }
}
