package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialSpecReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a trial is expected to take before any of its kind was measured. */
class CostModelTest {

  private static final String DISENTANGLED =
      """
      graph { family = mixture, structures = [1, 2, 3] }
      task { vocab = 5, length = 128, alpha = 0.5, pool = 1 }
      model { family = disentangled, heads = [3, 1, 1] }
      training { optimizer = adamw, batch = 32, steps = 1000 }
      evaluation { every = 1000, sequences = 16, theory-sequences = 0, bayes-draws = 0 }
      """;

  private static final String GPT =
      """
      graph { family = dag, pattern = consecutive, k = 1 }
      task { vocab = 2, length = 100, alpha = 1, target = token }
      model { family = gpt, hidden = 0, positions = relative }
      training { optimizer = adamw, batch = 64, steps = 300, loss = all }
      evaluation { every = 300, sequences = 256, theory-sequences = 0, bayes-draws = 0 }
      """;

  private static TrialSpec spec(String base, String further) {
    var settings = ConfigFactory.parseString(further);
    return new TrialSpecReader().read(settings.withFallback(ConfigFactory.parseString(base)));
  }

  private static double seconds(String base, String further) {
    return CostModel.calibrated(List.of(), StoredTrials.NONE).seconds(spec(base, further));
  }

  /**
   * Measured on an AMD EPYC, two trials at once: 7.8 ms a sequence at T = 128, .29 ms at T = 32;
   * and alone, 1.1 ms at T = 128 with the loss at the last position.
   */
  @ParameterizedTest
  @CsvSource({"128, all, 250", "32, all, 9.3", "128, last, 35"})
  void anEstimateIsWithinAFactorOfTwoOfWhatWasMeasured(int length, String loss, double measured) {
    String further = "task.length = " + length + ", training.loss = " + loss;
    assertThat(seconds(DISENTANGLED, further)).isBetween(measured / 2, measured * 2);
  }

  /** Measured on an AMD EPYC, one trial alone with what Java takes to get up to speed. */
  @ParameterizedTest
  @CsvSource({"48, 1, 11.7", "48, 8, 14.5", "16, 8, 8.7", "64, 4, 13.9"})
  void headsOfTheUsualTransformerCountWhereTheyAreNarrow(int width, int heads, double measured) {
    String further = "model.width = " + width + ", model.heads = " + List.of(heads, heads);
    assertThat(seconds(GPT, further)).isBetween(measured / 2, measured * 2);
  }

  /** A kernel that computes 32 sequences side by side does so for a batch of 16, too. */
  @Test
  void aBatchThatFillsHalfATileCostsAWholeOne() {
    double half = seconds(GPT, "model { width = 16, heads = [1, 1] }, training.batch = 16");
    assertThat(seconds(GPT, "model { width = 16, heads = [1, 1] }, training.batch = 32"))
        .isBetween(half, 1.01 * half);
    assertThat(seconds(GPT, "model { width = 16, heads = [1, 1] }, training.batch = 33"))
        .isGreaterThan(1.5 * half);
    assertThat(seconds(DISENTANGLED, "training { batch = 16, loss = all }"))
        .isLessThan(.6 * seconds(DISENTANGLED, "training { batch = 32, loss = all }"));
  }

  /** Two layers of eight heads with four matrices of 48 x 48 and biases for 100 distances. */
  @Test
  void theTablesHoldTheParametersThatTheModelHas() {
    long parameters = 2 * 48 + 2 * (4 * 48 * 48 + 8 * 100 + 2 * 48) + 2 * 48 + 48 * 2;
    long attention = 16 * 100 * 100;
    assertThat(CostModel.bytes(spec(GPT, "model { width = 48, heads = [8, 8] }")))
        .isBetween(4 * parameters, 4 * parameters + 4 * attention);
  }
}
