package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.espalier.trial.TrialSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What read-outs beside attention add to a trial's expected time. Seconds were measured on one core
 * of an AMD EPYC without AVX-512, of which half to twice is asked for here: no more is known of
 * another machine.
 */
class AttributionCostTest {

  private static TrialSpec read(String further) {
    return CostTrials.of(
        further,
        """
        graph.family = chain
        task { vocab = 3, length = 20, alpha = 1 }
        model { family = disentangled, heads = [1, 1] }
        training { batch = 16, steps = 100 }
        evaluation { every = 10, sequences = 1000, theory-sequences = 0, bayes-draws = 0
          attribution-sequences = 32 }
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          .342 | task.length = 40
          .043 | task.vocab = 10
          5.61 | task { vocab = 10, length = 80 }
          .576 | model.heads = [3, 1, 1]
          .208 | model.heads = [1, 1, 1]
          4.86 | model.heads = [1, 1, 1], task { vocab = 10, length = 40 }
          .390 | model.heads = [8, 1]
          .063 | model { family = factored, rank = 4 }
          .428 | model { family = factored, rank = 8, heads = [1, 1, 1] }
          .017 | model.family = reduced
          .131 | model { family = reduced, heads = [3, 1] }, task.length = 40
          .054 | model { family = transformer, width = 16, hidden = 64 }
          6.67 | model { family = transformer, width = 32, hidden = 128, heads = [2, 2, 2] }, task.length = 40
          4.85 | model { family = gpt, width = 32, hidden = 64, heads = [2, 2, 2] }, task.length = 40
          """)
  void readOutsTakeAboutAsLongAsWasMeasured(double measured, String settings) {
    assertThat(AttributionCost.seconds(read(settings))).isBetween(measured / 2, measured * 2);
  }

  @Test
  void theyCountWhereATrialAsksForThem() {
    String none = "evaluation.attribution-sequences = 0";
    assertThat(AttributionCost.seconds(read(none))).isZero();
    assertThat(AttributionCost.seconds(read("model.heads = [1]"))).as("one layer").isZero();
    assertThat(AttributionCost.seconds(read("evaluation.attribution-sequences = 64")))
        .isCloseTo(2 * AttributionCost.seconds(read("")), within(1e-9));
    CostModel model = CostModel.calibrated(List.of(), StoredTrials.NONE);
    assertThat(model.seconds(read("")) - model.seconds(read(none)))
        .isCloseTo(AttributionCost.seconds(read("")), within(1e-9));
  }
}
