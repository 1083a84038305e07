package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A measure against an axis, in panels over a second one.
 *
 * <p>Within each replicate the measure is first averaged over whatever else the sweep varies; the
 * mean and its interval are over replicates, so that an axis of no interest does not pass for
 * uncertainty.
 *
 * @param measure column of the measure
 * @param axis path of the axis
 * @param panelAxis path of the second axis, or null for one panel
 * @param panels one for each value of the second axis
 */
record AxisEffect(String measure, String axis, String panelAxis, List<Panel> panels) {

  /**
   * One panel.
   *
   * @param value of the second axis, or null
   * @param points by value of the axis, in its order; values without a trial are left out
   */
  record Panel(String value, List<Point> points) {}

  /** The measure at one value of the axis. */
  record Point(String value, Interval interval) {}

  /** Every measure against every axis, alone and in panels over every other one. */
  static List<AxisEffect> all(SparkSession spark, List<Axis> axes) {
    var effects = new ArrayList<AxisEffect>();
    for (Measure measure : Measure.ALL) {
      for (Axis axis : axes) {
        effects.add(of(spark, measure, axis, null));
        for (Axis panels : axes) {
          if (!panels.equals(axis) && panels.values().size() <= 12) {
            effects.add(of(spark, measure, axis, panels));
          }
        }
      }
    }
    return effects;
  }

  /** One measure against one axis. */
  static AxisEffect of(SparkSession spark, Measure measure, Axis axis, Axis panelAxis) {
    String panel = panelAxis == null ? "''" : panelAxis.expression();
    List<Row> rows =
        spark
            .sql(
                """
                SELECT p, a, avg(m), stddev_samp(m), count(m) FROM (
                  SELECT %s AS p, %s AS a, %s AS r, avg(`%s`) AS m FROM trials
                  WHERE status = 'succeeded' AND `%s` IS NOT NULL AND NOT isnan(`%s`)
                  GROUP BY 1, 2, 3)
                GROUP BY p, a
                """
                    .formatted(
                        panel,
                        axis.expression(),
                        REPLICATE,
                        measure.column(),
                        measure.column(),
                        measure.column()))
            .collectAsList();
    var panels = new ArrayList<Panel>();
    for (String value : panelAxis == null ? List.of("") : panelAxis.values()) {
      var points = new ArrayList<Point>();
      for (String x : axis.values()) {
        for (Row row : rows) {
          if (row.getString(0).equals(value) && row.getString(1).equals(x)) {
            points.add(new Point(x, interval(row, 2)));
          }
        }
      }
      if (!points.isEmpty()) {
        panels.add(new Panel(panelAxis == null ? null : value, points));
      }
    }
    return new AxisEffect(
        measure.column(), axis.path(), panelAxis == null ? null : panelAxis.path(), panels);
  }

  /** What tells two replicates of one cell apart: the seed, and which graph of a list. */
  static final String REPLICATE =
      "concat_ws('/', seed, array_join(transform(graph_parents, x -> cast(x AS STRING)), ','))";

  /** The interval from three neighbouring columns: mean, standard deviation, count. */
  static Interval interval(Row row, int column) {
    return Interval.of(
        row.getDouble(column),
        row.isNullAt(column + 1) ? null : row.getDouble(column + 1),
        row.getLong(column + 2));
  }
}
