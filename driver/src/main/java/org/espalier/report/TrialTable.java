package org.espalier.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.query.Replicates;

/**
 * The trials one by one: id, status, seeds, the value on each axis, the measures that most ask for.
 *
 * @param columns headings
 * @param rows cells as text or number, in the order of the headings; null where there is none
 * @param isExact for each column, whether values that the page shows alike are alike: only then can
 *     it say that rows have one value
 * @param places for each of them, the index of its row in the {@link SeedRows}
 * @param trials how many there are in all; {@code rows} holds the first of them
 */
record TrialTable(
    List<String> columns,
    List<List<Object>> rows,
    List<Boolean> isExact,
    List<Integer> places,
    long trials) {

  /** A page with more rows opens slowly; SQL is the tool for them. */
  private static final int MAX_ROWS = 2000;

  /**
   * The first of them.
   *
   * @param grouping how rows are told apart, and {@code places} where each one is
   */
  static TrialTable of(
      SparkSession spark,
      List<Axis> axes,
      SeedRows.Grouping grouping,
      Map<List<String>, Integer> places) {
    var columns = new ArrayList<>(List.of("trial", "status", "seed"));
    axes.forEach(a -> columns.add(a.label()));
    Measure.COMPARED.forEach(m -> columns.add(m.label()));
    columns.add("seconds");
    String values = axes.stream().map(a -> ", " + a.expression()).collect(joining());
    String measures =
        Measure.COMPARED.stream()
            .map(m -> ", nanvl(`" + m.column() + "`, null)")
            .collect(joining());
    List<Row> rows =
        spark
            .sql(
                String.format(
                    Locale.ROOT,
                    "SELECT trial_id, status, %s AS name%s%s, seconds, %s FROM trials ORDER BY trial_id LIMIT %d",
                    Replicates.NAME,
                    values,
                    measures,
                    grouping.columns(),
                    MAX_ROWS))
            .collectAsList();
    List<List<Object>> cells = rows.stream().map(row -> cells(row, columns.size(), axes)).toList();
    return new TrialTable(
        columns,
        cells,
        IntStream.range(0, columns.size()).mapToObj(i -> isExact(cells, i)).toList(),
        rows.stream().map(row -> places.get(grouping.key(row))).toList(),
        spark.table("trials").count());
  }

  private static boolean isExact(List<List<Object>> rows, int column) {
    Set<Object> values = new HashSet<>();
    rows.forEach(row -> values.add(row.get(column)));
    long shown =
        values.stream().map(v -> v instanceof Double number ? shown(number) : v).distinct().count();
    return shown == values.size();
  }

  private static Object shown(double number) {
    return Double.isFinite(number) ? ReportPage.rounded(number) : number;
  }

  private static List<Object> cells(Row row, int count, List<Axis> axes) {
    var cells = new ArrayList<Object>();
    for (int i = 0; i < count; i++) {
      int axis = i - 3;
      cells.add(
          axis >= 0 && axis < axes.size()
              ? axes.get(axis).names().get(axes.get(axis).values().indexOf(row.getString(i)))
              : row.get(i));
    }
    return cells;
  }
}
