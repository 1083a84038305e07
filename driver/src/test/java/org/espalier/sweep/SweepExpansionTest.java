package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.graph.GraphFamily;
import org.espalier.model.Model;
import org.espalier.trial.TrialSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepExpansionTest {
  @TempDir Path folder;
  private SweepFiles files;

  @BeforeEach
  void inFolder() {
    files = new SweepFiles(folder);
  }

  @Test
  void axesMultiplyInTheOrderOfTheReferenceWithTheSeedFastest() {
    Sweep sweep =
        files.read("axes { seed = [0, 1], task.vocab = [3, 5], graph.family = [star, chain] }");
    assertThat(SweepFiles.cells(sweep))
        .containsExactly(
            "graph.family=star task.vocab=3 seed=0",
            "graph.family=star task.vocab=3 seed=1",
            "graph.family=star task.vocab=5 seed=0",
            "graph.family=star task.vocab=5 seed=1",
            "graph.family=chain task.vocab=3 seed=0",
            "graph.family=chain task.vocab=3 seed=1",
            "graph.family=chain task.vocab=5 seed=0",
            "graph.family=chain task.vocab=5 seed=1");
    assertThat(sweep.trials().get(6).task().vocab()).isEqualTo(5);
    assertThat(sweep.trials().get(6).graph()).isEqualTo(new GraphFamily.Chain());
  }

  @Test
  void aSweepWithoutAxesIsOneTrial() {
    Sweep sweep = files.read("base { task.vocab = 4 }");
    assertThat(sweep.count()).isEqualTo(1);
    assertThat(sweep.trials().get(0).task().vocab()).isEqualTo(4);
    assertThat(sweep.axes()).isEmpty();
  }

  @Test
  void settingsCanBeNestedOrDotted() {
    assertThat(files.read("base { task { vocab = 4 } }", "axes { task { length = [6, 8] } }"))
        .extracting(Sweep::trials)
        .isEqualTo(files.read("base.task.vocab = 4", "axes.task.length = [6, 8]").trials());
  }

  @Test
  void aCountSpacesValuesAtEqualDistancesOrRatios() {
    assertThat(values("task.alpha = { from = 0.1, to = 0.5, count = 5 }", "task.alpha"))
        .containsExactly("0.1", "0.2", "0.3", "0.4", "0.5");
    assertThat(values("task.flip = { from = 1, to = 0, count = 4 }", "task.flip"))
        .containsExactly("1", "0.6666666666666667", "0.3333333333333333", "0");
    String rate = "training.learning-rate";
    assertThat(values(rate + " = { from = 1e-4, to = 1, count = 5, scale = log }", rate))
        .containsExactly("1.0E-4", "0.001", "0.01", "0.1", "1");
    assertThat(values(rate + " = { from = 8, to = 0.5, count = 3, scale = log }", rate))
        .containsExactly("8", "2", "0.5");
    assertThat(values(rate + " = { from = 1, to = 2, count = 3, scale = linear }", rate))
        .containsExactly("1", "1.5", "2");
    assertThat(values("task.vocab = { from = 4, to = 64, count = 3, scale = log }", "task.vocab"))
        .containsExactly("4", "16", "64");
  }

  @Test
  void rangesHaveBothEnds() {
    assertThat(values("task.alpha = { from = 0.1, to = 0.3, step = 0.1 }", "task.alpha"))
        .containsExactly("0.1", "0.2", "0.3");
    assertThat(values("task.vocab = { from = 8, to = 3, step = -2 }", "task.vocab"))
        .containsExactly("8", "6", "4");
    assertThat(
            values(
                "training.learning-rate = { from = 0.001, to = 1, factor = 10 }",
                "training.learning-rate"))
        .containsExactly("0.001", "0.01", "0.1", "1");
    assertThat(values("training.steps = { from = 64, to = 16, factor = 0.5 }", "training.steps"))
        .containsExactly("64", "32", "16");
    assertThat(values("seed { from = 3, to = 5 }", "seed")).containsExactly("3", "4", "5");
    assertThat(values("seed = 3..6", "seed")).containsExactly("3", "4", "5", "6");
    assertThat(values("seed = [0..2, 10, 20..21]", "seed"))
        .containsExactly("0", "1", "2", "10", "20", "21");
    assertThat(values("task.vocab = { from = 5, to = 5, step = 1 }", "task.vocab"))
        .containsExactly("5");
  }

  private List<String> values(String axis, String path) {
    return files.read("axes { " + axis + " }").axes().stream()
        .filter(variation -> variation.path().equals(path))
        .findFirst()
        .orElseThrow()
        .values();
  }

  @Test
  void anAxisOfListsHasAListAtEachPoint() {
    Sweep sweep = files.read("axes { model.heads = [[1, 1], [2, 1]] }");
    assertThat(sweep.trials())
        .extracting(TrialSpec::model)
        .containsExactly(
            new Model.Disentangled(List.of(1, 1)), new Model.Disentangled(List.of(2, 1)));
    assertThat(SweepFiles.cells(sweep)).containsExactly("model.heads=[1,1]", "model.heads=[2,1]");
  }

  @Test
  void zippedAxesMoveTogether() {
    Sweep sweep =
        files.read(
            "zip = [{ task.vocab = [3, 10], training.steps = { from = 100, to = 200, step = 100 } }]",
            "axes { seed = [0, 1] }");
    assertThat(SweepFiles.cells(sweep))
        .containsExactly(
            "task.vocab=3 training.steps=100 seed=0",
            "task.vocab=3 training.steps=100 seed=1",
            "task.vocab=10 training.steps=200 seed=0",
            "task.vocab=10 training.steps=200 seed=1");
  }

  @Test
  void aConditionalAxisExistsOnlyWhereItsConditionHolds() {
    Sweep sweep =
        files.read(
            "axes {",
            "  graph.family = [chain, lag, branching]",
            "  graph.k = { values = [1, 3], when { graph.family = [lag, branching] } }",
            "}");
    assertThat(SweepFiles.cells(sweep))
        .containsExactly(
            "graph.family=chain",
            "graph.family=lag graph.k=1",
            "graph.family=lag graph.k=3",
            "graph.family=branching graph.k=1",
            "graph.family=branching graph.k=3");
    assertThat(sweep.duplicates()).isZero();
  }

  @Test
  void aConditionMayNameALaterSettingOrOneOfTheBase() {
    Sweep sweep =
        files.read(
            "base { training.optimizer = adamw }",
            "axes {",
            "  graph.family = { values = [star, pairs], when.task.vocab = 5 }",
            "  training.beta1 = { values = [0.8, 0.9], when.training.optimizer = adamw }",
            "  training.stage2-steps = { values = [7, 8], when.training.algorithm = staged }",
            "  task.vocab = [3, 5]",
            "}");
    assertThat(SweepFiles.cells(sweep))
        .containsExactly(
            "task.vocab=3 training.beta1=0.8",
            "task.vocab=3 training.beta1=0.9",
            "graph.family=star task.vocab=5 training.beta1=0.8",
            "graph.family=star task.vocab=5 training.beta1=0.9",
            "graph.family=pairs task.vocab=5 training.beta1=0.8",
            "graph.family=pairs task.vocab=5 training.beta1=0.9");
  }

  @Test
  void aConditionOnAnAxisThatDoesNotExistFails() {
    Sweep sweep =
        files.read(
            "axes {",
            "  graph.family = [chain, lag]",
            "  graph.k = { values = [2, 3], when.graph.family = lag }",
            "  task.vocab = { values = [5, 6], when.graph.k = 2 }",
            "}");
    assertThat(SweepFiles.cells(sweep))
        .containsExactly(
            "graph.family=chain",
            "graph.family=lag graph.k=2 task.vocab=5",
            "graph.family=lag graph.k=2 task.vocab=6",
            "graph.family=lag graph.k=3");
  }

  @Test
  void excludedCellsAreLeftOut() {
    Sweep sweep =
        files.read(
            "axes { graph.family = [chain, star], task.vocab = [3, 5], seed = 0..1 }",
            "exclude = [",
            "  { graph.family = star, task.vocab = 5 }",
            "  { task.vocab = [3, 4], seed = 1 }",
            "]");
    assertThat(SweepFiles.cells(sweep))
        .containsExactly(
            "graph.family=chain task.vocab=3 seed=0",
            "graph.family=chain task.vocab=5 seed=0",
            "graph.family=chain task.vocab=5 seed=1",
            "graph.family=star task.vocab=3 seed=0");
    assertThat(sweep.excluded()).isEqualTo(4);
  }

  @Test
  void aListSettingIsExcludedByOneListOrAListOfLists() {
    String axes = "axes { model.heads = [[1], [1, 1], [2, 1]] }";
    assertThat(SweepFiles.cells(files.read(axes, "exclude = [{ model.heads = [1, 1] }]")))
        .containsExactly("model.heads=[1]", "model.heads=[2,1]");
    assertThat(SweepFiles.cells(files.read(axes, "exclude = [{ model.heads = [[1], [1, 1]] }]")))
        .containsExactly("model.heads=[2,1]");
  }

  @Test
  void gridsAreUnitedInTheOrderOfTheFileAndShareTheTop() {
    Sweep sweep =
        files.read(
            "base { training.steps = 10 }",
            "axes { seed = [0, 1] }",
            "grids = [",
            "  { base.graph.family = star }",
            "  { axes { graph.family = [lag], graph.k = [1, 2], seed = [5] } }",
            "]");
    assertThat(SweepFiles.cells(sweep))
        .containsExactly(
            "graph.family=star seed=0",
            "graph.family=star seed=1",
            "graph.family=lag graph.k=1 seed=5",
            "graph.family=lag graph.k=2 seed=5");
    assertThat(sweep.trials()).allSatisfy(t -> assertThat(t.training().steps()).isEqualTo(10));
    assertThat(sweep.axes())
        .containsExactly(
            new Sweep.Variation("graph.family", List.of("star", "lag")),
            new Sweep.Variation("graph.k", List.of("1", "2")),
            new Sweep.Variation("seed", List.of("0", "1", "5")));
  }

  @Test
  void aGridReplacesAnAxisOfTheTopByAValue() {
    Sweep sweep =
        files.read(
            "axes { task.vocab = [3, 5], seed = 0..1 }",
            "zip = [{ task.length = [6, 8], training.batch = [1, 2] }]",
            "grids = [ { base { task.vocab = 7, task.length = 9 } } ]");
    assertThat(SweepFiles.cells(sweep))
        .containsExactly(
            "training.batch=1 seed=0",
            "training.batch=1 seed=1",
            "training.batch=2 seed=0",
            "training.batch=2 seed=1");
    assertThat(sweep.trials())
        .allSatisfy(
            t -> {
              assertThat(t.task().vocab()).isEqualTo(7);
              assertThat(t.task().length()).isEqualTo(9);
            });
  }

  @Test
  void aTrialThatTwoCellsStandForIsCountedOnce() {
    Sweep sweep = files.read("axes { graph.family = [chain, lag], graph.k = [1, 2, 3] }");
    assertThat(SweepFiles.cells(sweep))
        .containsExactly(
            "graph.family=chain",
            "graph.family=lag graph.k=1",
            "graph.family=lag graph.k=2",
            "graph.family=lag graph.k=3");
    assertThat(sweep.duplicates()).isEqualTo(2);
    assertThat(files.read("grids = [{ axes.seed = 0..3 }, { axes.seed = 2..5 }]"))
        .satisfies(
            s -> {
              assertThat(s.count()).isEqualTo(6);
              assertThat(s.duplicates()).isEqualTo(2);
            });
  }

  @Test
  void equalValuesWrittenDifferentlyAreTheSameTrial() {
    Sweep sweep =
        files.read(
            "axes { task.alpha = [0.1, 1e-1, \"0.1\"], training.steps = [1000, 1e3, \"1000\"] }");
    assertThat(sweep.count()).isEqualTo(1);
    assertThat(sweep.duplicates()).isEqualTo(8);
  }

  @Test
  void aWidenedSweepKeepsTheIdsOfItsCells() {
    var narrow = files.read("axes { seed = 0..2 }").cells().stream().map(Cell::id).toList();
    var wide = files.read("axes { task.vocab = [3, 4], seed = 0..9 }");
    assertThat(wide.cells()).extracting(Cell::id).containsAll(narrow);
  }

  @Test
  void graphsOfAFileAreNamedRelativeToTheFileThatNamesThem() {
    files.write("shared/graphs.json", "{\"parents\": [[-1, 0, 1], [-1, 0, 0]], \"source\": \"x\"}");
    files.write(
        "shared/explicit.conf",
        "base { graph { family = explicit, file = graphs.json }, task.length = 4 }");
    Sweep sweep = files.read("include \"shared/explicit.conf\"", "axes { graph.index = 0..1 }");
    assertThat(sweep.trials())
        .extracting(TrialSpec::graph)
        .containsExactly(
            new GraphFamily.Explicit(List.of(-1, 0, 1)),
            new GraphFamily.Explicit(List.of(-1, 0, 0)));
    assertThat(SweepFiles.cells(sweep)).containsExactly("graph.index=0", "graph.index=1");
  }

  @Test
  void aHundredThousandCellsAreExpanded() {
    Sweep sweep =
        files.read(
            "axes {",
            "  graph.family = [chain, pairs, star, random-tree, random-forest]",
            "  task.vocab = [3, 4, 5, 6, 8]",
            "  training.learning-rate = [0.1, 0.3, 1, 3]",
            "  seed = 0..999",
            "}");
    assertThat(sweep.count()).isEqualTo(100_000);
    assertThat(sweep.cells()).extracting(Cell::id).doesNotHaveDuplicates();
    assertThat(sweep.cells().get(54_321).coordinates().toString())
        .isEqualTo("{graph.family=star, task.vocab=6, training.learning-rate=1, seed=321}");
  }

  @Test
  void trialsOfASweepShareTheirParts() {
    List<TrialSpec> trials = files.read("axes { task.vocab = [3, 4], seed = 0..9 }").trials();
    IntStream.range(1, 10)
        .forEach(i -> assertThat(trials.get(i).task()).isSameAs(trials.get(0).task()));
  }
}
