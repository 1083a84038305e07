package org.espalier.query;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.Seeds;
import org.espalier.execution.SharedSpark;
import org.espalier.setting.Setting;
import org.espalier.trial.Metric;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialMetrics;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The SQL against {@link Mean}, which adds up one value after another, in groups of unequal cells.
 */
final class BalancedMeansTest {
  private static final int GROUPS = 12;

  /** The values of each group. */
  private static final List<List<Mean.Value>> VALUES = new ArrayList<>();

  /** SQL: all of them, and a trial of each cell that failed. */
  private static String trials;

  @BeforeAll
  static void drawValues() {
    var random = new Random(Seeds.of(BalancedMeansTest.class));
    var rows = new ArrayList<String>();
    for (int group = 0; group < GROUPS; group++) {
      var own = new ArrayList<Mean.Value>();
      int cells = 1 + random.nextInt(4);
      for (int cell = 0; cell < cells; cell++) {
        int most = 1 + random.nextInt(5);
        for (int seed = 0; seed < most; seed++) {
          boolean isMissing = random.nextInt(5) == 0;
          double y = random.nextInt(1000) / 64.0;
          own.add(new Mean.Value(cell, seed, isMissing ? Double.NaN : y));
          String written = isMissing ? (random.nextBoolean() ? "NULL" : "double('NaN')") : y + "D";
          rows.add(
              String.format(
                  Locale.ROOT, "('succeeded', %d, %d, %d, %s)", group, cell, seed, written));
        }
        rows.add(String.format(Locale.ROOT, "('failed', %d, %d, 9, 1e9D)", group, cell));
      }
      VALUES.add(own);
    }
    trials = "(SELECT * FROM VALUES " + String.join(", ", rows) + " AS t(status, g, c, r, y))";
  }

  @Test
  void unequalCellsGiveTheMeanAndTheErrorOfTheirValues() {
    var means = new BalancedMeans(trials, List.of(new BalancedMeans.Group("of", "g")), "c", "r");
    List<Row> rows = SharedSpark.session().sql(means.statement(List.of("y"))).collectAsList();
    assertThat(rows).hasSize(GROUPS);
    for (Row row : rows) {
      int group = row.getAs("of");
      Mean expected = Mean.of(VALUES.get(group));
      assertThat(row.<Long>getAs("least y")).as("group " + group).isEqualTo(expected.least());
      assertMean(row, "mean y", "error y", expected);
    }
  }

  /** A group is a vocabulary, a cell a length. */
  @Test
  void theViewsByAxisGiveTheSame() {
    SparkSession session = SharedSpark.session().newSession();
    Map<String, String> known = Map.of("task_vocab", "g", "task_length", "c", "seed", "r");
    String settings =
        SpecKeys.ALL.stream()
            .map(Setting::column)
            .map(name -> known.getOrDefault(name, "NULL") + " AS " + name)
            .collect(joining(", "));
    String metrics =
        TrialMetrics.ALL.stream()
            .map(Metric::name)
            .map(name -> (name.equals("edge_accuracy") ? "y AS " : "double(NULL) AS ") + name)
            .collect(joining(", "));
    session
        .sql(
            String.format(
                Locale.ROOT,
                "SELECT 'drawn' AS sweep, status, %s, %s FROM %s",
                settings,
                metrics,
                trials))
        .createOrReplaceTempView(ResultViews.PLANNED);
    List<String> varied = List.of("task.vocab");
    CellColumns cell = CellColumns.of(varied);
    new AxisViews(View.Column.of("sweep", "Its name."), cell.axes(varied))
        .recovery()
        .register(session);
    List<Row> rows = session.sql("SELECT * FROM recovery_by_axis").collectAsList();
    assertThat(rows).hasSize(GROUPS);
    for (Row row : rows) {
      Mean expected = Mean.of(VALUES.get(Integer.parseInt(row.getAs("value"))));
      assertMean(row, "edge_accuracy_mean", "edge_accuracy_se", expected);
    }
  }

  private static void assertMean(Row row, String mean, String error, Mean expected) {
    String name = row.toString();
    assertThat(row.isNullAt(row.fieldIndex(mean))).as(name).isEqualTo(expected.n() == 0);
    assertThat(row.isNullAt(row.fieldIndex(error)))
        .as(name)
        .isEqualTo(Double.isNaN(expected.standardError()));
    if (expected.n() > 0) {
      assertThat(row.<Double>getAs(mean)).as(name).isCloseTo(expected.mean(), within(1e-9));
    }
    if (!Double.isNaN(expected.standardError())) {
      assertThat(row.<Double>getAs(error))
          .as(name)
          .isCloseTo(expected.standardError(), within(1e-9));
    }
  }
}
