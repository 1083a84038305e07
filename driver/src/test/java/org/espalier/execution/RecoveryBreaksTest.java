package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.execution.Runs.OPTIONS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.espalier.plan.ResultStore;
import org.espalier.query.ResultViews;
import org.espalier.sweep.Sweep;
import org.espalier.sweep.SweepReader;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What breaks recovery: the robustness studies, small, with all their levels and five seeds each.
 * Seeds are the sweeps' own, so the tables that are printed are the same on every run.
 */
@Tag("slow")
class RecoveryBreaksTest {

  private static final List<String> SMALL =
      List.of(
          "task.length=12",
          "training.learning-rate=2",
          "training.steps=600",
          "training.batch=128",
          "evaluation.every=600",
          "evaluation.sequences=2048");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"robustness-noise", "robustness-latent"})
  void recoveryFallsFromTheFirstLevelToTheLast(String name) throws IOException {
    List<Row> answer = answer(name, "random-tree");
    assertThat(answer).hasSizeGreaterThanOrEqualTo(4);
    Row clean = answer.get(0);
    Row worst = answer.get(answer.size() - 1);
    assertThat(number(worst, "mean")).isLessThan(number(clean, "mean"));
    assertThat(number(worst, "attention")).isLessThan(0.8 * number(clean, "attention"));
  }

  @Test
  void fewSequencesAreLearntByHeart() throws IOException {
    List<Row> answer = answer("robustness-samples", "random-tree");
    assertThat(answer).hasSizeGreaterThanOrEqualTo(4);
    Row few = answer.get(0);
    Row fresh = answer.get(answer.size() - 1);
    assertThat(number(few, "mean")).isLessThan(number(fresh, "mean"));
    assertThat(number(few, "train_loss")).isLessThan(number(few, "test_loss") - 0.1);
    assertThat(number(fresh, "train_loss")).isGreaterThan(number(fresh, "test_loss") - 0.1);
  }

  @Test
  void backEdgesAreNotRecoveredAndForwardEdgesAreReportedApart() throws IOException {
    List<Row> cyclic =
        answer("robustness-cycles", "random-tree,random-forest").stream()
            .filter(row -> number(row, "cyclic") > 0)
            .toList();
    assertThat(cyclic).hasSizeGreaterThanOrEqualTo(8);
    for (Row row : cyclic) {
      assertThat(number(row, "edge_accuracy_back")).isZero();
      assertThat(number(row, "edge_accuracy_cycle")).isPositive();
      assertThat(number(row, "mean")).isGreaterThan(0.5);
    }
  }

  private List<Row> answer(String name, String family) throws IOException {
    Path file = ShippedSweeps.file(name);
    var overrides = new ArrayList<>(SMALL);
    overrides.add("graph.family=" + family);
    Sweep sweep = SweepReader.read(file, overrides);
    RunSummary summary = Runs.run(folder, SweepRequest.of(sweep), TrialRunner::run, OPTIONS);
    assertThat(summary.stored()).isEqualTo(Map.of(TrialStatus.SUCCEEDED, sweep.count()));
    ResultViews.register(
        SharedSpark.session(),
        List.of(ResultStore.open(folder)),
        List.of(),
        view -> false,
        ResultViews.Scope.TABLES_ALL);
    String statement = ShippedSweeps.statements(file).get(0);
    System.out.println(name + " " + String.join(" ", overrides));
    List<Row> rows = SharedSpark.session().sql(statement).collectAsList();
    rows.forEach(System.out::println);
    return rows;
  }

  private static double number(Row row, String column) {
    return ((Number) row.get(row.fieldIndex(column))).doubleValue();
  }
}
