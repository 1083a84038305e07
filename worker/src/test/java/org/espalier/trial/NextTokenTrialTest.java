package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import org.espalier.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trials that predict the next token at all positions, and those that are refused. */
class NextTokenTrialTest {
  private static final String TRIAL =
      """
      seed = 3
      graph { family = dag, pattern = consecutive, k = 1 }
      task { vocab = 2, length = 24, alpha = 1, target = token }
      model { family = gpt, heads = [1], width = 8, hidden = 0, positions = relative }
      training { optimizer = adamw, learning-rate = 0.01, batch = 64, steps = 60, loss = all }
      evaluation { every = 30, sequences = 300, attention-sequences = 64, theory-sequences = 0 }
      """;

  private static TrialSpec read(String... further) {
    return new TrialSpecReader()
        .read(
            ConfigFactory.parseString(String.join("\n", further))
                .withFallback(ConfigFactory.parseString(TRIAL)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.family = gpt",
        "model { family = disentangled, heads = [1] }",
        "model { family = disentangled, heads = [2, 1] }"
      })
  void aTrialLearnsAtAllPositionsAndItsYardsticksAreOfAllPositions(String model) {
    TrialResult result = TrialRunner.run(read(model), TrialLimits.NONE, TrialListener.NONE);
    assertThat(result.status()).isEqualTo(TrialStatus.SUCCEEDED);
    var metrics = result.measured().metrics();
    double posterior = metrics.get("posterior_loss").doubleValue();
    double entropy = metrics.get("target_entropy").doubleValue();
    double test = metrics.get("test_loss").doubleValue();
    assertThat(metrics.get("bayes_loss").doubleValue()).isEqualTo(posterior);
    assertThat(entropy).isLessThan(posterior);
    assertThat(posterior).isLessThan(test);
    assertThat(test).isLessThan(result.measured().curve().get(0).testLoss());
    assertThat(metrics.get("uniform_loss").doubleValue()).isCloseTo(Math.log(2), within(1e-12));
    assertThat(metrics).doesNotContainKeys("construction_loss", "architecture_gap");
  }

  @Test
  void aLossAtTheLastPositionIsAnotherTrialOnTheSameSequences() {
    TrialResult all = TrialRunner.run(read(), TrialLimits.NONE, TrialListener.NONE);
    TrialResult last =
        TrialRunner.run(read("training.loss = last"), TrialLimits.NONE, TrialListener.NONE);
    assertThat(last.status()).isEqualTo(TrialStatus.SUCCEEDED);
    assertThat(last.spec().id()).isNotEqualTo(all.spec().id());
    // later positions know more of the matrix than earlier ones
    assertThat(last.measured().metrics().get("posterior_loss").doubleValue())
        .isLessThan(all.measured().metrics().get("posterior_loss").doubleValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "graph.family = chain | training.loss = all must be last with graph.family = chain",
        "model { family = reduced, heads = [1, 1] } | training.loss = all must be last with model.family = reduced",
        "training.engine = samediff, model.family = disentangled | training.loss = all must be last"
            + " with training.engine = samediff",
        "graph.cyclic = 1 | training.loss = all must be last with graph.cyclic",
        "graph.latent = 0.2 | training.loss = all must be last with graph.cyclic",
        "evaluation.attribution-sequences = 8 | evaluation.attribution-sequences = 8 must be 0"
            + " with training.loss = all"
      })
  void whatDoesNotGoWithALossAtAllPositionsIsRefusedWithTheReason(String further, String message) {
    assertThatThrownBy(() -> read(further))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theTargetAndThePositionsOfTheLossAreLeftOutOfTheIdWhereTheyAreUsual() {
    String canonical = read("training.loss = last", "task.target = law").canonical();
    assertThat(canonical).doesNotContain("training.loss").doesNotContain("task.target");
    assertThat(read().canonical()).contains("training.loss=all").contains("task.target=token");
  }
}
