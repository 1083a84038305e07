package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoredTrial;
import org.espalier.query.ResultViews;
import org.espalier.query.SmallStore;
import org.espalier.trial.TrialId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqlCommandTest {
  @TempDir private static Path folder;
  private static String store;

  @BeforeAll
  static void writeStore() throws IOException {
    SmallStore.write(folder.resolve("small"));
    store = folder.resolve("small").toString();
  }

  @Test
  void helpNamesEveryTableAndView() {
    String help = Run.of("sql", "--help").out();
    assertThat(ResultViews.meanings())
        .allSatisfy(relation -> assertThat(help).containsPattern("\\b" + relation.get(0) + "\\b"));
  }

  @Test
  void rowsArePrintedAsATable() {
    assertThat(
            Run.of("sql", store, "SELECT status, count(*) AS n FROM trials GROUP BY 1 ORDER BY 1"))
        .isEqualTo(
            new Run(
                0,
                """
                status      n
                ─────────  ──
                diverged    1
                failed      1
                succeeded  10
                """,
                ""));
  }

  /** Readers of CSV skip an empty line. */
  @Test
  void csvTellsARowOfOneNullFromNoRowAndNullFromAnEmptyText() {
    String one = "SELECT * FROM VALUES (1), (CAST(NULL AS INT)), (3) AS t(a)";
    assertThat(Run.of("sql", store, one, "--format", "csv").out()).isEqualTo("a\n1\n\"\"\n3\n");
    String two = "SELECT '' AS a, CAST(NULL AS STRING) AS b, 'x\ry' AS c";
    assertThat(Run.of("sql", store, two, "--format", "csv").out())
        .isEqualTo("a,b,c\n\"\",,\"x\ry\"\n");
  }

  @Test
  void aStructWithTwoFieldsOfOneNameIsRefusedAndLosesNone() {
    String statement = "SELECT array(named_struct('x', 1, 'x', 2)) AS a";
    for (String format : List.of("csv", "json", "table", "vertical")) {
      assertThat(Run.of("sql", store, statement, "--format", format))
          .isEqualTo(
              new Run(
                  2,
                  "",
                  "espalier: several fields of a are called x, of which one would be shown; give each"
                      + " a name of its own\n"));
    }
  }

  @Test
  void aStatementWithoutAnAnswerPrintsNothing() {
    String script = "CREATE OR REPLACE TEMP VIEW one AS SELECT 1 AS a; SELECT * FROM one";
    assertThat(Run.of("sql", store, script, "--format", "csv").out()).isEqualTo("a\n1\n");
    assertThat(Run.of("sql", store, script, "--format", "json").out())
        .isEqualTo("[\n{\"a\":1}\n]\n");
    assertThat(Run.of("sql", store, script).out()).isEqualTo("a\n─\n1\n");
  }

  @Test
  void csvIsQuotedWhereItMustBe() {
    Run run =
        Run.of(
            "sql",
            store,
            "SELECT model_heads, 1/3D AS x, 'a\"b' AS y FROM trials LIMIT 1",
            "--format",
            "csv");
    assertThat(run.out()).isEqualTo("model_heads,x,y\n\"[1,1]\",0.3333333333333333,\"a\"\"b\"\n");
  }

  @Test
  void jsonHasNullForWhatItCannotSay() {
    Run run =
        Run.of(
            "sql", store, "SELECT array(1.5D, double('NaN')) AS v, null AS w", "--format", "json");
    assertThat(run.out()).isEqualTo("[\n{\"v\":[1.5,null],\"w\":null}\n]\n");
  }

  @Test
  void severalStatementsOfAFileRunInTurn() throws IOException {
    Path script =
        Files.writeString(folder.resolve("q.sql"), "SELECT 1 AS a; -- one;\nSELECT ';' AS b\n");
    assertThat(Run.of("sql", store, "--file", script.toString()).out())
        .isEqualTo("a\n─\n1\nb\n─\n;\n");
  }

  @Test
  void aFileOfStatementsMayBeginWithAByteOrderMark() throws IOException {
    Path script = Files.writeString(folder.resolve("bom.sql"), "\ufeffSELECT 1 AS a");
    assertThat(Run.of("sql", store, "--file", script.toString()).out()).isEqualTo("a\n─\n1\n");
  }

  @Test
  void aFileInAnotherEncodingIsNamedWithWhatWouldDo() throws IOException {
    Path script =
        Files.write(
            folder.resolve("latin.sql"), "SELECT 'größe'".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Run.of("sql", store, "--file", script.toString()))
        .isEqualTo(
            new Run(
                2,
                "",
                "espalier: "
                    + script
                    + ": is not a text in UTF-8; `iconv -f latin1 -t utf-8` turns another encoding into it\n"));
  }

  @Test
  void statementsThatAreNowhereAreSaidToBe() throws IOException {
    assertThat(Run.of("sql", store, "--file", "nowhere.sql").err())
        .isEqualTo("espalier: nowhere.sql: no such file\n");
    assertThat(Run.of("sql", store, "--file", folder.toString()).err())
        .isEqualTo("espalier: " + folder + ": is a folder, not a file\n");
    Path empty = Files.writeString(folder.resolve("empty.sql"), "-- nothing");
    assertThat(Run.of("sql", store, "--file", empty.toString()).err())
        .startsWith("espalier: no statement to run in " + empty + ";");
  }

  /** Without a terminal, statements are read from standard input; the folder matters first. */
  @Test
  void aFolderThatIsNotThereIsNamedBeforeStatementsAreAskedFor() {
    assertThat(Run.of("sql", "nowhere"))
        .isEqualTo(new Run(2, "", "espalier: nowhere: no such folder\n"));
  }

  @Test
  void aNumberOfRowsBelowZeroIsRefused() {
    assertThat(Run.of("sql", store, "SELECT 1", "--max-rows", "-1").err())
        .startsWith("espalier: --max-rows -1 must be at least 0\n");
  }

  @Test
  void rowsCanBeLaidOnTheirSide() {
    assertThat(Run.of("sql", store, "SELECT 1 AS a, 'x' AS long", "--format", "vertical").out())
        .isEqualTo("── row 1 ──\na     1\nlong  x\n");
  }

  @Test
  void columnsWithOneValueInAllRowsCanBeToldAboveTheTable() {
    Run run =
        Run.of(
            "sql",
            store,
            "SELECT task_length, seed, graph_k FROM trials WHERE seed < 2 GROUP BY ALL ORDER BY 2",
            "--varying");
    assertThat(run.out())
        .isEqualTo(
            """
            the same in all rows: task_length = 3
            without a value in any row: 1 column
            seed
            ────
               0
               1
            """);
  }

  @Test
  void bytesArePrintedInHexadecimal() {
    assertThat(Run.of("sql", store, "SELECT X'0aFF' AS b", "--format", "csv").out())
        .isEqualTo("b\n0AFF\n");
  }

  @Test
  void aStatementThatDoesNotParseIsToldWithoutAStack() {
    Run run = Run.of("sql", store, "SELCT 1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("espalier: [PARSE_SYNTAX_ERROR] Syntax error at or near 'SELCT'")
        .doesNotContain("\tat ")
        .doesNotContain("org.apache");
  }

  @Test
  void anUnknownTableIsToldWithoutAStack() {
    Run run = Run.of("sql", store, "SELECT * FROM trails");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith(
            "espalier: [TABLE_OR_VIEW_NOT_FOUND] The table or view `trails` cannot be found.")
        .doesNotContain("\tat ");
  }

  @Test
  void anErrorWhileItRunsIsToldWithoutAStack() {
    Run run = Run.of("sql", store, "SELECT 1 / (task_vocab - 2) FROM trials");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("espalier: [DIVIDE_BY_ZERO]").doesNotContain("\tat ");
  }

  @Test
  void aCorruptFileIsNamed() throws IOException {
    Path broken = folder.resolve("broken");
    SmallStore.write(broken);
    Path bad =
        Files.writeString(
            broken.resolve(String.format(Locale.ROOT, "trials/%s.parquet", "0".repeat(24))),
            "this is not Parquet");
    Run run = Run.of("sql", broken.toString(), "SELECT sum(seed) FROM trials");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(bad.toString()).doesNotContain("\tat ");
  }

  @Test
  void aFolderThatNoRunWroteIsRefused(@TempDir Path empty) {
    assertThat(Run.of("sql", empty.toString(), "SELECT 1").err())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "espalier: %s: is not a results folder: there is no folder `trials` and no file"
                    + " `cells.csv` in it\n",
                empty));
    assertThat(Run.of("sql", "nowhere", "SELECT 1"))
        .isEqualTo(new Run(2, "", "espalier: nowhere: no such folder\n"));
  }

  /** As where a budget ended before the first trial did. */
  @Test
  void aFolderIntoWhichARunHasBegunToWriteHasEmptyTables(@TempDir Path begun) throws IOException {
    List<TrialId> planned =
        ResultStore.open(Path.of(store)).trials().all().stream().map(StoredTrial::id).toList();
    ResultStore.open(begun).keepCells(planned);
    assertThat(Run.of("sql", begun.toString(), "SELECT count(*) AS n FROM trials"))
        .isEqualTo(new Run(0, "n\n─\n0\n", ""));
    assertThat(Run.of("sql", begun.toString(), "SELECT * FROM importance").code()).isZero();
    Path file = begun.resolve("summary.csv");
    assertThat(Run.of("export", begun.toString(), "summary", file.toString()).err())
        .isEqualTo("0 rows in " + file + "\n");
    assertThat(Run.of("report", begun.toString()).code()).isZero();
    assertThat(Run.of("compact", begun.toString()).code()).isZero();
    assertThat(Run.of("compare", begun.toString(), begun.toString()).code()).isZero();
  }

  @Test
  void ofATableThatThereIsNotTheNearestNameIsNamed() {
    assertThat(Run.of("sql", store, "SELECT * FROM trals").err())
        .contains("`trals`")
        .endsWith("Did you mean trials?\n");
    assertThat(Run.of("sql", store, "SELECT * FROM elsewhere").err())
        .contains("`elsewhere`")
        .doesNotContain("Did you mean");
  }

  @Test
  void aViewIsExportedToEveryFormat() throws IOException {
    Path csv = folder.resolve("s.csv");
    assertThat(Run.of("export", store, "summary", csv.toString()).err())
        .isEqualTo("4 rows in " + csv + "\n");
    assertThat(Files.readAllLines(csv)).hasSize(5);

    Path parquet = folder.resolve("s.parquet");
    assertThat(Run.of("export", store, "SELECT trial_id FROM trials", parquet.toString()).err())
        .isEqualTo("12 rows in " + parquet + "\n");
    assertThat(Run.of("export", store, "summary", folder.resolve("s.txt").toString()).code())
        .isEqualTo(2);
  }

  @Test
  void aParquetFileIsExportedIntoAFolderWhoseNameAUriWouldEncode() throws IOException {
    Path named = Files.createDirectories(folder.resolve("half (50%) of my data"));
    Path parquet = named.resolve("t.parquet");
    assertThat(Run.of("export", store, "SELECT trial_id FROM trials", parquet.toString()).err())
        .isEqualTo("12 rows in " + parquet + "\n");
    assertThat(named.toFile().list()).containsExactly("t.parquet");
    assertThat(folder.toFile().list()).noneMatch(name -> name.contains("%20"));
  }

  @Test
  void aStatementMayStandInAFileAndBeginWithAComment() throws IOException {
    String statement = "-- which\nSELECT count(*) AS n FROM trials; -- all";
    Path file = Files.writeString(folder.resolve("how-many.sql"), statement);
    Path csv = folder.resolve("n.csv");
    assertThat(Run.of("export", store, file.toString(), csv.toString()).code()).isZero();
    assertThat(csv).hasContent("n\n12\n");
    assertThat(Run.of("sql", store, "-- which\nSELECT count(*) AS n FROM trials").out())
        .contains("12");

    Files.writeString(file, "SELECT 1; SELECT 2");
    assertThat(Run.of("export", store, file.toString(), csv.toString()))
        .isEqualTo(
            new Run(
                2,
                "",
                String.format(
                    Locale.ROOT,
                    "espalier: %s: has 2 statements; export writes the rows of one\n",
                    file)));
  }
}
