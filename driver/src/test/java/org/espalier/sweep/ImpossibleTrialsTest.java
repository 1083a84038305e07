package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Combinations that no trial can have are refused with the reason before anything trains. */
class ImpossibleTrialsTest {
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
        "graph.latent = 0.999 | graph.latent = 0.999 needs 19000 nodes to show 19,"
            + " must need at most 4096",
        "task.length = 2, graph.latent = 0.5 | task.length = 2 must be >= 3",
        "graph { family = dag, k = 19 } | graph.k = 19 must be below task.length - 1 = 19,"
            + " else every position is a root",
        "graph { family = dag, pattern = consecutive, k = 3, delay = 16 }"
            + " | graph.delay = 16 must be below task.length - 1 - graph.k = 16,"
            + " else every position is a root",
        "graph { family = dag, pattern = consecutive, delay = 2147483647 } | graph.delay ="
            + " 2147483647 must be below task.length - 1 - graph.k = 17, else every position is a"
            + " root",
        "graph { family = dag, pattern = consecutive, k = 2147483647, delay = 1 } | graph.k ="
            + " 2147483647 must be below task.length - 1 = 19, else every position is a root",
        "task.length = 24000 | task.length = 24000 needs 2.881e+09 parameters with model.family ="
            + " disentangled, must need at most 2147483647, as many as an array holds",
        "model { family = gpt, width = 40000 } | model.width = 40000 needs 1.281e+10 parameters"
            + " with model.family = gpt, must need at most 2147483647, as many as an array holds",
        "graph { family = lag, k = 19 } | graph.k = 19 must be below task.length - 1 = 19,"
            + " else every position is a root",
        "graph { family = dag, k = 3, pattern = paper } | graph.k = 3 must be 2 with"
            + " graph.pattern = paper",
        "graph { family = dag, k = 5 }, task.vocab = 20 | graph.k = 5 with task.vocab = 20 needs"
            + " tensors of more than 4194304 entries (64 MB), the most there may be",
        "graph { family = dag, k = 3 }, task.vocab = 16, rivals { methods = [evidence], sequences ="
            + " 100000 } | rivals.sequences = 100000 with task.vocab = 16 and 3 parents of a"
            + " position has more counts than an array holds, must be at most 30832",
        "graph.confounders = 1 | graph.confounders = 1 needs 2 shown roots and the graph has 1,"
            + " must be <= 0",
        "graph { family = pairs, confounders = 6 } | graph.confounders = 6 needs 12 shown roots"
            + " and the graph has 10, must be <= 5",
        "training.algorithm = staged | training.algorithm = staged is the paper's Algorithm 1 and"
            + " needs model.family = reduced",
        "training.algorithm = staged, model.family = transformer | training.algorithm = staged is"
            + " the paper's Algorithm 1 and needs model.family = reduced",
        "model.family = reduced, graph.family = dag | graph.family = dag must not be dag with"
            + " model.family = reduced and one head in its first layer, whose query is the last"
            + " token, unless that is the target's only parent: graph.k = 1 with graph.pattern ="
            + " consecutive. model.heads = [k, 1] with k >= 2 sees several parents",
        "model { family = reduced, heads = [2, 2] } | model.heads = [2, 2] must be [k, 1] with"
            + " k >= 1 for the reduced model",
      })
  void theReasonIsTold(String settings, String reason) {
    assertThat(files.refusal("base { " + settings + " }")).isEqualTo("a.conf:2: " + reason);
  }

  @Test
  void aModelOfTooManyHeadsOrTooLargeFactorsIsToldByItsOwnSetting() {
    assertThat(files.refusal("base { model.heads = [1000000, 1] }"))
        .startsWith("a.conf:2: model.heads = [1000000, 1] needs 5.290e+14 parameters with");
    assertThat(files.refusal("base { model { family = reduced, heads = [2147483647, 1] } }"))
        .startsWith("a.conf:2: model.heads = [2147483647, 1] needs ");
    assertThat(files.refusal("base { model { family = factored, rank = 2147483647 } }"))
        .startsWith("a.conf:2: model.rank = 2147483647 needs ");
    assertThat(files.refusal("base { model { family = transformer, hidden = 2147483647 } }"))
        .startsWith("a.conf:2: model.hidden = 2147483647 needs ");
  }

  /** A forest's roots depend on the seed: one seed of a thousand is enough for a refusal. */
  @Test
  void confoundersAreHeldAgainstTheGraphOfEachSeed() {
    assertThat(
            files.refusal(
                "base.graph { family = random-forest, root-probability = 0.5, confounders = 3 }",
                "axes.seed = 0..999"))
        .matches(
            "a.conf:2: graph.confounders = 3 needs 6 shown roots and the graph has [2-5],"
                + " must be <= [12]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "graph.k = 0 | must be >= 1",
        "graph.root-probability = 1.5 | must be in [0, 1]",
        "graph.root-probability = NaN | must be in [0, 1]",
        "graph.parents = [0] | must have -1 (a root) at position 0, not 0",
        "graph.index = -1 | must be >= 0",
        "graph.pattern = star | must be one of paper, random, consecutive",
        "graph.delay = -1 | must be >= 0",
        "graph.cycle-sweeps = 0 | must be >= 1",
        "task.alphas = [1, -1, 2] | must be S numbers > 0",
        "task.alphas = [1, 1e30, 2] | must be in [1e-300, 1e18]",
        "task.determinism = 1 | must be in [1/vocab, 1)",
        "task.determinism = NaN | must be in [1/vocab, 1)",
        "model.width = 0 | must be >= 1",
        "model.hidden = -1 | must be >= 1 or must be >= 0",
        "model.epsilon = 0 | must be > 0",
        "model.beta0 = NaN | must be a finite number > 0",
        "training.beta1 = 1 | must be in [0, 1)",
        "training.beta2 = -0.1 | must be in [0, 1)",
        "training.adam-epsilon = 0 | must be > 0",
        "training.stage2-steps = 0 | must be >= 1",
        "training.stage2-learning-rate = Infinity | must be a finite number > 0",
      })
  void aSettingThatDoesNotApplyMustBeWithinItsRange(String setting, String allowed) {
    assertThat(files.refusal("base { " + setting + " }"))
        .isEqualTo("a.conf:2: " + setting + " " + allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model.rank = 0 | must be >= 1",
        "model.initial-scale = -1 | must be >= 0 or auto",
      })
  void theReducedModelLeavesOthersSettingsUnreadButChecked(String setting, String allowed) {
    assertThat(files.refusal("base { model.family = reduced, " + setting + " }"))
        .isEqualTo("a.conf:2: " + setting + " " + allowed);
  }

  @Test
  void anotherPriorLeavesAlphaUnreadButChecked() {
    assertThat(files.refusal("base { task.prior = uniform, task.alpha = 0 }"))
        .isEqualTo("a.conf:2: task.alpha = 0 must be > 0");
  }
}
