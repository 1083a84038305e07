package org.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.espalier.Seeds;
import org.espalier.metric.Bounds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How often the interval that ended a cell's rounds holds the metric's expected value.
 *
 * <p>The promise is 93 %. Over {@value #CELLS} cells the estimate has a standard error of at most
 * .0026; a distribution that is covered just so fails the test with a probability of 1 in 30,000,
 * for the threshold is four standard errors below the promise.
 */
final class ReplicateCoverageTest {
  private static final int CELLS = 10_000;
  private static final double PROMISED = .93;
  private static final double SLACK = 4 * Math.sqrt(.93 * .07 / CELLS);

  private static final ReplicateRule[] RULES = {
    new ReplicateRule(.03, 5, 40), new ReplicateRule(.05, 5, 100)
  };

  /** How a metric in [0, 1] may be distributed over seeds. */
  private record Distribution(String name, double mean, ToDoubleFunction<Random> draw) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Distribution> distributions() {
    return Stream.of(
        new Distribution("all or nothing, .5", .5, r -> r.nextDouble() < .5 ? 1 : 0),
        new Distribution("all or nothing, .9", .9, r -> r.nextDouble() < .9 ? 1 : 0),
        new Distribution("all or nothing, .97", .97, r -> r.nextDouble() < .97 ? 1 : 0),
        new Distribution("1, or .3 one time in 20", .965, r -> r.nextDouble() < .05 ? .3 : 1),
        new Distribution("1, or 0 one time in 50", .98, r -> r.nextDouble() < .02 ? 0 : 1),
        new Distribution("normal, deviation .05", .7, r -> .7 + .05 * r.nextGaussian()),
        new Distribution("normal, deviation .12", .5, r -> .5 + .12 * r.nextGaussian()),
        new Distribution(
            "1 - exponential of mean .05", .95, r -> 1 + .05 * Math.log(1 - r.nextDouble())),
        new Distribution(
            "11 edges, each found at .98",
            .98,
            r -> r.doubles(11).filter(u -> u < .98).count() / 11.0));
  }

  @ParameterizedTest
  @Tag("slow")
  @MethodSource("distributions")
  void theIntervalHoldsTheMeanAsOftenAsPromised(Distribution distribution) {
    var random = new Random(Seeds.of(ReplicateCoverageTest.class));
    for (ReplicateRule rule : RULES) {
      int covered = 0;
      long replicates = 0;
      for (int cell = 0; cell < CELLS; cell++) {
        double[] all = new double[rule.atMost()];
        Arrays.setAll(all, i -> distribution.draw.applyAsDouble(random));
        int n = rule.needed(i -> true, m -> rule.isNarrow(Arrays.copyOf(all, m), Bounds.UNIT));
        double[] values = Arrays.copyOf(all, n);
        MeanInterval interval = MeanInterval.of(values, Bounds.UNIT);
        replicates += n;
        if (interval.low() <= distribution.mean + 1e-12
            && distribution.mean - 1e-12 <= interval.high()) {
          covered++;
        }
      }
      double coverage = (double) covered / CELLS;
      System.out.printf(
          Locale.ROOT,
          "%-30s within %.2f, %d to %d: coverage %.3f, mean n %.1f%n",
          distribution,
          rule.within(),
          rule.atLeast(),
          rule.atMost(),
          coverage,
          (double) replicates / CELLS);
      assertThat(coverage).isGreaterThan(PROMISED - SLACK);
    }
  }
}
