package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.espalier.ConfigurationException;
import org.junit.jupiter.api.Test;

/** A trial of the model that only SameDiff can train, from its settings. */
class FactoredTrialTest {
  private static final String SETTINGS =
      """
      task { length = 6 }
      model { family = factored, rank = 3 }
      training { optimizer = adamw, learning-rate = 0.02, steps = 30, batch = 32 }
      evaluation { every = 10, sequences = 64, attention-sequences = 32, theory-sequences = 0 }
      """;

  private static TrialSpec spec(String more) {
    return new TrialSpecReader().read(ConfigFactory.parseString(SETTINGS + more));
  }

  @Test
  void aTrialIsTrainedBySameDiffAndLeavesWhatOthersDo() {
    TrialSpec spec = spec("");
    assertThat(spec.learner().initialScale()).isEqualTo(0.1);
    TrialResult result = TrialRunner.run(spec, TrialLimits.NONE, TrialListener.NONE);
    assertThat(result.failure()).isEmpty();
    assertThat(result.work().engine()).contains("samediff");
    assertThat(result.measured().curve().get(3).testLoss())
        .isLessThan(result.measured().curve().get(0).testLoss());
    assertThat(result.measured().attention()).extracting(a -> a.kind().name()).containsOnly("MEAN");
    assertThat(result.measured().weights())
        .extracting(WeightMatrix::name)
        .containsExactly("Q1.1", "K1.1", "Q2.1", "K2.1", "W");
    assertThat(result.measured().metrics()).containsKeys("edge_accuracy", "parent_attention_mean");
  }

  @Test
  void aKernelIsRefusedWhenPlanned() {
    assertThatThrownBy(() -> spec("training.engine = kernel"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "training.engine = kernel must be auto or samediff with model.family = factored: there"
                + " is no kernel for it");
  }
}
