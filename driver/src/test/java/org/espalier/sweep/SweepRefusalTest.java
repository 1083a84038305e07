package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.espalier.ConfigurationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sweep file must not say, and how it is told. */
class SweepRefusalTest {
  @TempDir Path folder;
  private SweepFiles files;

  @BeforeEach
  void inFolder() {
    files = new SweepFiles(folder);
  }

  @Test
  void anUnknownKeyIsToldWithItsLineAndTheNearestKey() {
    assertThat(files.refusal("base {", "  task.vocabulary = 3", "}"))
        .isEqualTo("a.conf:3: unknown key task.vocabulary (did you mean task.vocab?)");
    assertThat(files.refusal("base { training.vocab = 3 }"))
        .isEqualTo("a.conf:2: unknown key training.vocab (did you mean task.vocab?)");
    assertThat(files.refusal("base { taks { vocab = 3 } }"))
        .isEqualTo("a.conf:2: unknown key taks (did you mean task?)");
    assertThat(files.refusal("axes { sed = [1, 2] }"))
        .isEqualTo("a.conf:2: unknown key sed (did you mean seed?)");
    assertThat(files.refusal("zip = [{ task.lenght = [5, 6] }]"))
        .isEqualTo("a.conf:2: unknown key task.lenght (did you mean task.length?)");
    assertThat(files.refusal("exclude = [{ graph.familiy = chain }]"))
        .isEqualTo("a.conf:2: unknown key graph.familiy (did you mean graph.family?)");
    assertThat(files.refusal("axes { seed = { form = 1, to = 3, step = 1 } }"))
        .isEqualTo("a.conf:2: unknown key seed.form (did you mean seed.from?)");
    assertThat(files.refusal("", "exlude = []"))
        .isEqualTo("a.conf:3: unknown key exlude (did you mean exclude?)");
    assertThat(files.refusal("grids = [", "{ exes.seed = [0] } ]"))
        .isEqualTo("a.conf:3: unknown key grids.exes (did you mean grids.axes?)");
    assertThat(files.refusal("task.vocab = 3"))
        .isEqualTo("a.conf:2: unknown key task (did you mean base.task?)");
    assertThat(files.refusal("run { trial-timeuot = 3m }"))
        .isEqualTo("a.conf:2: unknown key run.trial-timeuot (did you mean run.trial-timeout?)");
    assertThat(files.refusal("base { evaluation.shifts = [{ alhpa = 1 }] }"))
        .isEqualTo("a.conf:2: evaluation.shifts[0]: unknown key alhpa (did you mean alpha?)");
    assertThat(files.refusal(List.of("task.vocabs=3")))
        .isEqualTo("command line: unknown key task.vocabs (did you mean task.vocab?)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exclude = [{ graph.family = chian }] | graph.family = chian must be one of chain, ",
        "exclude = [{ model.family = [gpt, gtp] }] | model.family = gtp must be one of ",
        "exclude = [{ training.loss = al }] | training.loss = al must be one of last, all",
        "axes { graph.k { values = [1, 2], when { graph.family = lagg } } } | graph.family = lagg"
            + " must be one of chain, "
      })
  void aConditionThatNeverHoldsIsRefused(String lines, String refusal) {
    assertThat(files.refusal(lines)).startsWith("a.conf:2: " + refusal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rivals.methods = [evidense] | rivals.methods = [\"evidense\"] must be a list of any of"
            + " pooled-information, chow-liu, conditional-information, evidence",
        "rivals { methods = [evidence], sequences = 0 } | rivals.sequences = 0 must be >= 1",
        "graph.family = dag, rivals.methods = [evidence, chow-liu] | rivals.methods = [\"evidence\","
            + " \"chow-liu\"] must not name chow-liu with graph.family = dag: that method finds a"
            + " tree, for tasks with a query",
        "task.roots = drawn, rivals.methods = [conditional-information] | rivals.methods ="
            + " [\"conditional-information\"] must not name conditional-information with"
            + " task.roots = drawn: that method compares a parent with stationary roots",
        "evaluation.bayes-draws = 1 | evaluation.bayes-draws = 1 must be 0 or >= 2",
        "evaluation.bayes-draws = 2147483647 | evaluation.bayes-draws = 2147483647 must be at most 1000000",
        "evaluation.bayes-draws = -1 | evaluation.bayes-draws = -1 must be 0 or >= 2",
        "evaluation.bayes-sequences = 1 | evaluation.bayes-sequences = 1 must be >= 2",
        "evaluation.attribution-sequences = -1 | evaluation.attribution-sequences = -1 must be >= 0",
        "model.family = reduced, training.loss = all | training.loss = all must be last with"
            + " model.family = reduced, which predicts at the last position alone",
        "training { loss = all, engine = samediff } | training.loss = all must be last with"
            + " training.engine = samediff, whose graphs predict at the last position alone",
        "model.family = gpt, training.loss = all | training.loss = all must be last with"
            + " graph.family = chain, whose sequences end in a query: only graph.family = dag and a"
            + " mixture of lags or dags have none",
        "task.target = tokens | task.target = tokens must be one of law, token",
        "evaluation.predictors = [n-grams] | evaluation.predictors = [\"n-grams\"] must not name"
            + " n-grams unless graph.family = dag with graph.pattern = consecutive: of other graphs"
            + " the tokens before a token are not its parents",
        "graph { family = dag, k = 11 }, task.vocab = 4 | graph.k = 11 with task.vocab = 4 needs"
            + " tensors of more than 4194304 entries (64 MB), the most there may be",
        "graph { family = mixture, structures = [{ family = dag, k = 3 }, { family = dag, k = 4 }] },"
            + " task.vocab = 21 | graph.structures = [{\"family\":\"dag\",\"k\":3},"
            + " {\"family\":\"dag\",\"k\":4}] with task.vocab = 21 needs tensors of more than"
            + " 4194304 entries (64 MB), the most there may be",
        "graph { family = dag, k = 1 }, task { vocab = 2, pool = 800000, roots = drawn } |"
            + " task.pool = 800000 must be at most 699050: matrices of 6 entries each would have more"
            + " than 4194304 together (64 MB)",
        "graph { family = mixture, structures = [1, 19] } | graph.structures = [1, 19] must have lags"
            + " below task.length - 1 = 19, not 19, else every position is a root",
        "graph { family = mixture, structures = [] } | graph.structures = [] must name at least one"
            + " structure: a lag, or a block { family = ... }",
        "graph { family = mixture, structures = [1, 2], weights = [0, 0] } | graph.weights = [0, 0]"
            + " must be numbers >= 0 whose sum is positive and finite",
        "graph { weights = [1, -1] } | graph.weights = [1, -1] must be numbers >= 0 whose sum is"
            + " positive and finite",
        "task.pool = -1 | task.pool = -1 must be at least 1, or 0 for a fresh matrix in every sequence",
        "graph { family = dag, pattern = consecutive, k = 2, delay = 17 } | graph.delay = 17 must be"
            + " below task.length - 1 - graph.k = 17, else every position is a root",
        "graph { family = lag, k = 19 } | graph.k = 19 must be below task.length - 1 = 19, else every"
            + " position is a root",
        "model { family = gpt, positions = rotary, width = 6, heads = [2] } | model.width = 6 must"
            + " give each of 2 heads an even number of entries, for rotary positions turn pairs of them",
        "graph { family = mixture, structures = [1, 2], weights = [0.5] } | graph.weights = [0.5] must"
            + " be empty or have a number for each of the 2 structures, not 1",
        "task.pool = 0.5 | task.pool = 0.5 must be a whole number",
        "training { warm-up = 9, steps = 8 } | training.warm-up = 9 must not be longer than"
            + " training, 8 steps"
      })
  void rivalsAndYardsticksThatCannotBeAreToldWithTheReason(String written, String complaint) {
    assertThat(files.refusal("base { " + written + " }")).isEqualTo("a.conf:2: " + complaint);
  }

  /** The value as written, in base, in an axis and on the command line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "task.vocab = abc | must be a whole number",
        "task.vocab = 3.5 | must be a whole number",
        "task.vocab = true | must be a whole number",
        "training.steps = 3000000000 | must be a whole number from -2^31 to 2^31 - 1",
        "task.alpha = tiny | must be a number",
        "graph.k = two | must be a whole number",
        "seed = many | must be a whole number",
        "seed = 1.5 | must be a whole number",
        "seed = 9223372036854775808"
            + " | must be a whole number written in digits, from -2^63 to 2^63 - 1",
        "seeds.data = 9223372036854775808"
            + " | must be a whole number written in digits, from -2^63 to 2^63 - 1 or `derived`",
        "training.weight-decay = -Infinity | must be a finite number >= 0",
        "model.initial-scale = Infinity | must be a finite number >= 0 or auto",
        "seeds.graph = none | must be a whole number or `derived`",
        "model.initial-scale = big | must be a number or `auto`",
        "task.alpha = 0 | must be > 0",
        "task.alpha = -1 | must be > 0",
        "task.alpha = 1e30 | must be in [1e-300, 1e18]",
        "task.alpha = 4.9e-324 | must be in [1e-300, 1e18]",
        "task.alpha = NaN | must be a finite number > 0",
        "task.vocab = 1 | must be in 2..64",
        "task.length = 2 | must be >= 3",
        "task.flip = 1.5 | must be in [0, 1]",
        "task.flip = NaN | must be in [0, 1]",
        "training.steps = 0 | must be >= 1",
        "training.batch = 0 | must be >= 1",
        "training.learning-rate = 0.0 | must be > 0",
        "training.learning-rate = Infinity | must be a finite number > 0",
        "evaluation.every = 0 | must be >= 1",
        "training.algorithm = staged"
            + " | is the paper's Algorithm 1 and needs model.family = reduced",
        "graph.family = ring"
            + " | must be one of chain, pairs, lag, branching, star, random-tree,"
            + " random-forest, uniform-forest, explicit, dag, mixture",
        "training.optimizer = adam | must be one of sgd, adamw",
        "training.schedule = linear | must be one of constant, cosine",
        "model.family = rnn | must be one of disentangled, reduced, transformer, gpt, factored",
      })
  void aValueThatIsNotAllowedIsToldAsWritten(String setting, String complaint) {
    String path = setting.substring(0, setting.indexOf(' '));
    String value = setting.substring(setting.indexOf('=') + 2);
    assertThat(files.refusal("base {", setting, "}"))
        .isEqualTo("a.conf:3: " + setting + " " + complaint);
    assertThat(files.refusal("axes {", path + " = [" + value + "]", "}"))
        .isEqualTo("a.conf:3: " + setting + " " + complaint);
    assertThat(files.refusal(List.of(path + "=" + value)))
        .isEqualTo("command line: " + setting + " " + complaint);
  }

  @Test
  void aListMustBeOneOfTheRightThings() {
    assertThat(files.refusal("base { model.heads = 2 }"))
        .isEqualTo("a.conf:2: model.heads = 2 must be a list of whole numbers");
    assertThat(files.refusal("axes { model.heads = [2, 1] }"))
        .isEqualTo("a.conf:2: model.heads = 2 must be a list of whole numbers");
    assertThat(files.refusal("base { model.heads = [1, one] }"))
        .isEqualTo("a.conf:2: model.heads = [1, \"one\"] must be a list of whole numbers");
    assertThat(files.refusal("base { model.heads = [1, 0] }"))
        .isEqualTo("a.conf:2: model.heads = [1, 0] must name at least 1 head per layer");
    assertThat(files.refusal("base { model.heads = [] }"))
        .isEqualTo("a.conf:2: model.heads = [] must name at least 1 head per layer");
    assertThat(files.refusal("base { task.vocab = [3] }"))
        .isEqualTo("a.conf:2: task.vocab = [3] must be a whole number");
    assertThat(files.refusal("base { task = 3 }"))
        .isEqualTo("a.conf:2: task = 3 must be a block of settings");
    assertThat(files.refusal("base = 3")).isEqualTo("a.conf:2: base = 3 must be a block { ... }");
    assertThat(files.refusal("base { task.vocab = null }"))
        .isEqualTo("a.conf:2: task.vocab = null must be a whole number");
  }

  @Test
  void explicitParentsAreCheckedAgainstTheirPositions() {
    String base = "base { task.length = 4, graph.family = explicit }";
    assertThat(files.refusal(base, "base.graph.parents = [-1, 1, 0]"))
        .isEqualTo(
            "a.conf:3: graph.parents = [-1, 1, 0] must have -1 (a root) or a position before it,"
                + " 0 to 0, at position 1, not 1");
    assertThat(files.refusal(base, "base.graph.parents = [-2, 0, 0]"))
        .isEqualTo(
            "a.conf:3: graph.parents = [-2, 0, 0] must have -1 (a root) at position 0,"
                + " not -2");
    assertThat(files.refusal(base, "base.graph.parents = [-1, 0]"))
        .isEqualTo(
            "a.conf:3: graph.parents = [-1, 0] must name a parent for each of the"
                + " task.length - 1 = 3 context positions, not 2");
  }

  @Test
  void graphsOfAFileAreCheckedAlike() {
    files.write("g.json", "{\"parents\": [[-1, 0], [-1, 0, 0]]}");
    files.write("broken.json", "{\"parents\": [[-1, 0], [-1, 1]]}");
    String base = "base { task.length = 3, graph { family = explicit, file = %s } }";
    assertThat(
            files.refusal(
                String.format(Locale.ROOT, base, "g.json"), "axes { graph.index = [0, 1] }"))
        .isEqualTo(
            "a.conf:3: graph.index = 1 must name a parent for each of the"
                + " task.length - 1 = 2 context positions, not 3");
    assertThat(
            files.refusal(
                String.format(Locale.ROOT, base, "g.json"), "axes { graph.index = [0, 2] }"))
        .isEqualTo("a.conf:3: graph.index = 2 must be in 0..1, for g.json has 2 graphs");
    assertThat(files.refusal(String.format(Locale.ROOT, base, "no.json")))
        .isEqualTo("a.conf:2: graph.file: no.json: no such file to read");
    assertThat(files.refusal(String.format(Locale.ROOT, base, "broken.json")))
        .isEqualTo(
            "a.conf:2: graph.file: broken.json: graph 1:"
                + " parents = [-1, 1] must have -1 (a root) or a position before it,"
                + " 0 to 0, at position 1, not 1");
    assertThat(
            files.refusal(
                String.format(Locale.ROOT, base, "g.json"), "base.graph.parents = [-1, 0]"))
        .isEqualTo("a.conf:2: graph.file = g.json must be empty where graph.parents is given");
  }

  @Test
  void anAxisMustHaveValues() {
    assertThat(files.refusal("axes {", "  seed = []", "}"))
        .isEqualTo("a.conf:3: axis seed is empty");
    assertThat(files.refusal("axes { seed { values = [] } }"))
        .isEqualTo("a.conf:2: axis seed is empty");
    assertThat(files.refusal("axes { seed = 3 }"))
        .isEqualTo(
            "a.conf:2: seed = 3 is not an axis: write a list [a, b] or a range, or set it in"
                + " `base`");
    assertThat(files.refusal("zip = [{ seed = [], task.vocab = [] }]"))
        .isEqualTo("a.conf:2: axis task.vocab is empty".replace("task.vocab", "seed"));
    assertThat(files.refusal(List.of("seed="))).isEqualTo("command line: seed = has no value");
  }

  @Test
  void zippedAxesMustBeEquallyLong() {
    assertThat(files.refusal("zip = [", "{ task.vocab = [3, 4, 5], training.steps = [10, 20] }]"))
        .isEqualTo(
            "a.conf:3: zip of task.vocab (3 values) with training.steps (2 values):"
                + " they must have the same number of values");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ from = 3, to = 1, step = 1 } | is empty: its step leads away from its end",
        "{ from = 1, to = 3, step = 0 } | never ends: its step is 0",
        "{ from = 1, to = 3, factor = 1 } | never ends: its factor is 1",
        "{ from = 8, to = 1, factor = 2 } | is empty: its factor leads away from its end",
        "{ from = 0, to = 1, factor = 2 }"
            + " | cannot be a range by a factor: its ends must have the same sign, and factor must be > 0",
        "{ from = 1, to = 1e9, step = 1 } | has more than 1000000 values",
        "{ from = 1, to = 1e-300, factor = 0.9999999 } | has more than 1000000 values",
        "{ from = 1 }"
            + " | must have from, to and perhaps one of step, factor and count to be a range",
        "{ from = 1, to = 2, step = 1, factor = 2 }"
            + " | must have from, to and perhaps one of step, factor and count to be a range",
        "{ from = 1, to = 2, scale = log } | must have a count beside its scale",
        "{ from = -1, to = 1, count = 3, scale = log }"
            + " | cannot be a range at equal ratios: its ends must have the same sign and not be 0",
      })
  void aRangeMustHaveValuesAndAnEnd(String range, String complaint) {
    String told = files.refusal("axes {", "  task.alpha = " + range, "}");
    assertThat(told).startsWith("a.conf:3: task.alpha = ").endsWith(complaint);
  }

  @Test
  void theEndsOfARangeMustBeFiniteNumbers() {
    assertThat(files.refusal("axes { seed = { from = 0, to = NaN, step = 1 } }"))
        .isEqualTo("a.conf:2: seed.to = NaN must be a finite number");
    assertThat(files.refusal("axes { seed = { from = 0, to = Infinity, step = 1 } }"))
        .isEqualTo("a.conf:2: seed.to = Infinity must be a finite number");
    assertThat(files.refusal("axes { task.alpha = { from = 1e-99999999, to = 1, count = 3 } }"))
        .isEqualTo(
            "a.conf:2: task.alpha.from = 1e-99999999 is nearer to 0 than any number that can be"
                + " computed with");
    assertThat(files.refusal("axes { seed = { from = 1, to = 1e30, count = 3 } }"))
        .isEqualTo(
            "a.conf:2: seed = 5.0E29 must be a whole number written in digits, from -2^63 to"
                + " 2^63 - 1");
    assertThat(files.refusal("axes { seed = { from = 0, to = end, step = 1 } }"))
        .isEqualTo("a.conf:2: seed.to = end must be a number");
    assertThat(files.refusal("axes { seed = 9..0 }"))
        .isEqualTo("a.conf:2: seed = 9..0 is empty: its step leads away from its end");
    assertThat(files.refusal("axes { seed { from = 9, to = 0 } }"))
        .isEqualTo(
            "a.conf:2: seed = {\"from\":9,\"to\":0} is empty: its step leads away from its end");
    assertThat(files.refusal("axes { seed = { from = 0, to = 1, step = 0.5 } }"))
        .isEqualTo("a.conf:2: seed = 0.5 must be a whole number");
  }

  @Test
  void aSettingVariesInOnePlaceOfAGrid() {
    assertThat(files.refusal("axes { task.vocab = [3, 4] }", "zip = [", "{ task.vocab = [5, 6] }]"))
        .isEqualTo("a.conf:4: task.vocab varies in two places of one grid");
  }

  @Test
  void aSettingStandsInBaseOrInAxes() {
    assertThat(files.refusal("base.task.vocab = 3", "axes.task.vocab = [4, 5]"))
        .isEqualTo(
            "a.conf:3: task.vocab varies here and has a value in `base` (a.conf:2): write it in"
                + " one of them");
    assertThat(
            files.refusal(
                "grids = [{", "base.seed = 3", "zip = [{ task.vocab = [4, 5], seed = [1, 2] }] }]"))
        .isEqualTo(
            "a.conf:4: seed varies here and has a value in `base` (a.conf:3): write it in one of"
                + " them");
    files.write("both.conf", "base.task.vocab = 3, axes.task.vocab = [4, 5]");
    assertThat(files.refusal("include \"both.conf\""))
        .isEqualTo(
            "both.conf:1: task.vocab varies here and has a value in `base` (both.conf:1): write it"
                + " in one of them");
  }

  @Test
  void aCountIsAWholeNumberFromTwo() {
    assertThat(files.refusal("axes { task.alpha = { from = 1, to = 2, count = 1 } }"))
        .isEqualTo("a.conf:2: task.alpha.count = 1 must be in 2..1000000");
    assertThat(files.refusal("axes { task.alpha = { from = 1, to = 2, count = 2, scale = ln } }"))
        .isEqualTo("a.conf:2: task.alpha.scale = ln must be one of linear, log");
    assertThat(files.refusal("axes { task.vocab = { from = 2, to = 5, count = 3 } }"))
        .isEqualTo("a.conf:2: task.vocab = 3.5 must be a whole number");
  }

  @Test
  void conditionsMustNotGoRoundInCircles() {
    assertThat(
            files.refusal(
                "axes {",
                "  graph.k { values = [1, 2], when.task.vocab = 3 }",
                "  task.vocab { values = [3, 4], when.graph.k = 1 }",
                "}"))
        .isEqualTo("a.conf:3: graph.k applies when task.vocab = 3, which in turn depends on it");
  }

  @Test
  void aSweepMustHaveTrials() {
    assertThat(files.refusal("axes.seed = [0, 1]", "exclude = [{ seed = [0, 1] }]"))
        .isEqualTo("a.conf: no trial is left, 2 cells excluded");
    assertThat(
            files.refusal(
                "axes { seed = 0..9999, task.vocab = 2..64 , task.alpha = [0.1, 0.2, 0.3] }"))
        .isEqualTo(
            "a.conf: more than 1000000 cells in one grid:"
                + " task.vocab (63) x task.alpha (3) x seed (10000)");
  }

  @ParameterizedTest
  @CsvSource({"../x", "/tmp/x", ".hidden", "'a b'", "a/b", "-rf", "_x", "''", "'a\\nb'"})
  void aNameIsSafeAsTheNameOfAFolder(String name) {
    Path file = files.write("n.conf", "name = \"" + name + "\"");
    assertThatThrownBy(() -> SweepReader.read(file, List.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(file + ":1: name = ")
        .hasMessageEndingWith("must be up to 100 letters, digits and . _ - after a letter or digit")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aSweepMustHaveAName() {
    Path file = files.write("n.conf", "base {}");
    assertThatThrownBy(() -> SweepReader.read(file, List.of()))
        .hasMessage(file + ": has no name; write one such as name = quickstart");
  }

  @Test
  void aFileMustBeThereAndBeHocon() {
    Path none = folder.resolve("none.conf");
    assertThatThrownBy(() -> SweepReader.read(none, List.of())).hasMessage(none + ": no such file");
    assertThatThrownBy(() -> SweepReader.read(folder, List.of()))
        .hasMessage(folder + ": is a folder, not a sweep file");
    assertThat(files.refusal("base {", "  task.vocab = 3"))
        .isEqualTo("a.conf:2: the { of line 2 is never closed");
    assertThat(files.refusal("", "base.task.vocab = ${nowhere}"))
        .isEqualTo("a.conf:3: Could not resolve substitution to a value: ${nowhere}");
    assertThat(files.refusal("base.graph.file = ${HOME}"))
        .as("nothing comes from the environment")
        .isEqualTo("a.conf:2: Could not resolve substitution to a value: ${HOME}");
  }

  @Test
  void anIncludeMustExistAndBeAFileOrAResource() {
    assertThat(files.refusal("", "include \"no.conf\""))
        .isEqualTo(
            "a.conf:3: include of no.conf: no such file, and no such resource on the class path");
    assertThat(files.refusal("include file(\"no.conf\")"))
        .isEqualTo("a.conf:2: include of no.conf: no such file");
    assertThat(files.refusal("include classpath(\"no.conf\")"))
        .isEqualTo("a.conf:2: include of no.conf: no such resource on the class path");
    assertThat(files.refusal("include required(\"no.conf\")"))
        .isEqualTo(
            "a.conf:2: include of no.conf: no such file, and no such resource on the class path");
    String url =
        "a.conf:2: include of %s: is a URL; only files and class-path resources can be"
            + " included";
    assertThat(files.refusal("include url(\"http://127.0.0.1/x.conf\")"))
        .isEqualTo(String.format(Locale.ROOT, url, "http://127.0.0.1/x.conf"));
    assertThat(files.refusal("include \"https://127.0.0.1/x.conf\""))
        .isEqualTo(String.format(Locale.ROOT, url, "https://127.0.0.1/x.conf"));
    assertThat(files.refusal("base { include url(\"file:/etc/passwd\") }"))
        .isEqualTo(String.format(Locale.ROOT, url, "file:/etc/passwd"));
    files.write("b.conf", "include \"a.conf\"");
    assertThat(files.refusal("include \"b.conf\""))
        .isEqualTo("b.conf:1: include of a.conf: includes itself");
  }

  @Test
  void aRefusalIsOneLineWhateverTheValueHolds() {
    assertThat(files.refusal("base.graph.family = \"a\\nb\\u001b[31m\""))
        .startsWith("a.conf:2: graph.family = a\\nb\\u001b[31m must be one of chain,");
  }

  @Test
  void runSettingsAreChecked() {
    assertThat(files.refusal("run.trial-timeout = 5 parsecs"))
        .isEqualTo(
            "a.conf:2: run.trial-timeout = 5 parsecs must be a duration such as 30s, 10m or 2h");
    assertThat(files.refusal("run.trial-timeout = 30"))
        .isEqualTo("a.conf:2: run.trial-timeout = 30 must be a duration such as 30s, 10m or 2h");
    assertThat(files.refusal(List.of("run.trial-timeout=5")))
        .as("5 what?")
        .isEqualTo("command line: run.trial-timeout = 5 must be a duration such as 30s, 10m or 2h");
    assertThat(files.refusal(List.of("run.trial-memory=500")))
        .isEqualTo(
            "command line: run.trial-memory = 500 must be a size such as 500m or 4g, or `auto`");
    assertThat(files.refusal(List.of("run.pack-duration=0s")))
        .isEqualTo("command line: run.pack-duration = 0s must be > 0");
    assertThat(files.refusal(List.of("run.trial-timeout=200000d")))
        .as("more nanoseconds than a number has room for")
        .isEqualTo("command line: run.trial-timeout = 200000d must be at most 36500d");
    assertThat(files.refusal("spark.master = [1]"))
        .isEqualTo("a.conf:2: spark.master = [1] must be a text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base { task.vocab = 3, run.out = x } | run must stand at the top of the file, not in base",
        "base { grids = [] } | grids must stand at the top of the file, not in base",
        "axes { zip = [] } | zip must stand at the top of the file, not in axes",
        "grids = [{ replicates.of = test_loss }] | replicates must stand at the top of the file, not in grids",
      })
  void whatStandsAtTheTopOfTheFileIsRefusedBelow(String line, String complaint) {
    assertThat(files.refusal(line)).isEqualTo("a.conf:2: " + complaint);
  }

  @Test
  void anOverrideMustBeAKeyAndAValue() {
    assertThat(files.refusal(List.of("seed")))
        .isEqualTo("command line: seed must be key=value, such as task.vocab=3,5");
    assertThat(files.refusal(List.of("model.heads=[1,1")))
        .isEqualTo("command line: model.heads = [1,1 is not a value");
    assertThat(files.refusal(List.of("axes.seed=3")))
        .isEqualTo("command line: unknown key axes.seed (did you mean seed?)");
    assertThat(files.refusal(List.of("base.task.vocab=3")))
        .isEqualTo("command line: unknown key base.task.vocab (did you mean task.vocab?)");
    assertThat(files.refusal(List.of("spark.cores.max=3")))
        .isEqualTo(
            "command line: unknown key spark.cores.max (Spark's own properties stand below"
                + " spark.conf: spark.conf.spark.cores.max)");
    assertThat(files.refusal(List.of("evaluation.shifts={ include \"a.conf\" }")))
        .isEqualTo("command line: evaluation.shifts = { include \"a.conf\" } is not a value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "description",
        "zip",
        "zip[0].seed",
        "exclude.task.vocab",
        "grids",
        "grids[0].axes.seed",
        "grids.axes.seed"
      })
  void whatStandsInASweepFileAloneIsNotOverridden(String key) {
    assertThat(files.refusal(List.of(key + "=3")))
        .isEqualTo(
            "command line: "
                + key
                + " stands in the sweep file; only settings can be overridden, in all grids at"
                + " once, such as task.vocab=3,5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base|task.vocab=3,5",
        "axes|task.vocab=3,5",
        "design|design.points=64",
        "replicates|replicates.within=0.05",
        "run|run.trial-timeout=5m",
        "spark|spark.master=local[2]"
      })
  void aBlockIsOverriddenBySettings(String block, String example) {
    assertThat(files.refusal(List.of(block + "={ a = 1 }")))
        .isEqualTo(
            "command line: "
                + block
                + " is a block; override its settings one by one, such as "
                + example);
    if (!block.equals("design") && !block.equals("replicates")) { // these need their blocks
      assertThat(files.read(List.of(example)).count()).isPositive();
    }
  }

  @Test
  void credentialsAreRefusedAndNotRepeated() {
    String refused =
        " must not be among settings: credentials come from AWS_ACCESS_KEY_ID and"
            + " AWS_SECRET_ACCESS_KEY, a role, or core-site.xml in HADOOP_CONF_DIR";
    for (String key : List.of("access.key", "secret.key", "session.token", "bucket.b.secret.key")) {
      assertThat(files.refusal("spark.conf.spark.hadoop.fs.s3a." + key + " = hidden"))
          .isEqualTo("a.conf:2: spark.conf.spark.hadoop.fs.s3a." + key + refused);
      assertThat(files.refusal(List.of("spark.conf.spark.hadoop.fs.s3a." + key + "=hidden")))
          .isEqualTo("command line: spark.conf.spark.hadoop.fs.s3a." + key + refused);
    }
  }
}
