package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import org.espalier.ConfigurationException;
import org.espalier.trial.Stages.Stage;
import org.junit.jupiter.api.Test;

/** Which predictor a model is, as it trains. */
class StagesTest {

  private static List<PredictorScore> scores(double[]... divergences) {
    var scores = new ArrayList<PredictorScore>();
    for (int step = 0; step < divergences.length; step++) {
      scores.add(new PredictorScore(10 * step, "uniform", 0.7, 0));
      for (int m = 0; m < divergences[step].length; m++) {
        scores.add(new PredictorScore(10 * step, "order-" + m, 0.6 - m, divergences[step][m]));
        scores.add(new PredictorScore(10 * step, "order-" + m + "-tuned", 0.5 - m, 0));
      }
    }
    return scores;
  }

  @Test
  void theStageOfAStepIsTheOrderOfLeastDivergence() {
    Stages stages =
        Stages.of(
            scores(
                new double[] {.1, .2, .3},
                new double[] {.1, .1, .3},
                new double[] {.2, .1, .3},
                new double[] {.2, .3, .1},
                new double[] {.2, .1, Double.NaN}));
    assertThat(stages.stages())
        .containsExactly(new Stage(0, 0), new Stage(1, 20), new Stage(2, 30), new Stage(1, 40));
    assertThat(stages.last()).hasValue(1);
    assertThat(stages.reached(1)).hasValue(20);
    assertThat(stages.reached(2)).hasValue(30);
    assertThat(stages.reached(3)).isEmpty();
    assertThat(stages.loss("order-1")).hasValue(-.4);
    assertThat(stages.loss("order-3")).isEmpty();
  }

  @Test
  void withoutPredictorsThereAreNoStages() {
    Stages none = Stages.of(List.of());
    assertThat(none.stages()).isEmpty();
    assertThat(none.last()).isEmpty();
  }

  private static TrialSpec read(String further) {
    return new TrialSpecReader()
        .read(
            ConfigFactory.parseString(further)
                .withFallback(
                    ConfigFactory.parseString(
                        """
                        graph { family = dag, pattern = consecutive, k = 1 }
                        task { vocab = 2, length = 20, alpha = 1 }
                        model { family = gpt, heads = [1], width = 4, hidden = 0 }
                        training { batch = 16, steps = 2, loss = all, optimizer = adamw }
                        evaluation {
                          every = 1, sequences = 200, theory-sequences = 0, predictors = [n-grams]
                        }
                        """)));
  }

  /** An untrained model with parameters of size 0 predicts uniformly. */
  @Test
  void aModelThatPredictsUniformlyIsAtDivergenceZeroFromTheUniformPrediction() {
    TrialResult result =
        TrialRunner.run(
            read("model.initial-scale = 0, training.learning-rate = 1e-12"),
            TrialLimits.NONE,
            TrialListener.NONE);
    assertThat(result.status()).isEqualTo(TrialStatus.SUCCEEDED);
    List<PredictorScore> scores = result.measured().predictors();
    assertThat(scores).hasSize(3 * 5); // three rows of the curve
    PredictorScore uniform = scores.get(0);
    assertThat(uniform.predictor()).isEqualTo("uniform");
    assertThat(uniform.divergence()).isCloseTo(0, within(1e-6));
    assertThat(uniform.loss()).isCloseTo(Math.log(2), within(1e-9));
    var metrics = result.measured().metrics();
    double bigram = metrics.get("order_1_loss").doubleValue();
    assertThat(bigram)
        .as("with uniform roots and order 1 the bigram is the posterior")
        .isCloseTo(metrics.get("posterior_loss").doubleValue(), within(1e-9));
    assertThat(bigram).isLessThan(metrics.get("order_0_loss").doubleValue());
    assertThat(metrics.get("last_stage")).isEqualTo(0);
    assertThat(metrics.get("stage_changes")).isEqualTo(0);
    assertThat(metrics).doesNotContainKeys("order_2_loss", "steps_to_order_1");
  }

  /**
   * After one token nothing has followed any, so that the bigram is uniform as the model is, while
   * the unigram has seen one symbol: (2/3, 1/3) with alpha = 1.
   */
  @Test
  void divergenceByPositionIsThatOfTheTrainedModelAndHasTheDivergenceForItsMean() {
    TrialResult result =
        TrialRunner.run(
            read("model.initial-scale = 0, training.learning-rate = 1e-12"),
            TrialLimits.NONE,
            TrialListener.NONE);
    List<PredictorScore> scores = result.measured().predictors();
    for (PredictorScore score : scores) {
      assertThat(score.byPosition()).hasSize(score.step() == 2 ? 20 : 0);
    }
    for (PredictorScore score : scores.subList(10, 15)) {
      double mean = score.byPosition().stream().mapToDouble(d -> d).average().orElseThrow();
      assertThat(mean).isCloseTo(score.divergence(), within(1e-12));
    }
    PredictorScore unigram = scores.get(11);
    PredictorScore bigram = scores.get(13);
    assertThat(List.of(unigram.predictor(), bigram.predictor()))
        .isEqualTo(List.of("order-0", "order-1"));
    double entropy = -2. / 3 * Math.log(2. / 3) - 1. / 3 * Math.log(1. / 3);
    assertThat(unigram.byPosition().get(0)).isCloseTo(Math.log(2) - entropy, within(1e-6));
    assertThat(bigram.byPosition().get(0)).isCloseTo(0, within(1e-6));
    assertThat(bigram.byPosition().get(19)).isGreaterThan(bigram.byPosition().get(1));
  }

  @Test
  void nGramsOfAGraphWhoseParentsAreNotTheTokensBeforeAreRefused() {
    for (String graph : List.of("graph.pattern = random", "graph.family = chain")) {
      assertThatThrownBy(() -> read(graph + ", training.loss = last"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("evaluation.predictors")
          .hasMessageContaining("must not name n-grams unless graph.family = dag");
    }
    assertThatThrownBy(() -> read("evaluation.predictors = [n-grams, n-grams]"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("must name each predictor once");
  }
}
