package org.espalier.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.espalier.execution.SharedSpark;
import org.espalier.plan.ResultStore;
import org.espalier.trial.TrialId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultViewsTest {
  private static final List<String> VARIED = List.of("graph.family", "task.vocab", "seed");

  @TempDir private static Path folder;

  /** Of its own, for other tests of this JVM may have other views. */
  private static SparkSession spark;

  private static ResultViews views;

  @BeforeAll
  static void openStore() throws IOException {
    SmallStore.write(folder);
    spark = SharedSpark.session().newSession();
    views = register(spark, folder, VARIED, ResultViews.Scope.TABLES_ALL);
  }

  @Test
  void summaryHasOneRowForEachCell() {
    List<Row> rows =
        rows(
            "SELECT graph_family, task_vocab, n, not_succeeded, edge_accuracy_mean,"
                + " edge_accuracy_sd FROM summary ORDER BY 1, 2");
    assertThat(rows).hasSize(4);
    Row chain2 = rows.get(0);
    assertThat(chain2.getLong(2)).isEqualTo(3);
    assertThat(chain2.getDouble(4)).isCloseTo(.3, within(1e-12)); // of .2, .3, .4
    assertThat(chain2.getDouble(5)).isCloseTo(.1, within(1e-12));
    Row star3 = rows.get(3);
    assertThat(star3.getLong(2)).isEqualTo(1);
    assertThat(star3.getLong(3)).isEqualTo(2);
    assertThat(star3.getDouble(4)).isCloseTo(.3, within(1e-12));
    assertThat(star3.isNullAt(5)).isTrue();
  }

  @Test
  void recoveryByAxisCountsSeedsAsReplicatesAndSettingsAlike() {
    List<Row> rows =
        rows(
            "SELECT axis, value, n, cells, trials, edge_accuracy_mean, edge_accuracy_se"
                + " FROM recovery_by_axis");
    Row chain = rows.get(0);
    assertThat(chain.<Long>getAs("n")).isEqualTo(3);
    assertThat(chain.<Long>getAs("cells")).isEqualTo(2);
    assertThat(chain.<Long>getAs("trials")).isEqualTo(6);
    assertThat(chain.<Double>getAs("edge_accuracy_mean")).isCloseTo(.35, within(1e-12));
    // over vocabularies the seeds have .25, .35, .45: sd .1
    assertThat(chain.<Double>getAs("edge_accuracy_se")).isCloseTo(.1 / Math.sqrt(3), within(1e-12));
    Row star = rows.get(1);
    assertThat(star.<Long>getAs("trials")).isEqualTo(4);
    // the mean of .2 .3 .4 and the mean of .3 alone, which leaves no error to be seen
    assertThat(star.<Double>getAs("edge_accuracy_mean")).isCloseTo(.3, within(1e-12));
    assertThat(star.isNullAt(star.fieldIndex("edge_accuracy_se"))).isTrue();
  }

  @Test
  void stagesAreTheRunsOfTheNearestPredictor() {
    List<Row> rows =
        rows("SELECT stage, from_step, to_step, count(*) FROM stages GROUP BY ALL ORDER BY stage");
    assertThat(rows)
        .containsExactly(RowFactory.create(0, 0, 0, 10L), RowFactory.create(1, 10, 10, 10L));
  }

  @Test
  void rivalsByAxisSetsAttentionBesideItsRivalsAndChance() {
    List<Row> rows =
        rows(
            "SELECT axis, value, n, trials, attention_mean, attention_se, evidence_mean,"
                + " evidence_se, chow_liu_mean, chance_mean, rival_chance_mean FROM rivals_by_axis");
    Row chain = rows.get(0);
    assertThat(chain.<Long>getAs("n")).isEqualTo(3);
    assertThat(chain.<Long>getAs("trials")).isEqualTo(6);
    assertThat(chain.<Double>getAs("attention_mean")).isCloseTo(.35, within(1e-12));
    assertThat(chain.<Double>getAs("evidence_mean")).isCloseTo(.175, within(1e-12));
    double error = .1 / Math.sqrt(3);
    assertThat(chain.<Double>getAs("attention_se")).isCloseTo(error, within(1e-12));
    assertThat(chain.<Double>getAs("evidence_se")).isCloseTo(error / 2, within(1e-12));
    assertThat(chain.isNullAt(chain.fieldIndex("chow_liu_mean"))).isTrue();
    assertThat(chain.<Double>getAs("chance_mean")).isCloseTo(.5, within(1e-12));
    assertThat(chain.<Double>getAs("rival_chance_mean")).isCloseTo(.375, within(1e-12));
    assertThat(rows)
        .extracting(r -> r.getString(0) + "=" + r.getString(1))
        .containsExactly("graph.family=chain", "graph.family=star", "task.vocab=2", "task.vocab=3");
  }

  @Test
  void partsOfTheLossAddUpToIt() {
    List<Row> rows =
        rows(
            "SELECT n, target_entropy_mean + bayes_above_entropy_mean + architecture_gap_mean"
                + " + optimisation_gap_mean AS sum, test_loss_mean, bayes_above_entropy_mean"
                + " FROM loss_parts ORDER BY graph_family, task_vocab");
    assertThat(rows).hasSize(4);
    assertThat(rows).extracting(r -> r.getLong(0)).containsExactly(3L, 3L, 3L, 1L);
    for (Row row : rows) {
      assertThat(row.getDouble(1)).isCloseTo(row.getDouble(2), within(1e-12));
      assertThat(row.getDouble(3)).isCloseTo(.125, within(1e-12));
    }
  }

  @Test
  void recoveryByAxisIsInTheOrderOfTheAxesAndOfTheirNumbers() {
    assertThat(rows("SELECT axis, value FROM recovery_by_axis"))
        .extracting(r -> r.getString(0) + "=" + r.getString(1))
        .containsExactly("graph.family=chain", "graph.family=star", "task.vocab=2", "task.vocab=3");
  }

  @Test
  void contrastsComparePairsOfTrialsAndCountTheirSeeds() {
    List<Row> rows =
        rows(
            "SELECT axis, value, other_value, difference, pairs, n, p, difference_low FROM contrasts"
                + " WHERE metric = 'edge_accuracy' ORDER BY axis");
    assertThat(rows).hasSize(2);
    Row family = rows.get(0); // three pairs at vocabulary 2, one at 3, none of which differ
    assertThat(family.getString(1)).isEqualTo("chain");
    assertThat(family.getString(2)).isEqualTo("star");
    assertThat(family.getDouble(3)).isZero();
    assertThat(family.getInt(4)).isEqualTo(4);
    assertThat(family.getInt(5)).isEqualTo(3);
    assertThat(family.getDouble(6)).isEqualTo(1);
    assertThat(family.isNullAt(7)).isTrue(); // one pair at 3
    Row vocab = rows.get(1); // three pairs of chains, one of stars, .1 each: two of 8 signs
    assertThat(vocab.getString(0)).isEqualTo("task.vocab");
    assertThat(vocab.getDouble(3)).isCloseTo(.1, within(1e-12));
    assertThat(vocab.getInt(4)).isEqualTo(4);
    assertThat(vocab.getInt(5)).isEqualTo(3);
    assertThat(vocab.getDouble(6)).isEqualTo(.25);
  }

  @Test
  void importanceSharesTheVarianceOut() {
    List<Row> rows =
        rows(
            "SELECT axis, other_axis, share, share_low, share_high, trials FROM importance"
                + " WHERE metric = 'test_loss' ORDER BY axis, other_axis NULLS FIRST");
    assertThat(rows.stream().map(r -> r.getString(0) + "+" + r.getString(1)))
        .containsExactly(
            "graph.family+null", "graph.family+task.vocab", "seed+null", "task.vocab+null");
    // The loss is 1 / vocabulary and nothing else. Beside the family, which is unbalanced, the
    // vocabulary explains (6 / 4 + 4 * 3 / 16) / (10 * .4 * .6).
    double[] shares = rows.stream().mapToDouble(r -> r.getDouble(2)).toArray();
    assertThat(shares).containsExactly(new double[] {0, 0, 0, .9375}, within(1e-9));
    assertThat(rows.get(3).getInt(5)).isEqualTo(10);
  }

  @Test
  void curvesAreAveragedOverSeeds() {
    Row last =
        rows("SELECT n, test_loss_mean, test_loss_sd FROM curves_mean"
                + " WHERE graph_family = 'chain' AND task_vocab = 2 AND step = 10")
            .get(0);
    assertThat(last.getLong(0)).isEqualTo(3);
    assertThat(last.getDouble(1)).isEqualTo(.5);
    assertThat(last.getDouble(2)).isZero();
  }

  @Test
  void attentionComesEntryByEntry() {
    List<Row> rows =
        rows(
            "SELECT `row`, `column`, weight FROM attention_long"
                + " WHERE graph_family = 'chain' AND task_vocab = 2 AND seed = 0 ORDER BY 1, 2");
    assertThat(rows.stream().map(r -> r.getInt(0) + "," + r.getInt(1) + "=" + r.getFloat(2)))
        .containsExactly("0,0=1.0", "1,0=0.75", "1,1=0.25", "2,0=0.5", "2,1=0.25", "2,2=0.25");
  }

  @Test
  void edgesKnowTheirTrial() {
    assertThat(rows("SELECT seed, task_vocab, child, attention FROM edges_long")).hasSize(10);
  }

  @Test
  void everyColumnOfEveryViewHasAMeaning() {
    for (List<String> view : ResultViews.meanings()) {
      assertThat(rows("DESCRIBE " + view.get(0)))
          .as(view.get(0))
          .isNotEmpty()
          .allSatisfy(column -> assertThat(column.getString(2)).isNotBlank());
    }
  }

  /** Of seeds: a number of trials of different settings has another name. */
  @Test
  void whateverIsCalledNCountsReplicates() {
    for (List<String> view : ResultViews.meanings()) {
      rows("DESCRIBE " + view.get(0)).stream()
          .filter(column -> column.getString(0).equals("n"))
          .forEach(
              column ->
                  assertThat(column.getString(2))
                      .as(view.get(0))
                      .containsAnyOf(
                          "replicates, which differ in their seeds alone", "of different seeds"));
    }
  }

  @Test
  void aFolderWithoutResultsIsEmpty(@TempDir Path empty) throws IOException {
    SparkSession other = SharedSpark.session().newSession();
    register(other, empty, List.of(), ResultViews.Scope.TABLES_ALL);
    assertThat(other.sql("SELECT * FROM trials").count()).isZero();
    assertThat(other.sql("SELECT * FROM summary").count()).isZero();
  }

  /** A sweep that shrank: only its chains are left. */
  @Test
  void viewsCountTheSweepsOwnTrialsAndTablesEveryOne(@TempDir Path shrunk) throws IOException {
    SmallStore.write(shrunk);
    ResultStore store = ResultStore.open(shrunk);
    var chains =
        rows("SELECT trial_id FROM trials WHERE graph_family = 'chain'").stream()
            .map(row -> new TrialId(row.getString(0)))
            .toList();
    store.keepCells(chains);

    SparkSession own = SharedSpark.session().newSession();
    register(own, shrunk, VARIED, ResultViews.Scope.TABLES_ALL);
    assertThat(own.sql("SELECT * FROM trials").count()).isEqualTo(12);
    assertThat(own.sql("SELECT * FROM curves").count()).isEqualTo(24);
    assertThat(own.sql("SELECT * FROM planned_trials").count()).isEqualTo(6);
    assertThat(own.sql("SELECT DISTINCT graph_family FROM summary").collectAsList())
        .containsExactly(RowFactory.create("chain"));
    assertThat(own.sql("SELECT sum(n) FROM summary").first().getLong(0)).isEqualTo(6);
    assertThat(own.sql("SELECT value FROM recovery_by_axis WHERE axis = 'graph.family'").count())
        .isEqualTo(1);
    assertThat(own.sql("SELECT * FROM curves_mean").count()).isEqualTo(4);
    assertThat(own.sql("SELECT * FROM edges_long").count()).isEqualTo(6);
    assertThat(own.sql("SELECT * FROM attention_long").count()).isEqualTo(36);

    SparkSession report = SharedSpark.session().newSession();
    register(report, shrunk, VARIED, ResultViews.Scope.SWEEP);
    assertThat(report.sql("SELECT * FROM trials").count()).isEqualTo(6);
    assertThat(report.sql("SELECT * FROM curves").count()).isEqualTo(12);
    assertThat(report.sql("SELECT * FROM edges").count()).isEqualTo(6);

    SparkSession all = SharedSpark.session().newSession();
    register(all, shrunk, VARIED, ResultViews.Scope.ALL);
    assertThat(all.sql("SELECT * FROM trials").count()).isEqualTo(12);
    assertThat(all.sql("SELECT sum(n) FROM summary").first().getLong(0)).isEqualTo(10);
  }

  @Test
  void aFolderMayHaveAnyName(@TempDir Path parent) throws IOException {
    Path odd = parent.resolve("a b%20c");
    SmallStore.write(odd);
    SparkSession other = SharedSpark.session().newSession();
    register(other, odd, List.of(), ResultViews.Scope.TABLES_ALL);
    assertThat(other.sql("SELECT * FROM trials").count()).isEqualTo(12);
  }

  @Test
  void completionKnowsWhatAStatementIsAbout() {
    var completer = new NameCompleter(Queries.of(views));
    assertThat(completer.names("SELECT * FROM ", "SELECT * FROM "))
        .contains("trials", "summary", "attention_long")
        .doesNotContain("edge_accuracy");
    assertThat(completer.names("SELECT ", "SELECT  FROM curves"))
        .contains("test_loss", "step")
        .doesNotContain("graph_family");
    assertThat(completer.names(".", ".")).contains(".tables");
  }

  private static ResultViews register(
      SparkSession session, Path folder, List<String> varied, ResultViews.Scope scope) {
    return ResultViews.register(
        session, List.of(ResultStore.open(folder)), varied, view -> true, scope);
  }

  private static List<Row> rows(String statement) {
    return spark.sql(statement).collectAsList();
  }
}
