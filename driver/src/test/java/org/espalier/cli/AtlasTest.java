package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.espalier.Documents;
import org.espalier.sweep.Sweep;
import org.espalier.sweep.SweepReader;
import org.espalier.trial.TrialSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documents say of the atlas is what was measured: every number is followed by a comment
 * {@code <!-- statement.column -->}, which names a statement of the page and the column of its
 * first row that the number is; a column named {@code holds}, or that begins so, is true. {@code
 * -Dreference.update=true} writes numbers and tables anew.
 */
final class AtlasTest {
  private static final Path DATA = Documents.ROOT.resolve("sweeps/atlas");
  private static final Path PAGE = Documents.PAGES.resolve("atlas.md");
  private static final Path README = Documents.ROOT.resolve("README.md");
  private static final Pattern STATEMENT =
      Pattern.compile("(?m)^<!-- atlas: ([a-z0-9-]+) -->\n```sql\n([\\s\\S]*?)^```$");
  private static final Pattern NUMBER =
      Pattern.compile("([^\\s*(|\\[]+)<!-- ([a-z0-9-]+)\\.([a-z0-9_]+) -->");
  private static final Pattern TABLE =
      Pattern.compile("(?m)^<!-- generated:atlas-([a-z0-9-]+) -->\n([\\s\\S]*?)^<!-- end:");

  private static Connection duck;
  private static Map<String, List<Map<String, Object>>> answers;

  @BeforeAll
  static void askEveryStatement() throws IOException, SQLException {
    duck = DriverManager.getConnection("jdbc:duckdb:");
    view("atlas", "summary.parquet");
    view("contrasts", "contrasts.csv");
    view("importance", "importance.csv");
    answers = new LinkedHashMap<>();
    for (MatchResult statement : STATEMENT.matcher(Files.readString(PAGE)).results().toList()) {
      answers.put(statement.group(1), rows(statement.group(2)));
    }
  }

  @AfterAll
  static void close() throws SQLException {
    duck.close();
  }

