package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;
import org.espalier.ConfigurationException;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DesignTest {
  private static final String OVER =
      "over { training.learning-rate { from = 0.01, to = 1, scale = log },"
          + " task.alpha { from = 0.5, to = 1.5 }, task.length { from = 4, to = 7 } }";

  @TempDir private Path folder;
  private SweepFiles files;

  @BeforeEach
  void open() {
    files = new SweepFiles(folder);
  }

  @Test
  void pointsTakeThePlaceOfAProductAndMultiplyWithAxes() {
    Sweep sweep = read("sobol", 64, "axes { graph.family = [chain, star], seed = 0..2 }");
    assertThat(sweep.count()).isEqualTo(64 * 2 * 3);
    assertThat(sweep.trials()).extracting(t -> t.training().learningRate()).allMatch(r -> r > 0);
    assertThat(distinct(sweep, t -> t.training().learningRate())).isEqualTo(64);
    assertThat(distinct(sweep, t -> t.task().length())).isEqualTo(4);
    assertThat(sweep.designs()).hasSize(1);
  }

  /** 64 points of Sobol's sequence have one in each 64th of a range, so that means are exact. */
  @Test
  void eachRangeIsFilledEvenlyOnItsScale() {
    List<TrialSpec> trials = read("sobol", 64).trials();
    double[] logRates =
        trials.stream().mapToDouble(t -> Math.log10(t.training().learningRate())).toArray();
    assertThat(StatUtils.mean(logRates)).isCloseTo(-1, within(2.0 / 64));
    assertThat(StatUtils.min(logRates)).isBetween(-2.0, -2 + 2.0 / 64);
    assertThat(StatUtils.max(logRates)).isBetween(-2.0 / 64, 0.0);
    for (int length = 4; length <= 7; length++) {
      int wanted = length;
      assertThat(trials.stream().filter(t -> t.task().length() == wanted))
          .as("whole numbers, both ends as often as any other")
          .hasSize(16);
    }
  }

  @Test
  void numbersHaveAtMostSixDigitsAndStayWithinTheirRange() {
    for (String value : values(read("uniform", 200), "training.learning-rate")) {
      assertThat(value.replaceAll("E.*", "").replaceAll("[.]|^0[.]?0*", "")).hasSizeLessThan(7);
      assertThat(Double.parseDouble(value)).isBetween(.01, 1.0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sobol", "uniform"})
  void morePointsKeepTheEarlierOnes(String method) {
    List<TrialId> few = ids(read(method, 9));
    List<TrialId> many = ids(read(method, 30));
    assertThat(few).hasSize(9);
    assertThat(many).hasSize(30).startsWith(few.toArray(TrialId[]::new));
    Sweep grown = read(method, 30);
    SweepReader.requireGrowth(grown.designs(), read(method, 9).resolved(), "sweep.conf");
  }

  @Test
  void aLatinHypercubeCannotGrow() {
    String stored = read("latin-hypercube", 9).resolved();
    Sweep grown = read("latin-hypercube", 30);
    assertThat(ids(grown)).doesNotContainAnyElementsOf(ids(read("latin-hypercube", 9)));
    assertThatThrownBy(
            () -> SweepReader.requireGrowth(grown.designs(), stored, "results/a/sweep.conf"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith(
            "a.conf:2: design.points = 30 must stay 9: no point of a Latin hypercube of 9 is one"
                + " of 30; choose another folder with --out, or method = sobol, which grows");
    SweepReader.requireGrowth(read("latin-hypercube", 9).designs(), stored, "sweep.conf");
    SweepReader.requireGrowth(read("sobol", 30).designs(), stored, "sweep.conf");
    // a run writes a damaged file again, and is not kept from it
    SweepReader.requireGrowth(grown.designs(), "name = s, design {", "sweep.conf");
  }

  @Test
  void theResolvedTextReadsBackAsTheSameSweep() {
    Sweep sweep = read("latin-hypercube", 5, "axes.seed = 0..1");
    Sweep again = SweepReader.read(files.write("again.conf", sweep.resolved()), List.of());
    assertThat(again.trials()).isEqualTo(sweep.trials());
    assertThat(again.resolved()).isEqualTo(sweep.resolved());
  }

  /** Their text would have two blocks of one name, which are read back as one. */
  @Test
  void aGridHasNoDesignBesideThatOfTheTop() {
    String top = "design { points = 3, over { task.alpha { from = 0.5, to = 1.5 } } }";
    String own =
        "grids = [{ base.graph.family = star,"
            + "\ndesign { points = 3, over { training.learning-rate { from = 0.1, to = 1 } } } }]";
    assertThat(files.refusal(List.of(), top, own))
        .endsWith(
            "a.conf:4: grids.design over training.learning-rate stands beside the design over"
                + " task.alpha of the file's top (a.conf:2): a grid has one at most; draw all of"
                + " these settings in the grid's own, or list values under axes");
    assertThat(files.read(List.of("task.alpha=1"), top, own).count()).isEqualTo(3);
  }

  @Test
  void whatIsLeftOfADesignOfTheTopReadsBackBesideTheGridsOwn() {
    Sweep sweep =
        files.read(
            "design { points = 3, over { task.alpha { from = 0.5, to = 1.5 }, task.length { from ="
                + " 4, to = 9 } } }",
            "grids = [{ design { points = 2, over { task.alpha { from = 2, to = 3 } } } }, {}]");
    assertThat(sweep.count()).isEqualTo(3 * 2 + 3);
    Sweep again = SweepReader.read(files.write("again.conf", sweep.resolved()), List.of());
    assertThat(again.trials()).isEqualTo(sweep.trials());
  }

  @Test
  void anOverrideFixesOneSettingAndLeavesTheOthersTheirPoints() {
    List<TrialSpec> drawn = read("sobol", 8).trials();
    Sweep fixed = files.read(List.of("task.alpha=1"), design("sobol", 8));
    assertThat(fixed.trials())
        .extracting(t -> t.training().learningRate())
        .isEqualTo(drawn.stream().map(t -> t.training().learningRate()).toList());
    assertThat(values(fixed, "training.learning-rate")).hasSize(8);
    assertThat(fixed.axes()).extracting(Sweep.Variation::path).doesNotContain("task.alpha");
  }

  @Test
  void pointsMethodSeedAndRangesCanBeOverridden() {
    List<TrialId> few = ids(read("sobol", 9));
    Sweep many = files.read(List.of("design.points=30"), design("sobol", 9));
    assertThat(ids(many)).isEqualTo(ids(read("sobol", 30))).startsWith(few.toArray(TrialId[]::new));
    assertThat(many.resolved()).isEqualTo(read("sobol", 30).resolved());
    assertThat(ids(files.read(List.of("design.method=uniform"), design("sobol", 9))))
        .isEqualTo(ids(read("uniform", 9)));
    assertThat(ids(files.read(List.of("design.seed=3"), design("sobol", 9)))).isEqualTo(few);
    assertThat(ids(files.read(List.of("design.seed=4"), design("sobol", 9)))).isNotEqualTo(few);
    for (List<String> words :
        List.of(
            List.of("design.over.task.alpha={from=2,to=3}"),
            List.of("design.over.task.alpha.to=3", "design.over.task.alpha.from=2"),
            List.of(
                "design.over.task.alpha.from=9",
                "design.over.task.alpha={from=8,to=9}",
                "design.over.task.alpha.from=2",
                "design.over.task.alpha.to=3"))) {
      assertThat(values(files.read(words, design("sobol", 9)), "task.alpha"))
          .as(words.toString())
          .allMatch(alpha -> Double.parseDouble(alpha) >= 2 && Double.parseDouble(alpha) <= 3);
    }
    assertThat(
            values(
                files.read(List.of("task.alpha=1", "design.points=30"), design("sobol", 9)),
                "training.learning-rate"))
        .hasSize(30);
  }

  @Test
  void anOverrideHoldsInEachDesignThatItConcerns() {
    String grids =
        "grids = [ { "
            + design("uniform", 3)
            + " }, { base.graph.family = star, design { points = 5, over { task.length {"
            + " from = 4, to = 40 } } } }, { base.graph.family = pairs } ]";
    Sweep sweep = files.read(List.of("design.points=4", "design.over.task.alpha.to=0.6"), grids);
    assertThat(sweep.count()).isEqualTo(4 + 4 + 1);
    assertThat(values(sweep, "task.alpha").subList(0, 4))
        .allMatch(alpha -> Double.parseDouble(alpha) <= .6);
  }

  @Test
  void anOverriddenHypercubeIsStillHeldToItsPoints() {
    String stored = read("latin-hypercube", 9).resolved();
    Sweep grown = files.read(List.of("design.points=30"), design("latin-hypercube", 9));
    assertThatThrownBy(
            () -> SweepReader.requireGrowth(grown.designs(), stored, "results/a/sweep.conf"))
        .hasMessageStartingWith("command line: design.points = 30 must stay 9: no point of");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "design.points=0|design.points = 0 must be in 1..1000000",
        "design.points=4,8|design.points = 4,8 must be a whole number",
        "design.method=halton|design.method = halton must be one of sobol, latin-hypercube, uniform",
        "design.pionts=3|unknown key design.pionts (did you mean design.points?)",
        "design.over=3|unknown key design.over (did you mean design.seed?)",
        "design.over.task.alfa.to=3|unknown key design.over.task.alfa.to (did you mean"
            + " design.over.task.alpha.to?)",
        "design.over.task.alpha.end=3|unknown key design.over.task.alpha.end",
        "design.over.task.alpha=3,4|design.over.task.alpha = 3,4 must be a range { from, to } and"
            + " perhaps scale = log",
        "design.over.task.alpha.to=0.1|design.over.task.alpha = {\"from\":0.5,\"to\":\"0.1\"} is empty:"
            + " from must be below to",
        "design.over.task.flip={from=0,to=1}|design.over.task.flip = {\"from\":0,\"to\":1} must be of"
            + " a setting that the sweep's design draws; it draws none of that name",
      })
  void anOverrideOfADesignThatCannotBeIsRefused(String word, String refusal) {
    assertThatThrownBy(() -> files.read(List.of(word), design("sobol", 4)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageMatching("(command line|.*a.conf:2): .*")
        .hasMessageContaining(refusal);
  }

  @Test
  void anOverrideOfADesignNeedsOneAndDoesNotMeetAnother() {
    assertThat(files.refusal(List.of("design.points=4")))
        .isEqualTo(
            "command line: design.points = 4 says something of a design, and the sweep has none");
    assertThatThrownBy(
            () ->
                files.read(
                    List.of("task.alpha=1", "design.over.task.alpha.to=3"), design("sobol", 4)))
        .hasMessage(
            "command line: task.alpha and design.over.task.alpha.to cannot both be given: the"
                + " first fixes what the second draws");
    assertThatThrownBy(
            () ->
                files.read(
                    List.of("design.over.task.alpha.to=3"),
                    design("sobol", 4),
                    "base.task.alpha = 1"))
        .hasMessageContaining("task.alpha varies here and has a value in `base`");
  }

  @Test
  void eachGridMayHaveItsOwn() {
    Sweep sweep =
        files.read(
            "grids = [",
            "  { " + design("uniform", 3) + " }",
            "  { base.graph.family = star, " + design("sobol", 4) + " }",
            "]");
    assertThat(sweep.count()).isEqualTo(7);
    assertThat(sweep.designs()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "design { OVER }|design has no points: say how many it draws",
        "design { points = 0, OVER }|design.points = 0 must be in 1..1000000",
        "design { points = 4 }"
            + "|design.over must name at least one setting with its range { from, to }",
        "design { points = 4, over {} }"
            + "|design.over must name at least one setting with its range { from, to }",
        "design { points = 4, method = halton, OVER }"
            + "|design.method = halton must be one of sobol, latin-hypercube, uniform",
        "design { points = 4, pionts = 3, OVER }"
            + "|unknown key design.pionts (did you mean design.points?)",
        "design { points = 4, over { training.learning-rate { from = 0, to = 1, scale = log } } }"
            + "|design.over.training.learning-rate = {\"from\":0,\"scale\":\"log\",\"to\":1} cannot have scale ="
            + " log: both ends must be above 0",
        "design { points = 4, over { training.learning-rate { from = 1, to = 1 } } }"
            + "|design.over.training.learning-rate = {\"from\":1,\"to\":1} is empty: from must be below"
            + " to",
        "design { points = 4, over { training.learning-rate { from = 1 } } }"
            + "|design.over.training.learning-rate = {\"from\":1} must be a range { from, to } and"
            + " perhaps scale = log",
        "design { points = 4, over { graph.family { from = 1, to = 2 } } }"
            + "|design.over.graph.family = {\"from\":1,\"to\":2} must be a setting that has numbers: make"
            + " it an axis",
        "design { points = 4, over { seed { from = 1, to = 2 } } }"
            + "|design.over.seed = {\"from\":1,\"to\":2} must be a setting, not a seed: make it an axis,"
            + " or use replicates",
        "design { points = 4, over { task.length { from = 4.5, to = 8 } } }"
            + "|design.over.task.length.from = 4.5 must be a whole number",
        "design { points = 4, over { task.lenth { from = 4, to = 8 } } }"
            + "|unknown key task.lenth (did you mean task.length?)",
        "design { points = 4, OVER }, axes.task.alpha = [1, 2]"
            + "|task.alpha varies in two places of one grid",
        "design { points = 4, OVER }, base.task.alpha = 1"
            + "|task.alpha varies here and has a value in `base` (a.conf:2): write it in one of"
            + " them",
        "design { points = 400, over { task.alpha { from = -1, to = 1 } } }" + "|task.alpha = -",
      })
  void aDesignThatCannotBeDrawnIsRefused(String written, String refusal) {
    assertThat(files.refusal(written.replace("OVER", OVER))).startsWith("a.conf:2: " + refusal);
  }

  private Sweep read(String method, int points, String... more) {
    return files.read(
        Stream.concat(Stream.of(design(method, points)), Stream.of(more)).toArray(String[]::new));
  }

  private static String design(String method, int points) {
    return "design { method = " + method + ", points = " + points + ", seed = 3, " + OVER + " }";
  }

  private static List<TrialId> ids(Sweep sweep) {
    return sweep.cells().stream().map(Cell::id).toList();
  }

  private static List<String> values(Sweep sweep, String path) {
    return sweep.cells().stream().map(cell -> cell.coordinates().get(path)).toList();
  }

  private static long distinct(Sweep sweep, Function<TrialSpec, Object> setting) {
    return sweep.trials().stream().map(setting).distinct().count();
  }
}
