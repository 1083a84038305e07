package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.espalier.graph.GraphFamily;
import org.espalier.model.Model;
import org.espalier.trial.TrialSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overrides, includes, the settings of a run, and the sweep written out again. */
class SweepLayersTest {
  private static final String[] STUDY = {
    "description = \"all of the language\"",
    "base { training.steps = 10, graph.root-probability = uniform }",
    "axes { seed = 0..1, task.alpha = { from = 0.1, to = 1, factor = 10 } }",
    "exclude = [{ task.alpha = 1, seed = [1] }]",
    "grids = [",
    "  { axes { graph.family = [chain, lag], graph.k = { from = 1, to = 3, step = 2,",
    "           when.graph.family = lag } } }",
    "  { zip = [{ model.heads = [[1], [2, 1]], training.batch = [8, 4],"
        + " when { task.alpha = 0.1 } }] }",
    "  { axes.task.vocab { values = 4..5, when { seed = 0 } } }",
    "]",
  };

  @TempDir Path folder;
  private SweepFiles files;

  @BeforeEach
  void inFolder() {
    files = new SweepFiles(folder);
  }

  @Test
  void anOverrideReplacesABaseValueOrAnAxis() {
    String[] study = {"base { task.vocab = 3 }", "axes { seed = 0..9, task.length = [5, 6] }"};
    assertThat(SweepFiles.cells(files.read(List.of("task.vocab=3,5", "seed=7"), study)))
        .containsExactly(
            "task.vocab=3 task.length=5",
            "task.vocab=3 task.length=6",
            "task.vocab=5 task.length=5",
            "task.vocab=5 task.length=6");
    assertThat(SweepFiles.cells(files.read(List.of("task.length=8", "seed=0..1,5"), study)))
        .containsExactly("seed=0", "seed=1", "seed=5");
    assertThat(files.read(List.of("seed=1", "seed=2"), study).trials())
        .as("the last word counts")
        .allSatisfy(t -> assertThat(t.seeds().seed()).isEqualTo(2));
  }

  @Test
  void anOverrideTakesListsAndBlocks() {
    assertThat(models("model.heads=[2,1]")).containsExactly(List.of(2, 1));
    assertThat(models("model.heads=[1,1],[2,1]")).containsExactly(List.of(1, 1), List.of(2, 1));
    assertThat(models("model.heads=[[1,1],[2,1]]"))
        .as("as a sweep file has it")
        .containsExactly(List.of(1, 1), List.of(2, 1));
    assertThat(SweepFiles.cells(files.read(List.of("task.vocab=[3,5..6]"))))
        .containsExactly("task.vocab=3", "task.vocab=5", "task.vocab=6");
    assertThat(SweepFiles.cells(files.read(List.of("task.alpha={from=0.1,to=10,factor=10}"))))
        .as("a range, as a sweep file has it")
        .containsExactly("task.alpha=0.1", "task.alpha=1", "task.alpha=10");
    assertThat(files.read(List.of("evaluation.shifts=[{alpha=1.0},{flip=0.1}]")).trials())
        .first()
        .satisfies(t -> assertThat(t.evaluation().shifts()).hasSize(2));
  }

  private List<List<Integer>> models(String override) {
    return files.read(List.of(override)).trials().stream()
        .map(TrialSpec::model)
        .map(Model::heads)
        .toList();
  }

  @Test
  void anOverrideReachesEveryGrid() {
    Sweep sweep =
        files.read(
            List.of("training.steps=7"),
            "grids = [{ base.training.steps = 1 }, { axes.training.steps = [2, 3], base.seed = 4 },",
            "{ zip = [{ training.steps = [4, 5], task.vocab = [6, 7] }] }]");
    assertThat(SweepFiles.cells(sweep))
        .containsExactly(
            "task.vocab=3 seed=0",
            "task.vocab=3 seed=4",
            "task.vocab=6 seed=0",
            "task.vocab=7 seed=0");
    assertThat(sweep.trials()).allSatisfy(t -> assertThat(t.training().steps()).isEqualTo(7));
  }

  @Test
  void anIncludedFileIsRefinedByTheFileThatIncludesIt() {
    files.write("parts/deeper.conf", "base.task.length = 7, base.task.vocab = 2");
    files.write("parts/common.conf", "include \"deeper.conf\"", "base { task.vocab = 5 }");
    Sweep sweep =
        files.read("include \"parts/common.conf\"", "base.training.steps = ${base.task.vocab}");
    assertThat(sweep.trials().get(0))
        .satisfies(
            t -> {
              assertThat(t.task().length()).isEqualTo(7);
              assertThat(t.task().vocab()).isEqualTo(5);
              assertThat(t.training().steps()).isEqualTo(5);
            });
  }

  @Test
  void aFileMayVaryWhatItIncludesAndFixWhatVariesThere() {
    files.write("common.conf", "base.task.vocab = 5", "axes.task.length = [6, 7]");
    Sweep sweep =
        files.read("include \"common.conf\"", "axes.task.vocab = [2, 3]", "base.task.length = 9");
    assertThat(SweepFiles.cells(sweep)).containsExactly("task.vocab=2", "task.vocab=3");
    assertThat(sweep.trials()).allSatisfy(t -> assertThat(t.task().length()).isEqualTo(9));
  }

