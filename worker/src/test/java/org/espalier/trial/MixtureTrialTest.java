package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import org.espalier.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trials on mixtures of structures and on pools of matrices, and those that are refused. */
class MixtureTrialTest {
  private static final String TRIAL =
      """
      seed = 3
      graph { family = mixture, structures = [1, 2] }
      task { vocab = 3, length = 12, alpha = 0.5, pool = 1 }
      model { family = disentangled, heads = [2, 1, 1] }
      training { optimizer = adamw, learning-rate = 0.01, batch = 32, steps = 20 }
      evaluation { every = 10, sequences = 300, attention-sequences = 64, theory-sequences = 0 }
      evaluation.predictors = [structures, pool]
      evaluation.shifts = [{ pool = 0 }, { flip = 0.25 }, { alpha = 2 }]
      """;

  private static TrialSpec read(String... further) {
    return new TrialSpecReader()
        .read(
            ConfigFactory.parseString(String.join("\n", further))
                .withFallback(ConfigFactory.parseString(TRIAL)));
  }

  private static Map<String, Number> metrics(String... further) {
    TrialResult result = TrialRunner.run(read(further), TrialLimits.NONE, TrialListener.NONE);
    assertThat(result.status()).as("%s", result.failure()).isEqualTo(TrialStatus.SUCCEEDED);
    return result.measured().metrics();
  }

  @Test
  void aMixtureOfAFixedMatrixIsMeasuredByWhatKnowsIt() {
    TrialResult result = TrialRunner.run(read(), TrialLimits.NONE, TrialListener.NONE);
    assertThat(result.status()).as("%s", result.failure()).isEqualTo(TrialStatus.SUCCEEDED);
    Map<String, Number> metrics = result.measured().metrics();
    double bayes = metrics.get("bayes_loss").doubleValue();
    double averaging = metrics.get("model_averaging_loss").doubleValue();
    assertThat(metrics.get("pool_posterior_loss").doubleValue()).isCloseTo(bayes, within(1e-12));
    assertThat(bayes).isLessThan(averaging);
    assertThat(averaging).isLessThan(metrics.get("most_likely_structure_loss").doubleValue());
    assertThat(averaging).isLessThan(metrics.get("posterior_loss").doubleValue());
    assertThat(metrics.get("transition_posterior_loss").doubleValue())
        .isCloseTo(metrics.get("posterior_loss").doubleValue(), within(1e-12));
    assertThat(metrics).doesNotContainKeys("construction_loss", "architecture_gap");
    assertThat(metrics.get("model_averaging_kl").doubleValue()).isPositive();
    assertThat(metrics.get("selection_correlation").doubleValue()).isBetween(-1.0, 1.0);
    assertThat(metrics.get("symbol_selection_correlation").doubleValue()).isBetween(-1.0, 1.0);
    // attention that has learnt a little is not even
    assertThat(metrics.get("chance_symbol_selection_correlation").doubleValue())
        .isBetween(-1.0, 1.0)
        .isNotEqualTo(metrics.get("symbol_selection_correlation").doubleValue());
    assertThat(result.measured().predictors())
        .extracting(PredictorScore::predictor)
        .containsOnly(
            "model-averaging", "most-likely-structure", "pool-posterior", "transition-posterior");
    List<ShiftScore> shifts = result.measured().shifts();
    assertThat(shifts).extracting(score -> score.shift().pool()).containsExactly(0, 1, 0);
    // what the shift has in common with training it is evaluated on
    assertThat(shifts.get(1).baselines().entropy())
        .isCloseTo(metrics.get("target_entropy").doubleValue(), within(0.2));
  }

