package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import org.espalier.trial.TrialSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What rivals add to a trial's expected time. Seconds are those of the table {@code rivals},
 * measured on one core of an AMD EPYC without AVX-512.
 */
class RivalCostTest {

  private static TrialSpec read(String further) {
    return CostTrials.of(
        further,
        """
        graph.family = random-tree
        task { vocab = 3, length = 12, alpha = 0.5 }
        model { family = disentangled, heads = [1, 1] }
        training { batch = 256, steps = 128 }
        evaluation { every = 64, sequences = 64, theory-sequences = 0, bayes-draws = 0 }
        rivals { methods = [], sequences = 16384 }
        """);
  }

  private static double seconds(String further) {
    return RivalCost.seconds(read(further));
  }

  /** The evidence of stationary roots asks for the conditional information of pairs as well. */
  @ParameterizedTest
  @CsvSource({
    "3, 12, .2946, .0201",
    "3, 40, 1.0915, .1222",
    "10, 12, .2362, 2.8888",
    "10, 40, 2.2497, 5.2643"
  })
  void theyTakeAboutAsLongAsWasMeasured(
      int vocab, int length, double evidence, double conditional) {
    String task = String.format(Locale.ROOT, "task { vocab = %d, length = %d }, ", vocab, length);
    assertThat(seconds(task + "rivals.methods = [evidence, conditional-information]"))
        .isBetween((evidence + conditional) / 3, 3 * (evidence + conditional));
  }

  @Test
  void theyCountWhereATrialAsksForThem() {
    String both = "rivals.methods = [evidence, conditional-information]";
    assertThat(seconds("")).isZero();
    assertThat(seconds(both))
        .as("one wants what the other has")
        .isEqualTo(seconds("rivals.methods = [evidence]"));
    assertThat(seconds(both + ", rivals.sequences = 8192"))
        .isCloseTo(seconds(both) / 2, within(1e-12));
    assertThat(seconds("rivals.methods = [chow-liu]")).isPositive();
    CostModel model = CostModel.calibrated(List.of(), StoredTrials.NONE);
    assertThat(model.seconds(read(both)) - model.seconds(read("")))
        .isCloseTo(seconds(both), within(1e-9));
  }
}
