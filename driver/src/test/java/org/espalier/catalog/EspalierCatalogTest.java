package org.espalier.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.AnalysisContext;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation$;
import org.espalier.execution.SharedSpark;
import org.espalier.execution.SparkSessions;
import org.espalier.plan.Compactor;
import org.espalier.plan.Packs;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoredTrial;
import org.espalier.query.ResultViews;
import org.espalier.query.SmallStore;
import org.espalier.table.NewerPack;
import org.espalier.table.Provenance;
import org.espalier.table.Storage;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

/** What a Spark session sees of results folders by way of the catalog. */
@Timeout(300)
final class EspalierCatalogTest {
  @TempDir private Path results;

  private SparkSession spark;

  @BeforeEach
  void twoStudies() throws IOException {
    SmallStore.write(results.resolve("small"));
    SmallStore.write(results.resolve("an other-study"));
    Files.createDirectories(results.resolve("notes"));
    spark = session(results);
  }

  private static SparkSession session(Path path) {
    SparkSession spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.catalog.espalier", EspalierCatalog.class.getName());
    spark.conf().set("spark.sql.catalog.espalier.path", path.toString());
    return spark;
  }

  private List<String> rows(String statement) {
    return spark.sql(statement).collectAsList().stream().map(Row::toString).toList();
  }

  @Test
  void everyResultsFolderIsANamespaceAndNoOtherFolderIs() {
    assertThat(rows("SHOW NAMESPACES IN espalier"))
        .containsExactly("[`an other-study`]", "[small]");
  }

