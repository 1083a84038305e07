package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

final class ResultSummaryTest {
  private static final double CLOSE = 1e-12;

  /**
   * Vocabulary 3 has the seeds 0 to 4 with .1 to .5, vocabulary 10 the seeds 0 and 1 with .6 and
   * .8: mean (.3 + .7) / 2; by seed the deviations are -.2 / sqrt(20) - .1 / sqrt(2), -.1 /
   * sqrt(20) + .1 / sqrt(2), 0, .1 / sqrt(20) and .2 / sqrt(20), and the standard error is half the
   * root of their squares' sum. Two seeds leave one degree of freedom.
   */
  @Test
  void theCellWithTheFewestSeedsDecidesHowFarAMeanIsKnown() {
    SparkSession other = HandMadeViews.session();
    double[][] values = {{.1, .2, .3, .4, .5}, {.6, .8}};
    var trials = new ArrayList<Map<String, String>>();
    for (int cell = 0; cell < values.length; cell++) {
      for (int seed = 0; seed < values[cell].length; seed++) {
        trials.add(
            Map.of(
                "trial_id", String.format(Locale.ROOT, "'%d-%d'", cell, seed),
                "status", "'succeeded'",
                "task_vocab", cell == 0 ? "3" : "10",
                "seed", String.valueOf(seed),
                "loss_gap", String.valueOf(values[cell][seed])));
      }
    }
    HandMadeViews.trials(other, trials);
    Interval all =
        ResultSummary.of(other, "unequal", Axis.settings(other), List.of(), List.of("loss_gap"))
            .cells()
            .get(0)
            .measures()
            .get("loss_gap");
    double a = Math.sqrt(20);
    double b = Math.sqrt(2);
    double[] deviations = {-.2 / a - .1 / b, -.1 / a + .1 / b, 0, .1 / a, .2 / a};
    double error = Math.sqrt(DoubleStream.of(deviations).map(u -> u * u).sum()) / 2;
    assertThat(all.n()).isEqualTo(2);
    assertThat(all.mean()).isCloseTo(.5, within(CLOSE));
    assertThat(all.high() - all.mean()).isCloseTo(12.70620474 * error, within(1e-8));
  }
}
