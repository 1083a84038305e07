package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.espalier.trial.TrialSpec;
import org.junit.jupiter.api.Test;

/** What comparing a model with predictors adds to a trial's expected time. */
class PredictorCostTest {
  private static final String CHAIN =
      "graph { family = dag, pattern = consecutive, k = 1 }, evaluation.predictors = [n-grams], ";
  private static final String MIXTURE =
      "graph { family = mixture, structures = [1, 2] }, evaluation.predictors = [structures], ";
  private static final String POOL =
      "graph { family = dag, pattern = consecutive, k = 1 }, evaluation.predictors = [pool], task.pool = 4, ";

  private static TrialSpec read(String further) {
    return CostTrials.of(
        further,
        """
        task { vocab = 3, length = 50, alpha = 1 }
        model { family = gpt, heads = [1, 1], width = 8, hidden = 0 }
        training { batch = 16, steps = 100, loss = all, optimizer = adamw }
        evaluation { every = 10, sequences = 1000, theory-sequences = 0, bayes-draws = 0 }
        """);
  }

  private static double seconds(String further) {
    return CostModel.calibrated(List.of(), StoredTrials.NONE).seconds(read(further));
  }

  @Test
  void predictorsAddToTheTimeOfATrial() {
    for (String compared : new String[] {CHAIN, MIXTURE, POOL}) {
      assertThat(seconds(compared))
          .as(compared)
          .isGreaterThan(1.05 * seconds(compared + "evaluation.predictors = []"));
    }
  }

  @Test
  void moreOrdersMatricesAndStructuresTakeLonger() {
    assertThat(seconds(CHAIN + "graph.k = 8")).isGreaterThan(seconds(CHAIN));
    assertThat(PredictorCost.seconds(read(POOL + "task.pool = 4000"), 10))
        .isGreaterThan(10 * PredictorCost.seconds(read(POOL), 10));
    assertThat(seconds(MIXTURE + "graph.structures = [1, 2, 3, 4, 5, 6, 7, 8]"))
        .isGreaterThan(seconds(MIXTURE));
  }

  /** 1,000 sequences of 50 positions and 3 symbols are 1.2 MB a predictor. */
  @Test
  void predictionsThatAreKeptAreWorkedOutOnceAndOthersAtEveryEvaluation() {
    String large = POOL + "task.pool = 4000, ";
    double once = PredictorCost.seconds(read(large), 0);
    double kept = PredictorCost.seconds(read(large), 10);
    assertThat(kept).as("compared ten times").isLessThan(1.2 * once);
    String many = large + "evaluation.sequences = 1000000, ";
    assertThat(PredictorCost.seconds(read(many), 10))
        .as("1.2 GB are not kept")
        .isGreaterThan(10 * PredictorCost.seconds(read(many), 0));
  }

  /** The transition posterior of a mixture averages over its structures, predictors or not. */
  @Test
  void theYardsticksOfAMixtureAreCounted() {
    String none = "evaluation.predictors = [], ";
    double two = PredictorCost.seconds(read(MIXTURE + none), 10);
    double four =
        PredictorCost.seconds(read(MIXTURE + none + "graph.structures = [1, 2, 3, 4]"), 10);
    assertThat(two).isPositive();
    assertThat(four).isCloseTo(2 * two, within(1e-9));
    assertThat(PredictorCost.seconds(read(CHAIN + none), 10)).isZero();
  }

  /** 2,000 sequences, of which the Bayes predictor looks at 1,000. */
  private static TrialSpec drawing(String further) {
    return CostTrials.of(
        further,
        """
        graph.family = chain
        task { vocab = 3, length = 20, alpha = 0.1 }
        model { family = disentangled, heads = [1, 1] }
        training { batch = 16, steps = 100 }
        evaluation { every = 10, sequences = 2000, bayes-sequences = 1000, bayes-draws = 128 }
        """);
  }

  private static double drawn(String further) {
    return PredictorCost.seconds(drawing(further), 10);
  }

  @Test
  void drawsOfTheBayesPredictorAreCountedWhereItDraws() {
    double chain = drawn("");
    assertThat(chain).isPositive();
    assertThat(drawn("evaluation.bayes-draws = 0")).isZero();
    assertThat(drawn("evaluation.bayes-draws = 0, graph.family = pairs")).isZero();
    assertThat(drawn("evaluation.bayes-draws = 0, graph.latent = 0.2")).isZero();
    assertThat(drawn("task.flip = 0.1")).as("not known").isZero();
    assertThat(drawn("task.roots = uniform")).as("exact").isZero();
    assertThat(drawn("task { prior = doubly-stochastic, vocab = 2 }")).as("exact").isZero();
    assertThat(drawn("task { prior = doubly-stochastic, vocab = 2 }, graph.latent = 0.2"))
        .as("hidden nodes are summed over by draws")
        .isPositive();
    assertThat(drawn("evaluation.bayes-draws = 256")).isCloseTo(2 * chain, within(1e-9));
    assertThat(drawn("evaluation.bayes-sequences = 5000")).isCloseTo(2 * chain, within(1e-9));
    assertThat(drawn("graph.family = pairs")).as("several roots").isGreaterThan(1.5 * chain);
    assertThat(drawn("graph.latent = 0.2")).as("hidden nodes").isGreaterThan(3 * chain);
    assertThat(drawn("task.vocab = 10")).isGreaterThan(5 * chain);
    assertThat(drawn("task.prior = doubly-stochastic")).as("scaled").isGreaterThan(4 * chain);
  }
}
