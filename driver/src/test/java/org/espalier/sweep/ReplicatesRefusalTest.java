package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.trial.Metric;
import org.espalier.trial.TrialMetrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which {@code replicates} a sweep file must not ask for, and how it is told. */
class ReplicatesRefusalTest {
  @TempDir Path folder;
  private SweepFiles files;

  @BeforeEach
  void inFolder() {
    files = new SweepFiles(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "within = 0 | replicates.within = 0 must be > 0",
        "within = Infinity | replicates.within = Infinity must be a finite number > 0",
        "at-least = 1 | replicates.at-least = 1 must be >= 2",
        "at-most = 4 | replicates.at-most = 4 must not be below replicates.at-least = 5",
        "at-most = 1000000000 | replicates.at-most = 1000000000 must be in 2..1000000",
        "of = edge_acuracy | replicates.of = edge_acuracy must be a metric of the table trials (did"
            + " you mean edge_accuracy?)",
        "of = uniform_loss | replicates.of = uniform_loss must vary with the seed: uniform_loss is"
            + " the same number in every trial",
        "of = [] | replicates.of = [] must name at least one metric"
      })
  void replicatesThatCannotBeAreTold(String written, String complaint) {
    assertThat(files.refusal("replicates { " + written + " }")).isEqualTo("a.conf:2: " + complaint);
  }

  /** What chance is depends on the graph alone: it varies where the seed draws the graph. */
  @ParameterizedTest
  @ValueSource(strings = {"chance_edge_accuracy", "chance_shd", "chance_attention", "prevalence"})
  void aMetricThatIsTheSameForAllSeedsIsNoneThatReplicatesAreOf(String metric) {
    String of = "replicates { of = [edge_accuracy, " + metric + "] }";
    String complaint =
        "a.conf:2: replicates.of = [\"edge_accuracy\", \""
            + metric
            + "\"] must vary with the seed: "
            + metric
            + " depends on the graph alone, which is the same for all seeds of each cell";
    assertThat(files.refusal(of, "axes { graph.family = [chain, star] }")).isEqualTo(complaint);
    assertThat(files.refusal(of, "base { graph.family = random-tree, seeds.graph = 7 }"))
        .isEqualTo(complaint);
    for (String drawn :
        List.of(
            "axes { graph.family = [chain, random-tree] }",
            "base.graph { family = pairs, confounders = 1 }")) {
      assertThat(files.read(of, drawn).count()).isPositive();
    }
  }

  /** A graph of an explicit list has a node for each position but the query's. */
  @Test
  void aListOfParentsIsDrawnNoMoreThanAMixtureOfLags() {
    String parents = "graph { family = explicit, parents = [-1, 0, 1, 2] }";
    String lags = "graph { family = mixture, structures = [1, 2] }";
    for (String graph : List.of("task.length = 5, " + parents, "task.length = 8, " + lags)) {
      assertThat(files.refusal("replicates.of = edges", "base { " + graph + " }"))
          .isEqualTo(
              "a.conf:2: replicates.of = edges must vary with the seed: edges depends on the graph"
                  + " alone, which is the same for all seeds of each cell");
    }
    String cyclic = "base { task.length = 5, " + parents + ", graph.cyclic = 0.5 }";
    String trees =
        "base.graph { family = mixture, structures = [{ family = chain }, { family = random-tree }] }";
    assertThat(files.read("replicates.of = edges_cycle", cyclic).count()).isPositive();
    assertThat(files.read("replicates.of = edges", trees).count()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"posterior_loss", "target_entropy", "architecture_gap", "theory_gradient_share"})
  void aLossThatNoTrainingChangesIsNoneThatReplicatesAreOfWhereItsSequencesArePinned(
      String metric) {
    String of = "replicates.of = " + metric;
    String pinned = "base.seeds.evaluation = 7";
    assertThat(files.refusal(of, pinned))
        .isEqualTo(
            "a.conf:2: replicates.of = "
                + metric
                + " must vary with the seed: "
                + metric
                + " depends on the graph and the held-out sequences alone, which are the same for"
                + " all seeds of each cell");
    for (String drawn :
        List.of(
            "base.seeds.data = 7",
            "base { seeds.evaluation = 7, graph.family = random-tree }",
            "axes { seeds.evaluation = [derived, 7] }")) {
      assertThat(files.read(of, drawn).count()).isPositive();
    }
    assertThat(files.read("replicates.of = test_loss", pinned).count()).isPositive();
  }

  @Test
  void whereEveryStreamIsPinnedThereAreNoReplicates() {
    String all = "base.seeds { data = 1, initialization = 2, evaluation = 3 }";
    assertThat(files.refusal("replicates.of = test_loss", all))
        .isEqualTo(
            "a.conf:2: replicates.of = test_loss must vary with the seed: test_loss does not where"
                + " every stream of random numbers is pinned or unused");
    assertThat(
            files.read("replicates.of = test_loss", all, "base.graph.family = random-tree").count())
        .isPositive();
  }

  /** Two layers of one head start from zeros, whatever the seed. */
  @Test
  void aModelThatStartsFromZerosHasNoReplicatesByItsInitialParameters() {
    String others = "base.seeds { data = 1, evaluation = 3 }";
    assertThat(files.refusal("replicates.of = test_loss", others))
        .endsWith("every stream of random numbers is pinned or unused");
    for (String drawn : List.of("base.model.initial-scale = 0.1", "base.model.heads = [2, 1]")) {
      assertThat(files.read("replicates.of = test_loss", others, drawn).count()).isPositive();
    }
  }

