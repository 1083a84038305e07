package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A measure over the plane of two axes of numbers: the mean of all trials at each pair of values.
 *
 * @param measure column of the measure
 * @param x path of the horizontal axis
 * @param y path of the vertical axis
 * @param cells those pairs of values that have a trial
 */
record PhaseDiagram(String measure, String x, String y, List<Cell> cells) {

  /** One pair of values, the mean there and the number of trials behind it. */
  record Cell(String x, String y, double mean, long n) {}

  /** Every measure over every pair of axes of numbers. */
  static List<PhaseDiagram> all(SparkSession spark, List<Axis> axes) {
    List<Axis> numeric = axes.stream().filter(Axis::numeric).toList();
    var diagrams = new ArrayList<PhaseDiagram>();
    for (int i = 0; i < numeric.size(); i++) {
      for (int j = i + 1; j < numeric.size(); j++) {
        diagrams.addAll(of(spark, Measure.ALL, numeric.get(i), numeric.get(j)));
      }
    }
    return diagrams;
  }

  /** One measure over one pair of axes. */
  static PhaseDiagram of(SparkSession spark, Measure measure, Axis x, Axis y) {
    return of(spark, List.of(measure), x, y).get(0);
  }

  /** Several measures over one pair of axes, which are asked for together. */
  private static List<PhaseDiagram> of(SparkSession spark, List<Measure> measures, Axis x, Axis y) {
    String means =
        measures.stream()
            .map(
                m ->
                    String.format(
                        Locale.ROOT,
                        ", avg(nanvl(`%1$s`, null)), count(nanvl(`%1$s`, null))",
                        m.column()))
            .collect(Collectors.joining());
    List<Row> rows =
        spark
            .sql(
                String.format(
                    Locale.ROOT,
                    "SELECT %s AS x, %s AS y%s FROM trials WHERE status = 'succeeded' GROUP BY 1, 2 ORDER BY 1, 2",
                    x.expression(),
                    y.expression(),
                    means))
            .collectAsList();
    return IntStream.range(0, measures.size())
        .mapToObj(
            i ->
                new PhaseDiagram(
                    measures.get(i).column(), x.path(), y.path(), cells(rows, 2 + 2 * i)))
        .toList();
  }

  private static List<Cell> cells(List<Row> rows, int column) {
    return rows.stream()
        .filter(r -> r.getLong(column + 1) > 0)
        .map(
            r ->
                new Cell(
                    r.getString(0), r.getString(1), r.getDouble(column), r.getLong(column + 1)))
        .toList();
  }
}