  /**
   * With two flips of three tokens every sequence shows what its one matrix, near 0 and 1, denies.
   */
  @Test
  void aPoolThatFlipsRuleOutHasNoFiniteLoss() {
    TrialResult result =
        TrialRunner.run(
            read("task { alpha = 1e-5, flip = 0.7 }", "evaluation.shifts = []"),
            TrialLimits.NONE,
            TrialListener.NONE);
    assertThat(result.status()).as("%s", result.failure()).isEqualTo(TrialStatus.SUCCEEDED);
    assertThat(result.measured().predictors())
        .filteredOn(score -> score.predictor().equals("pool-posterior"))
        .extracting(PredictorScore::loss)
        .containsOnly(Double.POSITIVE_INFINITY);
    assertThat(result.measured().metrics())
        .containsKeys("transition_posterior_loss", "pool_posterior_kl")
        .doesNotContainKeys("pool_posterior_loss", "bayes_loss");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model { family = gpt, heads = [1, 1], width = 8, hidden = 0 }",
        "model { family = disentangled, heads = [2, 1, 1] }"
      })
  void aMixtureIsPredictedAtAllPositions(String model) {
    Map<String, Number> metrics =
        metrics(
            model,
            "training { loss = all, steps = 5 }",
            "task.pool = 0",
            "evaluation.predictors = [structures]",
            "evaluation.shifts = []");
    assertThat(metrics.get("bayes_loss").doubleValue())
        .isLessThan(metrics.get("test_loss").doubleValue());
    // without a pool the transition posterior averages over structures and is known to that end
    assertThat(metrics.get("model_averaging_loss").doubleValue())
        .isCloseTo(metrics.get("posterior_loss").doubleValue(), within(1e-12));
    assertThat(metrics).containsKey("selection_correlation").doesNotContainKey("pool_posterior_kl");
    assertThat(metrics.get("chance_selection_correlation").doubleValue())
        .as("one parent under every structure")
        .isCloseTo(0, within(1e-9));
  }

  @Test
  void treesOfAMixtureAreLearntWithAQuery() {
    Map<String, Number> metrics =
        metrics(
            "graph { structures = [{ family = chain }, { family = branching, k = 2 }] }",
            "model.heads = [2, 1]",
            "evaluation { theory-sequences = 200, attribution-sequences = 8 }",
            "task.samples = 50");
    assertThat(metrics)
        .containsKeys("bayes_loss", "edge_accuracy", "model_averaging_kl", "theory_gradient_share")
        .doesNotContainKeys(
            "selection_correlation",
            "chance_selection_correlation",
            "symbol_selection_correlation",
            "chance_symbol_selection_correlation",
            "theory_information_share");
  }

  @Test
  void aLagIsShortForAChainWithoutAQuery() {
    assertThat(read("graph.structures = [1, 2]").id())
        .isEqualTo(
            read(
                    "graph.structures = [{ family = dag, k = 1, pattern = consecutive },"
                        + " { family = dag, k = 1, pattern = consecutive, delay = 1 }]",
                    "graph.weights = [2, 2]")
                .id());
    assertThat(
            read("graph { k = 1, pattern = consecutive, structures = [1, { family = dag, delay = 1 }] }")
                .id())
        .as("what a block does not name is as the graph has it")
        .isEqualTo(read().id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "graph.structures = [] | graph.structures = [] must name at least one structure",
        "graph.structures = 3 | graph.structures = 3 must be a list of lags and of blocks",
        "graph.structures = [1, 0] | graph.structures[1] = 0 must be >= 1: a lag is",
        "graph.structures = [1, x] | graph.structures[1] = x must be a whole number",
        "graph.structures = [1, { k = 2 }] | graph.structures[1] must name its family",
        "graph.structures = [{ family = lag, K = 2 }] | graph.structures[0]: unknown key K",
        "graph.structures = [{ family = lag, k = 0 }] | graph.structures[0].k = 0 must be >= 1",
        "graph.structures = [{ family = tree }] | graph.structures[0].family = tree must be one of",
        "graph.structures = [{ family = mixture }] | graph.structures[0].family = mixture must not",
        "graph.structures = [1, 11] | must have lags below task.length - 1 = 11, not 11",
        "graph.structures = [1, { family = chain }] | must have a query in all structures or in",
        "graph.weights = [1] | graph.weights = [1] must be empty or have a number for each of the 2",
        "graph.weights = [1, -1] | graph.weights = [1, -1] must be numbers >= 0 whose sum is",
        "graph.weights = [0, 0] | graph.weights = [0, 0] must be numbers >= 0 whose sum is positive",
        "graph.latent = 0.2 | graph.family = mixture cannot be combined with graph.cyclic, graph.l",
        "graph.confounders = 1 | graph.family = mixture cannot be combined with graph.cyclic, grap",
        "task.roots = stationary | task.roots = stationary must not be stationary with graph.family"
            + " = mixture",
        "graph.structures = [1, { family = dag, k = 2 }], task.prior = doubly-stochastic | cannot be"
            + " combined with graph.family = mixture of 2 parents, which",
        "rivals.methods = [evidence] | must be empty with graph.family = mixture: rivals look for",
        "evaluation.predictors = [n-grams] | must not name n-grams unless graph.family = dag",
        "task.pool = -1 | task.pool = -1 must be at least 1, or 0 for a fresh matrix in every seq",
        "task.pool = 500000 | task.pool = 500000 must be at most",
        "task.pool = 0 | must not name pool with task.pool = 0: then every sequence has a fresh",
        "evaluation.shifts = [{ pool = 2 }] | must have pool = 0, which is fresh matrices, or the",
        "evaluation.shifts = [{ alpha = 2, pool = 1 }] | must have pool = 0, which is fresh matr"
      })
  void whatCannotBeIsRefusedWithTheReason(String further, String message) {
    assertThatThrownBy(() -> read(further))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "graph.family = chain | must not name structures unless graph.family = mixture",
        "rivals.methods = [evidence] | must not name evidence with task.pool > 0: that method",
        "rivals.methods = [conditional-information] | must not name conditional-information with"
            + " task.pool",
      })
  void aPoolOfAChainIsRefusedWhatExpectsThePrior(String further, String message) {
    String predictors =
        further.startsWith("graph") ? "" : "evaluation.predictors = [pool], graph.family = chain";
    assertThatThrownBy(() -> read(further, predictors))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aPoolIsLeftOutOfTheIdWhereThereIsNone() {
    String canonical =
        read("graph.family = chain", "task.pool = 0", "evaluation.predictors = []").canonical();
    assertThat(canonical)
        .doesNotContain("pool")
        .doesNotContain("structures")
        .contains("evaluation.shifts=[Shift[prior=Dirichlet[alpha=0.5], flip=0.0], Shift[");
    assertThat(read().canonical())
        .contains("task.pool=1")
        .contains("graph.weights=[0.5, 0.5]")
        .contains("graph.structures=[{ family = dag, k = 1, pattern = consecutive }, {");
  }
}