  @Test
  void everyTableAndViewIsListedAndCanBeDescribedAndRead() {
    List<String> names =
        spark.sql("SHOW TABLES IN espalier.small").select("tableName").collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            ResultViews.meanings().stream().map(meaning -> meaning.get(0)).toList());
    SparkSession own = own();
    for (String name : names) {
      List<Row> columns = spark.sql("DESCRIBE espalier.small." + name).collectAsList();
      assertThat(columns)
          .as(name)
          .isNotEmpty()
          .allSatisfy(column -> assertThat(column.getString(2)).endsWith("."));
      assertThat(spark.sql("SELECT * FROM espalier.small." + name).collectAsList())
          .as(name)
          .hasSize((int) own.table(name).count());
    }
  }

  /** A session with the views of our own shell. */
  private SparkSession own() {
    SparkSession own = SharedSpark.session().newSession();
    ResultViews.register(
        own,
        List.of(ResultStore.open(results.resolve("small"))),
        List.of("graph.family", "task.vocab"),
        view -> true,
        ResultViews.Scope.TABLES_ALL);
    return own;
  }

  @Test
  void columnsAndFiltersOfATableReachTheParquetReader() {
    String plan = plan("SELECT seed FROM espalier.small.trials WHERE task_vocab = 3");
    assertThat(plan)
        .contains("EqualTo(task_vocab,3)")
        .contains("ReadSchema: struct<seed:bigint,task_vocab:int>");
  }

  @Test
  void filtersOfAViewReachTheParquetReader() {
    String plan =
        plan("SELECT edge_accuracy_mean FROM espalier.small.summary WHERE graph_family = 'star'");
    assertThat(plan)
        .contains("EqualTo(graph_family,star)")
        .contains("edge_accuracy")
        .doesNotContain("circuit_");
  }

  private String plan(String statement) {
    return spark.sql("EXPLAIN EXTENDED " + statement).first().getString(0);
  }

  @Test
  void viewsHaveTheNumbersThatOneCanCheckByHand() {
    SparkSessions.expectRows(spark, true); // as sessions do that nobody told otherwise
    assertThat(
            rows(
                "SELECT graph_family, task_vocab, n, round(edge_accuracy_mean, 9) FROM"
                    + " espalier.small.summary WHERE graph_family = 'chain' ORDER BY task_vocab"))
        .containsExactly("[chain,2,3,0.3]", "[chain,3,3,0.4]");
  }

  @Test
  void everyKindOfConditionOnAViewGivesWhatItGivesOnItsRows() {
    spark.sql("SELECT * FROM espalier.small.summary").cache().createOrReplaceTempView("copied");
    for (String condition :
        List.of(
            "task_vocab = 2",
            "task_vocab <> 2",
            "task_vocab > 2",
            "task_vocab >= 2 AND n < 3",
            "task_vocab <= 2 OR n <= 1",
            "graph_family IN ('star', 'tree')",
            "graph_family LIKE 'st%'",
            "graph_family LIKE '%in'",
            "graph_family LIKE '%ta%'",
            "edge_accuracy_sd IS NULL",
            "edge_accuracy_sd IS NOT NULL",
            "task_vocab <=> 3",
            "NOT (task_vocab = 2 AND graph_family = 'star')")) {
      String rest = " WHERE " + condition + " ORDER BY graph_family, task_vocab";
      String columns = "SELECT graph_family, task_vocab, n FROM ";
      assertThat(rows(columns + "espalier.small.summary" + rest))
          .as(condition)
          .isEqualTo(rows(columns + "copied" + rest));
    }
  }

  @Test
  void studiesAreJoinedAndNamesThatAreNoIdentifiersAreQuoted() {
    assertThat(
            rows(
                "SELECT count(*) FROM espalier.small.trials a"
                    + " JOIN espalier.`an other-study`.TRIALS b USING (trial_id)"))
        .containsExactly("[12]");
  }

  @Test
  void whatIsStoredBetweenTwoStatementsIsSeenByTheSecond() throws IOException {
    Path grown = results.resolve("grown");
    Packs.store(grown, 1);
    String count = "SELECT count(*) FROM espalier.grown.trials";
    assertThat(rows(count)).containsExactly("[2]");
    Packs.store(grown, 3);
    assertThat(rows(count)).containsExactly("[6]");
    assertThat(rows("SELECT sum(n) FROM espalier.grown.summary")).containsExactly("[6]");
  }

  @Test
  void aStatementWhoseFilesAreCompactedAwaySeesWhatItBeganWith() throws IOException {
    Storage storage = Packs.store(results.resolve("compacted"), 4);
    Dataset<Row> whole = spark.sql("SELECT * FROM espalier.compacted.trials");
    Dataset<Row> wide = spark.sql("SELECT trial_id, step FROM espalier.compacted.curves");
    Dataset<Row> counted =
        spark.sql(
            "SELECT count(DISTINCT t.trial_id), count(*) FROM espalier.compacted.trials t"
                + " JOIN espalier.compacted.curves c ON t.trial_id = c.trial_id");
    Dataset<Row> view = spark.sql("SELECT sum(n) FROM espalier.compacted.summary");
    for (Dataset<Row> statement : List.of(whole, wide, counted, view)) {
      statement.queryExecution().executedPlan(); // which files it reads is settled
    }
    Packs.store(results.resolve("compacted"), 5); // what comes later is not seen
    Compactor.compactAlone(ResultStore.of(storage), false);
    assertThat(ResultStore.of(storage).contents().files(TrialsTable.TABLE)).hasSize(1);
    assertThat(whole.select("trial_id").distinct().count()).isEqualTo(8);
    assertThat(whole.count()).isEqualTo(8);
    assertThat(wide.collectAsList()).hasSize(8);
    assertThat(counted.first().toString()).isEqualTo("[8,8]");
    assertThat(view.first().toString()).isEqualTo("[8]");
  }

  @Test
  void aStatementWhoseTrialsAreTakenOutWhileItRunsFailsAndGivesNoSmallerTable() throws IOException {
    Storage storage = Packs.store(results.resolve("retried"), 3);
    List<Dataset<Row>> begun =
        List.of(
            begun("SELECT * FROM espalier.retried.trials"),
            begun("SELECT trial_id, step FROM espalier.retried.curves"),
            begun("SELECT count(*) FROM espalier.retried.trials"),
            begun("SELECT sum(n) FROM espalier.retried.summary"));
    StoredTrial one = ResultStore.of(storage).trials().all().iterator().next();
    Packs.forget(storage, storage, List.of(one));
    for (Dataset<Row> statement : begun) {
      assertThatThrownBy(statement::collectAsList)
          .hasMessageContaining(
              "retried: 1 trial that this statement reads was taken out or trained again while it"
                  + " ran; ask again");
    }
    assertThat(rows("SELECT count(*) FROM espalier.retried.trials")).containsExactly("[5]");
  }

  @Test
  void aStatementWhoseTrialsAreTrainedAgainWhileItRunsFailsAndMixesNoTables() throws IOException {
    Path folder = results.resolve("retried");
    Packs.storeFailed(folder, 0, 2);
    Dataset<Row> trials = begun("SELECT status FROM espalier.retried.trials");
    Dataset<Row> curves = begun("SELECT count(*) FROM espalier.retried.curves");
    Packs.forgetAll(Storage.of(folder));
    Packs.storeLong(
        folder, 0, 2, 5000); // files of the same names, of which those before were small
    for (Dataset<Row> statement : List.of(trials, curves)) {
      assertThatThrownBy(statement::collectAsList)
          .hasMessageContaining(
              "2 trials that this statement reads were taken out or trained again");
    }
    assertThat(rows("SELECT count(*) FROM espalier.retried.curves")).containsExactly("[10000]");
  }

  /** A statement that has settled which files it reads, and has read none. */
  private Dataset<Row> begun(String statement) {
    Dataset<Row> begun = spark.sql(statement);
    begun.queryExecution().executedPlan();
    return begun;
  }

  @Test
  void allTablesOfAStatementAreReadAsOfOneMoment() throws IOException {
    Storage storage = Packs.store(results.resolve("grown"), 1);
    var study = new Study("grown", ResultStore.of(storage));
    // as Spark resolves the names of a statement one after another
    List<Long> seen =
        AnalysisContext.withNewAnalysisContext(
            () -> {
              long trials = count(study, "trials");
              write(2);
              return List.of(trials, count(study, "curves"));
            });
    assertThat(seen).containsExactly(2L, 2L);
    List<Long> next = AnalysisContext.withNewAnalysisContext(() -> List.of(count(study, "curves")));
    assertThat(next).containsExactly(4L);
  }

  @Test
  void theSweepThatAStatementBeganWithIsNotAnotherWhenItRuns() throws IOException {
    var store = ResultStore.of(Packs.store(results.resolve("asked"), 4));
    List<TrialId> all = store.trials().all().stream().map(StoredTrial::id).toList();
    store.keepCells(all.subList(0, 2));
    String asked = "SELECT count(*) FROM espalier.asked.planned_trials";
    Dataset<Row> begun = spark.sql(asked);
    begun.queryExecution().executedPlan();
    store.keepCells(all.subList(2, 7));
    assertThat(begun.first().toString()).isEqualTo("[2]");
    assertThat(rows(asked)).containsExactly("[5]");
    assertThat(rows("SELECT sum(n) FROM espalier.asked.summary")).containsExactly("[5]");
    store.keepCells(all);
    assertThat(rows(asked)).containsExactly("[8]");
  }

  @Test
  void allViewsOfAStatementAreOfTheSweepThatItBeganWith() throws IOException {
    var study = new Study("small", ResultStore.open(results.resolve("small")));
    List<List<String>> seen =
        AnalysisContext.withNewAnalysisContext(
            () -> {
              List<String> before = columns(study);
              vary("training.batch = [8, 16]");
              return List.of(before, columns(study));
            });
    assertThat(seen.get(1)).isEqualTo(seen.get(0)).doesNotContain("training_batch");
    List<String> next = AnalysisContext.withNewAnalysisContext(() -> columns(study));
    assertThat(next).contains("training_batch");
  }

  /** Has the sweep vary this in place of the graph's family. */
  private void vary(String axis) {
    String sweep = SmallStore.SWEEP.replace("graph.family = [chain, star]", axis);
    try {
      Files.writeString(results.resolve("small/sweep.conf"), sweep);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> columns(Study study) {
    return Arrays.stream(study.table("summary").columns()).map(Column::name).toList();
  }

  private void write(int packs) {
    try {
      Packs.store(results.resolve("grown"), packs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long count(Study study, String table) {
    return Dataset$.MODULE$
        .ofRows(
            (org.apache.spark.sql.classic.SparkSession) SharedSpark.session(),
            DataSourceV2Relation$.MODULE$.create(
                study.table(table), Option.empty(), Option.empty()))
        .count();
  }

  @Test
  void oneResultsFolderIsTheCatalogItself() {
    spark = session(results.resolve("small"));
    assertThat(rows("SHOW NAMESPACES IN espalier")).containsExactly("[small]");
    assertThat(rows("SELECT count(*) FROM espalier.trials")).containsExactly("[12]");
    assertThat(rows("SELECT count(*) FROM espalier.small.trials")).containsExactly("[12]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE espalier.small.trials",
        "DROP NAMESPACE espalier.small CASCADE",
        "CREATE TABLE espalier.small.mine (a INT)",
        "CREATE TABLE espalier.small.mine AS SELECT 1 AS a",
        "CREATE NAMESPACE espalier.mine",
        "ALTER TABLE espalier.small.trials ADD COLUMN a INT",
        "INSERT INTO espalier.small.trials SELECT * FROM espalier.small.trials",
        "INSERT INTO espalier.small.trials VALUES (1)",
        "INSERT INTO espalier.small.summary SELECT * FROM espalier.small.summary",
        "DELETE FROM espalier.small.trials WHERE seed = 0",
        "INSERT OVERWRITE espalier.small.trials SELECT * FROM espalier.small.trials",
        "INSERT INTO espalier.small.trials PARTITION (seed = 1) SELECT 1",
        "INSERT INTO espalier.small.trials REPLACE WHERE seed = 1 SELECT 1",
        "UPDATE espalier.small.trials SET seed = 1",
        "UPDATE espalier.small.summary SET n = 1 WHERE n = 2",
        "MERGE INTO espalier.small.trials t USING espalier.small.trials s ON t.seed = s.seed WHEN"
            + " MATCHED THEN UPDATE SET seed = 1",
        "MERGE INTO espalier.small.trials t USING (SELECT 1 AS a) s ON t.seed = s.a WHEN MATCHED"
            + " THEN DELETE",
        "DELETE FROM espalier.small.trials WHERE seed IN (SELECT seed FROM espalier.small.trials)",
        "COMMENT ON TABLE espalier.small.trials IS 'mine'",
        "CREATE OR REPLACE TABLE espalier.small.trials (a INT)",
        "DELETE FROM espalier.small.trials",
        "TRUNCATE TABLE espalier.small.trials"
      })
  void whateverWouldChangeResultsIsRefusedInOneLine(String statement) throws IOException {
    List<String> before = files();
    assertThatThrownBy(() -> spark.sql(statement).collectAsList())
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("read-only")
        .hasMessageContaining("refused")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    assertThat(files()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VERSION AS OF 1",
        "VERSION AS OF 'a'",
        "TIMESTAMP AS OF '2026-01-01'",
        "FOR SYSTEM_TIME AS OF '2026-01-01'"
      })
  void aFormerVersionIsRefusedInOneLineAndNotCalledATableThatThereIsNot(String clause) {
    for (String table : List.of("trials", "summary")) {
      assertThatThrownBy(() -> spark.sql("SELECT * FROM espalier.small." + table + " " + clause))
          .isInstanceOf(AnalysisException.class)
          .hasMessageContaining("has results as they are now and no former versions")
          .hasMessageContaining(table + " in small is refused")
          .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }
    assertThatThrownBy(() -> spark.sql("SELECT * FROM espalier.small.trails " + clause))
        .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
  }

  /** Spark reads a table that is cached from the cache as long as it is said to be the same. */
  @Test
  void aTableThatIsCachedIsReadAsItIsNow() throws IOException {
    Packs.store(results.resolve("grown"), 1);
    String trials = "SELECT count(*) FROM espalier.grown.trials";
    String summary = "SELECT sum(n) FROM espalier.grown.summary";
    rows("CACHE TABLE espalier.grown.trials");
    rows("CACHE TABLE espalier.grown.summary");
    for (String cached : List.of(trials, summary)) {
      assertThat(spark.sql(cached).queryExecution().executedPlan().toString())
          .contains("In-memory table");
      assertThat(rows(cached)).containsExactly("[2]");
    }
    Packs.store(results.resolve("grown"), 2);
    assertThat(rows(trials)).containsExactly("[4]");
    assertThat(rows(summary)).containsExactly("[4]");
    rows("REFRESH TABLE espalier.grown.trials");
    Packs.store(results.resolve("grown"), 3);
    assertThat(rows(trials)).containsExactly("[6]");
    rows("UNCACHE TABLE IF EXISTS espalier.grown.trials");
    rows("UNCACHE TABLE IF EXISTS espalier.grown.summary");
  }

  @Test
  void aStatementThatIsRunLaterSeesWhatItBeganWith() throws IOException {
    Packs.store(results.resolve("grown"), 1);
    Dataset<Row> counted = spark.sql("SELECT count(*) FROM espalier.grown.trials");
    Dataset<Row> trials = spark.table("espalier.grown.trials");
    Packs.store(results.resolve("grown"), 2);
    assertThat(counted.first().toString()).isEqualTo("[2]");
    assertThat(trials.count()).isEqualTo(2);
    assertThat(trials.join(spark.table("espalier.grown.curves"), "trial_id").count()).isEqualTo(2);
  }

  @Test
  void aStudyThatHasBegunIsANamespaceOfEmptyTables() throws IOException {
    ResultStore.open(results.resolve("begun")).keepCells(List.of());
    assertThat(rows("SHOW NAMESPACES IN espalier")).contains("[begun]");
    for (String table : ResultViews.names()) {
      assertThat(rows("SELECT count(*) FROM espalier.begun." + table))
          .as(table)
          .containsExactly("[0]");
    }
  }

  /** Views are tables of the catalog; Spark answers before it asks. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP VIEW espalier.small.summary",
        "CREATE VIEW espalier.small.mine AS SELECT 1 AS a",
        "CREATE OR REPLACE VIEW espalier.small.summary AS SELECT 1 AS a"
      })
  void viewsAreNeitherMadeNorDropped(String statement) throws IOException {
    List<String> before = files();
    assertThatThrownBy(() -> spark.sql(statement).collectAsList())
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("does not support views")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    assertThat(files()).isEqualTo(before);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(results)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void whatIsNotThereIsSaidInOneLine() {
    refused(session(results.resolve("absent")), "absent: no such folder");
    refused(session(results.resolve("notes")), "notes: holds no results");
    refused(session(results.resolve("small/sweep.conf")), "sweep.conf: is a file, not a folder");
    refused(session(Path.of("")), "path is not set");
  }

  private static void refused(SparkSession spark, String message) {
    assertThatThrownBy(() -> spark.sql("SHOW NAMESPACES IN espalier").collectAsList())
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void aTableOrStudyThatIsNotThereIsNotFound() {
    for (String name : List.of("espalier.small.trails", "espalier.smal.trials")) {
      assertThatThrownBy(() -> spark.sql("SELECT * FROM " + name))
          .isInstanceOf(AnalysisException.class)
          .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
    }
  }

  @Test
  void aCorruptFileIsNamed() throws IOException {
    Path trials;
    try (Stream<Path> files = Files.list(results.resolve("small/trials"))) {
      trials = files.findFirst().orElseThrow();
    }
    Files.write(trials, new byte[100]);
    assertThatThrownBy(() -> spark.sql("SELECT * FROM espalier.small.summary"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining(trials.getFileName().toString())
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    assertThat(rows("SELECT count(*) FROM espalier.`an other-study`.trials"))
        .containsExactly("[12]");
  }

  @Test
  void resultsOfANewerFormatAreRefusedWithBothVersions() throws IOException {
    try (Stream<Path> files = Files.list(results.resolve("small/trials"))) {
      NewerPack.write(files.findFirst().orElseThrow());
    }
    assertThatThrownBy(() -> spark.sql("SELECT * FROM espalier.small.summary"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("written by Espalier " + NewerPack.VERSION + " in format 2")
        .hasMessageContaining("this is Espalier " + Provenance.here().version())
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void aPlaceThatMayNotBeReadIsSaidInOneLine() {
    SparkSession forbidden = session(Path.of("unused"));
    forbidden.conf().set("fs.forbidden.impl", ForbiddenFiles.class.getName());
    forbidden.conf().set("spark.sql.catalog.espalier.path", "forbidden://here" + results);
    refused(forbidden, "Permission denied");
  }

  /** A file system that lets nobody in. */
  public static final class ForbiddenFiles extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("forbidden://here");
    }

    @Override
    public FileStatus getFileStatus(org.apache.hadoop.fs.Path path) throws IOException {
      throw new AccessControlException("Permission denied: user=somebody, path=" + path);
    }

    @Override
    public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
      throw new AccessControlException("Permission denied: user=somebody, path=" + path);
    }
  }

  @Test
  void nothingOfTheCatalogIsSeenInTheSessionsOwnNames() {
    rows("SELECT * FROM espalier.small.summary");
    assertThat(spark.catalog().tableExists("trials")).isFalse();
    assertThat(spark.conf().get("spark.sql.caseSensitive"))
        .isEqualTo(String.format(Locale.ROOT, "%s", false));
  }
}