  /** What no cell measures asks for no replicate, and a study would end with the least. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "edge_ablation_accuracy | | evaluation.attribution-sequences > 0 and a model of several layers"
            + " | evaluation.attribution-sequences = 64",
        "bayes_loss | task.flip = 0.1 | evaluation.bayes-draws > 0, task.flip = 0 and graph.jitter = 0"
            + " | task.flip = 0",
        "optimisation_gap | evaluation.bayes-draws = 0 | evaluation.bayes-draws > 0, training.loss ="
            + " last and one graph in place of a mixture | evaluation.bayes-draws = 128",
        "last_stage | | n-grams among evaluation.predictors | graph { family = dag, k = 2, pattern ="
            + " consecutive }, evaluation.predictors = [n-grams]",
        "order_3_loss | graph { family = dag, k = 2, pattern = consecutive }, evaluation.predictors ="
            + " [n-grams] | a chain of order 3 | graph.k = 3",
        "selection_correlation | | structures among evaluation.predictors | graph { family = mixture,"
            + " structures = [1, 2] }, evaluation.predictors = [structures]",
        "pool_posterior_kl | | pool among evaluation.predictors | task.pool = 2,"
            + " evaluation.predictors = [pool]",
        "theory_contradictions | evaluation.theory-sequences = 0 | evaluation.theory-sequences > 0 and a"
            + " query | evaluation.theory-sequences = 64",
        "theory_information_share | graph.family = dag | evaluation.theory-sequences > 0 and a query |"
            + " graph.family = random-tree",
        "theory_gradient_correlation | graph.jitter = 0.1 | one forest for all sequences, with"
            + " stationary roots | graph.jitter = 0",
        "circuit_copy_rows | model.family = reduced | model.family = disentangled | model.family ="
            + " disentangled",
        "head_cosine | | several heads in the first layer | model.heads = [2, 1]",
        "edge_accuracy_cycle | | graph.cyclic > 0 | graph.cyclic = 0.5",
        "confounded_lift | | graph.latent > 0 or graph.confounders > 0 | graph { family = random-forest,"
            + " confounders = 1 }",
      })
  void aMetricThatNoCellMeasuresIsNoneThatReplicatesAreOf(
      String metric, String base, String needs, String measured) {
    String of = "replicates.of = [test_loss, " + metric + "]";
    String unmeasured = base == null ? "" : "base { " + base + " }";
    assertThat(files.refusal(of, unmeasured))
        .isEqualTo(
            "a.conf:2: replicates.of = [\"test_loss\", \""
                + metric
                + "\"] must be measured in some cell: "
                + metric
                + " needs "
                + needs);
    assertThat(files.read(of, unmeasured, "base { " + measured + " }").count()).isPositive();
  }

  @Test
  void theStepOfDivergenceIsOfNoReplicate() {
    assertThat(files.refusal("replicates.of = divergence_step"))
        .isEqualTo(
            "a.conf:2: replicates.of = divergence_step must be measured in some cell:"
                + " divergence_step needs a trial that diverged, which is no replicate");
  }

  @Test
  void seedsOfTheCommandLineAreRefusedBesideReplicates() {
    assertThat(files.refusal(List.of("seed=0..4"), "replicates {}"))
        .isEqualTo(
            "command line: the axis seed must go: replicates say how many seeds each cell gets");
  }

  @Test
  void replicatesTakeThePlaceOfAnAxisOfSeeds() {
    assertThat(files.refusal("replicates {}", "axes { seed = 0..4 }"))
        .isEqualTo("a.conf:3: the axis seed must go: replicates say how many seeds each cell gets");
    assertThat(files.refusal("replicates.at-most = 9", "base.seed = 9223372036854775800"))
        .isEqualTo("a.conf:3: seed = 9223372036854775800 must leave 9 seeds behind it below 2^63");
    assertThat(files.refusal("replicates { withn = 1 }"))
        .isEqualTo("a.conf:2: unknown key replicates.withn (did you mean replicates.within?)");
  }

  /** A metric that is renamed or goes must not stay behind in what is known of metrics. */
  @Test
  void whatIsKnownOfMetricsIsKnownOfMetricsThatThereAre() {
    List<String> names = TrialMetrics.ALL.stream().map(Metric::name).toList();
    assertThat(names).containsAll(ReplicateMetrics.CONSTANT).containsAll(ReplicateMetrics.OF_GRAPH);
    assertThat(
            Stream.concat(
                    Stream.of(ReplicateMetrics.OF_HELD_OUT),
                    ReplicateMetrics.NEEDS.stream().map(ReplicateMetrics.Need::metrics))
                .flatMap(pattern -> alternatives(pattern.pattern())))
        .allSatisfy(part -> assertThat(names).as(part).anyMatch(name -> name.matches(part)));
  }

  /** The parts of a pattern that {@code |} keeps apart outside of brackets. */
  private static Stream<String> alternatives(String pattern) {
    return Stream.of(pattern.split("\\|(?![^(]*\\))"));
  }
}