  static List<Path> documents() {
    return List.of(PAGE, README);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyNumberIsWhatItsStatementAnswers(Path document) throws IOException {
    String text = Files.readString(document);
    String right = NUMBER.matcher(text).replaceAll(n -> Matcher.quoteReplacement(number(n)));
    if (Boolean.getBoolean("reference.update")) {
      Files.writeString(document, right);
    } else {
      assertThat(text).isEqualTo(right);
    }
    assertThat(NUMBER.matcher(text).results()).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void everyTableIsWhatItsStatementAnswers() throws IOException {
    String text = Files.readString(PAGE);
    var right = new StringBuilder();
    int from = 0;
    for (MatchResult table : TABLE.matcher(text).results().toList()) {
      right.append(text, from, table.start(2)).append(table(answer(table.group(1))));
      from = table.end(2);
    }
    right.append(text.substring(from));
    if (Boolean.getBoolean("reference.update")) {
      Files.writeString(PAGE, right.toString());
    } else {
      assertThat(text).isEqualTo(right.toString());
    }
  }

  @Test
  void everyComparisonHolds() {
    answers.forEach(
        (statement, rows) ->
            rows.forEach(
                row ->
                    row.forEach(
                        (column, value) -> {
                          if (column.startsWith("holds")) {
                            assertThat(value).as("%s.%s", statement, column).isEqualTo(true);
                          }
                        })));
  }

  @Test
  void theCsvHoldsWhatTheParquetFileHolds() throws SQLException {
    String csv =
        String.format(
            Locale.ROOT, "SELECT * FROM read_csv('%s/summary.csv', all_varchar=true)", DATA);
    List<Map<String, Object>> texts = rows(csv);
    List<Map<String, Object>> values = rows("SELECT * FROM atlas");
    assertThat(texts).hasSameSizeAs(values);
    for (int r = 0; r < values.size(); r++) {
      assertThat(texts.get(r).keySet()).isEqualTo(values.get(r).keySet());
      for (Map.Entry<String, Object> value : values.get(r).entrySet()) {
        Object text = texts.get(r).get(value.getKey());
        if (value.getValue() instanceof Double real) {
          assertThat(Double.valueOf((String) text)).as(value.getKey()).isEqualTo(real);
        } else {
          assertThat(text == null ? "" : text)
              .as(value.getKey())
              .isEqualTo(String.valueOf(Objects.requireNonNullElse(value.getValue(), "")));
        }
      }
    }
  }

  @Test
  void everyCellOfTheSweepHasItsRow() throws SQLException {
    Sweep sweep = SweepReader.read(Documents.ROOT.resolve("sweeps/atlas.conf"), List.of());
    long cells = sweep.trials().stream().map(TrialSpec::cell).distinct().count();
    assertThat(rows("SELECT count(*) AS cells FROM atlas").get(0)).containsEntry("cells", cells);
  }

  @Test
  void theQuantilesOfTheIntervalsAreStudents() throws IOException {
    List<MatchResult> written =
        Pattern.compile("\\((\\d+), (\\d+\\.\\d+)\\)")
            .matcher(Files.readString(DATA.resolve("summary.sql")))
            .results()
            .toList();
    assertThat(written).hasSize(39);
    for (MatchResult quantile : written) {
      var student = new TDistribution(null, Integer.parseInt(quantile.group(1)));
      assertThat(new BigDecimal(quantile.group(2)))
          .isEqualTo(
              BigDecimal.valueOf(student.inverseCumulativeProbability(.975))
                  .setScale(6, RoundingMode.HALF_UP));
    }
  }

  private static void view(String name, String file) throws SQLException {
    try (Statement statement = duck.createStatement()) {
      statement.execute(
          String.format(Locale.ROOT, "CREATE VIEW %s AS SELECT * FROM '%s/%s'", name, DATA, file));
    }
  }

  private static List<Map<String, Object>> rows(String text) throws SQLException {
    var rows = new ArrayList<Map<String, Object>>();
    try (Statement statement = duck.createStatement();
        ResultSet found = statement.executeQuery(text)) {
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        var row = new LinkedHashMap<String, Object>();
        for (int column = 1; column <= columns; column++) {
          row.put(found.getMetaData().getColumnLabel(column), found.getObject(column));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<Map<String, Object>> answer(String statement) {
    assertThat(answers).as("statements of %s", PAGE).containsKey(statement);
    assertThat(answers.get(statement)).as("rows of %s", statement).isNotEmpty();
    return answers.get(statement);
  }

  private static String number(MatchResult number) {
    Map<String, Object> first = answer(number.group(2)).get(0);
    assertThat(first).as("columns of %s", number.group(2)).containsKey(number.group(3));
    return String.format(
        Locale.ROOT,
        "%s<!-- %s.%s -->",
        written(number.group(1), first.get(number.group(3))),
        number.group(2),
        number.group(3));
  }

  /** A value with as many decimals, and with or without a zero before the point, as a text has. */
  private static String written(String like, Object value) {
    if (!(value instanceof Number number)) {
      return String.valueOf(value);
    }
    int point = like.indexOf('.');
    int decimals = point < 0 ? 0 : like.length() - point - 1;
    BigDecimal rounded = new BigDecimal(number.toString()).setScale(decimals, RoundingMode.HALF_UP);
    String text =
        like.contains(",")
            ? String.format(Locale.ROOT, "%,d", rounded.toBigIntegerExact())
            : rounded.toPlainString();
    return like.matches("-?\\..*") ? text.replaceFirst("^(-?)0\\.", "$1.") : text;
  }

  private static String table(List<Map<String, Object>> rows) {
    List<String> columns =
        rows.get(0).keySet().stream().filter(column -> !column.startsWith("holds")).toList();
    var text = new StringBuilder();
    text.append(line(columns));
    text.append(line(IntStream.range(0, columns.size()).mapToObj(c -> "---").toList()));
    rows.forEach(row -> text.append(line(columns.stream().map(c -> cell(row.get(c))).toList())));
    return text.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String cell(Object value) {
    return value instanceof Double || value instanceof BigDecimal
        ? new BigDecimal(value.toString()).setScale(3, RoundingMode.HALF_UP).toPlainString()
        : value == null ? "" : String.valueOf(value);
  }
}
