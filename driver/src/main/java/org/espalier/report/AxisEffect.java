package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
    for (Axis axis : axes) {
      effects.addAll(of(spark, Measure.ALL, axis, null));
      for (Axis panels : axes) {
        if (!panels.equals(axis) && panels.values().size() <= 12) {
          effects.addAll(of(spark, Measure.ALL, axis, panels));
        }
      }
    }
    return effects;
  }

  /** One measure against one axis. */
  static AxisEffect of(SparkSession spark, Measure measure, Axis axis, Axis panelAxis) {
    return of(spark, List.of(measure), axis, panelAxis).get(0);
  }

  /** Several measures against one axis, which are asked for together. */
  private static List<AxisEffect> of(
      SparkSession spark, List<Measure> measures, Axis axis, Axis panelAxis) {
    var perReplicate = new StringBuilder();
    var overReplicates = new StringBuilder();
    for (int i = 0; i < measures.size(); i++) {
      perReplicate.append(", avg(nanvl(`%s`, null)) AS m%d".formatted(measures.get(i).column(), i));
      overReplicates.append(", avg(m%1$d), stddev_samp(m%1$d), count(m%1$d)".formatted(i));
    }
    List<Row> rows =
        spark
            .sql(
                """
                SELECT p, a%s FROM (
                  SELECT %s AS p, %s AS a, %s AS r%s FROM trials
                  WHERE status = 'succeeded' GROUP BY 1, 2, 3)
                GROUP BY p, a
                """
                    .formatted(
                        overReplicates,
                        panelAxis == null ? "''" : panelAxis.expression(),
                        axis.expression(),
                        REPLICATE,
                        perReplicate))
            .collectAsList();
    return IntStream.range(0, measures.size())
        .mapToObj(
            i ->
                new AxisEffect(
                    measures.get(i).column(),
                    axis.path(),
                    panelAxis == null ? null : panelAxis.path(),
                    panels(rows, 2 + 3 * i, axis, panelAxis)))
        .toList();
  }

  private static List<Panel> panels(List<Row> rows, int column, Axis axis, Axis panelAxis) {
    var panels = new ArrayList<Panel>();
    for (String value : panelAxis == null ? List.of("") : panelAxis.values()) {
      var points = new ArrayList<Point>();
      for (String x : axis.values()) {
        for (Row row : rows) {
          boolean hasMeasure = row.getLong(column + 2) > 0;
          if (hasMeasure && row.getString(0).equals(value) && row.getString(1).equals(x)) {
            points.add(new Point(x, interval(row, column)));
          }
        }
      }
      if (!points.isEmpty()) {
        panels.add(new Panel(panelAxis == null ? null : value, points));
      }
    }
    return panels;
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
