package org.espalier.execution;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.execution.Runs.OPTIONS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.espalier.plan.ResultStore;
import org.espalier.query.ResultViews;
import org.espalier.sweep.Sweep;
import org.espalier.sweep.SweepReader;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialStatus;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every study in {@code sweeps/}, run at a size of milliseconds a trial: all cells of one seed. The
 * atlas has too many of them: {@code AtlasAgainTest} trains some as they are.
 */
class ShippedSweepsRunTest {
  private static final List<String> TINY =
      List.of(
          "training.batch=4",
          "training.stage2-steps=2",
          "evaluation.every=2",
          "evaluation.watch=1",
          "evaluation.sequences=8",
          "evaluation.checkpoints=[0]",
          "evaluation.attention-sequences=8");

  /** Sequences of so many tokens take seconds a trial, however few there are. */
  private static final int LONG = 64;

  /** What every study needs of each of its trials. */
  private static final List<String> ALWAYS =
      List.of(
          "test_loss",
          "posterior_loss",
          "loss_gap",
          "edge_accuracy",
          "parent_attention_mean",
          "steps_done");

  /** What the question of a study needs beyond that, of some trials at least. */
  private static final Map<String, List<String>> WANTED =
      Map.ofEntries(
          Map.entry("figure5", List.of("edge_accuracy_shared", "head_cosine", "head_duplication")),
          Map.entry("figure7", List.of("edge_accuracy_shared", "head_cosine", "head_duplication")),
          Map.entry("figure9", List.of("parent_attention_min", "parent_attention_median")),
          Map.entry("robustness-confounders", List.of("confounded_attention", "confounded_lift")),
          Map.entry(
              "robustness-cycles",
              List.of("edge_accuracy_back", "edges_back_reversed", "edge_accuracy_cycle")),
          Map.entry("robustness-heads", List.of("head_duplication", "head_cosine")),
          Map.entry("robustness-latent", List.of("confounded_pairs", "wrong_confounded")),
          Map.entry("robustness-samples", List.of("train_loss")),
          Map.entry(
              "theory",
              List.of(
                  "theory_gradient_share",
                  "theory_information_share",
                  "theory_gradient_correlation",
                  "theory_information_correlation",
                  "theory_contradictions")));

  @TempDir Path folder;

  static List<Path> files() throws IOException {
    return ShippedSweeps.files().stream()
        .filter(file -> !file.getFileName().toString().startsWith("atlas"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyTrialSucceedsAndItsStatementAnswers(Path file) throws IOException {
    Sweep sweep = tiny(file);
    RunSummary summary = Runs.run(folder, SweepRequest.of(sweep), TrialRunner::run, OPTIONS);

    assertThat(summary.stored())
        .as(summary.failures().toString())
        .isEqualTo(Map.of(TrialStatus.SUCCEEDED, sweep.count()));
    List<String> wanted = WANTED.getOrDefault(sweep.name(), List.of());
    List<Integer> present = present(wanted);
    for (int c = 0; c < ALWAYS.size(); c++) {
      assertThat(present.get(c)).as(ALWAYS.get(c)).isEqualTo(sweep.count());
    }
    for (int c = 0; c < wanted.size(); c++) {
      assertThat(present.get(ALWAYS.size() + c)).as(wanted.get(c)).isPositive();
    }
    List<String> statements = ShippedSweeps.statements(file);
    ResultViews.register(
        SharedSpark.session(),
        List.of(ResultStore.open(folder)),
        sweep.axes().stream().map(Sweep.Variation::path).toList(),
        name -> statements.stream().anyMatch(statement -> statement.contains(name)),
        ResultViews.Scope.TABLES_ALL);
    for (String statement : statements) {
      List<Row> answer = SharedSpark.session().sql(statement).collectAsList();
      assertThat(answer).as(statement).isNotEmpty();
      if (List.of(answer.get(0).schema().fieldNames()).contains("mean")) {
        assertThat(answer).as(statement).allMatch(row -> !row.isNullAt(row.fieldIndex("mean")));
      }
    }
    if (sweep.name().startsWith("robustness-") || sweep.name().equals("theory")) {
      assertThat(ShippedSweeps.statements(file)).as("statements in the header").isNotEmpty();
    }
  }

  private static Sweep tiny(Path file) {
    Sweep shipped = SweepReader.read(file, List.of());
    var overrides = new ArrayList<>(TINY);
    boolean theory = shipped.name().equals("theory");
    overrides.add("evaluation.theory-sequences=" + (theory ? 64 : 0));
    boolean variesSteps =
        shipped.axes().stream().anyMatch(axis -> axis.path().equals("training.steps"));
    overrides.add(variesSteps ? "training.steps=2,3" : "training.steps=3");
    if (shipped.trials().stream().anyMatch(trial -> trial.training().safeguards().warmUp() > 0)) {
      overrides.add("training.warm-up=1");
    }
    overrides.add("seed=0");
    if (shipped.trials().stream().allMatch(trial -> trial.task().length() >= LONG)) {
      overrides.add("task.length=16");
    }
    if (shipped.name().equals("rivals")) {
      overrides.add("task.samples=16,64"); // evidence of thousands of sequences takes a second
    }
    if (shipped.replicates().isPresent()) {
      overrides.addAll(List.of("replicates.at-least=2", "replicates.at-most=2"));
    }
    return SweepReader.read(file, overrides);
  }

  /** In how many trials each column has a value: those of every study, then the wanted ones. */
  private List<Integer> present(List<String> wanted) {
    String counts =
        Stream.concat(ALWAYS.stream(), wanted.stream())
            .map(name -> "count(" + name + ")")
            .collect(joining(", "));
    String row =
        TableContents.query(
                "SELECT " + counts + " FROM " + TableContents.files(folder, TrialsTable.TABLE))
            .get(0);
    return Stream.of(row.split("\\|")).map(Integer::valueOf).toList();
  }
}