  @Test
  void theBaseValueOfAnAxisWithWhenHoldsWhereTheAxisDoesNotExist() {
    Sweep sweep =
        files.read(
            "base.graph.k = 4",
            "axes { graph.family = [branching, lag],",
            "graph.k = { values = [1, 2], when.graph.family = lag } }");
    assertThat(sweep.trials().stream().map(TrialSpec::graph))
        .containsExactly(
            new GraphFamily.Branching(4), new GraphFamily.Lag(1), new GraphFamily.Lag(2));
  }

  @Test
  void whatAGridVariesMayHaveAValueForTheOthers() {
    Sweep sweep =
        files.read(
            "base.task.vocab = 4", "grids = [{ base.seed = 1 }, { axes.task.vocab = [5, 6] }]");
    assertThat(SweepFiles.cells(sweep))
        .containsExactly("task.vocab=4 seed=1", "task.vocab=5 seed=0", "task.vocab=6 seed=0");
    Path again = files.write("again.conf", sweep.resolved());
    assertThat(SweepReader.read(again, List.of()).trials()).isEqualTo(sweep.trials());
  }

  @Test
  void aRefusedValueIsToldWithTheFileThatHoldsIt() {
    files.write("parts/common.conf", "", "base { task.vocab = 1 }");
    assertThat(files.refusal("include \"parts/common.conf\""))
        .isEqualTo("parts/common.conf:2: task.vocab = 1 must be in 2..64");
  }

  @Test
  void aClassPathResourceCanBeIncluded() {
    assertThat(files.read("include classpath(\"org/espalier/sweep/included.conf\")").trials())
        .first()
        .satisfies(t -> assertThat(t.task().vocab()).isEqualTo(11));
  }

  @Test
  void runAndSparkSettingsComeFromTheFileAndTheCommandLine() {
    Sweep sweep =
        files.read(
            List.of("run.out=/tmp/x y", "spark.master=spark://h:7077", "spark.conf.spark.a.b=1g"),
            "run { trial-timeout = 90s }",
            "spark { conf { spark.ui.enabled = false, \"spark.a.b\" = 2g } }");
    assertThat(sweep.run())
        .isEqualTo(
            new RunSettings(
                "/tmp/x y",
                Duration.ofSeconds(90),
                Duration.ofSeconds(60),
                OptionalLong.empty(),
                Duration.ofMinutes(5),
                false));
    assertThat(sweep.spark())
        .isEqualTo(
            new SparkSettings(
                "spark://h:7077", Map.of("spark.ui.enabled", "false", "spark.a.b", "1g")));
    assertThat(files.read().spark().master()).isEqualTo("local[*]");
  }

  @Test
  void runSettingsDoNotChangeATrial() {
    assertThat(files.read("run.trial-timeout = 90s").cells().get(0).id())
        .isEqualTo(files.read().cells().get(0).id());
  }

  @Test
  void theResolvedTextReadsBackAsTheSameSweep() {
    Sweep sweep = files.read(List.of("task.length=9", "seed=0..2"), STUDY);
    Path again = files.write("again.conf", sweep.resolved());
    Sweep read = SweepReader.read(again, List.of());
    assertThat(read.trials()).isEqualTo(sweep.trials());
    assertThat(SweepFiles.cells(read)).isEqualTo(SweepFiles.cells(sweep));
    assertThat(read.resolved()).isEqualTo(sweep.resolved());
    assertThat(read.description()).isEqualTo("all of the language");
  }

  @Test
  void theResolvedTextReadsBackFromAnotherFolder() throws IOException {
    files.write("graphs.json", "{\"parents\": [[-1, 0], [-1, -1]]}");
    Sweep sweep =
        files.read(
            "base { task.length = 3, graph { family = explicit, file = graphs.json } }",
            "axes.graph.index = [1, 0]");
    Path elsewhere = files.write("results/a/sweep.conf", sweep.resolved());
    sweep.files().forEach((name, text) -> files.write("results/a/" + name, text));
    Files.delete(folder.resolve("graphs.json")); // as on another machine
    assertThat(sweep.resolved()).doesNotContain(folder.toString());
    assertThat(SweepReader.read(elsewhere, List.of()).trials()).isEqualTo(sweep.trials());
  }

  @Test
  void whatVariesIsKnownWithoutMakingTrials() throws IOException {
    Path file =
        files.write(
            "v.conf",
            "name = v",
            "base { graph { family = explicit, file = nowhere.json } }",
            "axes { seed = 0..1, graph.index = 0..9 }",
            "grids = [{ base.task.vocab = 4 }, { base.task.vocab = 5 }]");
    assertThat(SweepReader.heading(Files.readString(file), file.toString()).varied())
        .containsExactly("graph.index", "task.vocab", "seed");
  }

  @Test
  void theSameFileGivesTheSameSweep() {
    Sweep one = files.read(STUDY);
    Sweep two = files.read(STUDY);
    assertThat(one.trials()).isEqualTo(two.trials());
    assertThat(one.count()).isEqualTo(one.trials().size());
    assertThat(one.resolved()).isEqualTo(two.resolved());
    assertThat(one.cells()).extracting(Cell::id).doesNotHaveDuplicates();
  }
}
