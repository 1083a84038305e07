package org.espalier.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /** Where measures are columns of, usually. */
  private static final String TRIALS = "trials";

  /** In place of a second axis's values. */
  private static final List<String> NO_PANELS = Collections.singletonList(null);

  /** Columns of a measure: mean, standard deviation, count. */
  private static final int COLUMNS = 3;

  /** Second axes with more values than this make no panels. */
  private static final int MAX_PANELS = 12;

  /** Every measure against every axis, alone and in panels over every other one. */
  static List<AxisEffect> all(SparkSession spark, List<Axis> axes) {
    var sets = new ArrayList<List<Integer>>();
    for (int i = 0; i < axes.size(); i++) {
      sets.add(List.of(i));
      for (int j = 0; j < i; j++) {
        if (hasPanels(axes.get(i)) || hasPanels(axes.get(j))) {
          sets.add(List.of(j, i));
        }
      }
    }
    var grouping = new AxisSets(axes, sets);
    List<Row> rows = rows(spark, TRIALS, Measure.ALL, grouping);
    var effects = new ArrayList<AxisEffect>();
    for (Axis axis : axes) {
      effects.addAll(of(grouping, rows, Measure.ALL, axis, null));
      for (Axis panels : axes) {
        if (!panels.equals(axis) && hasPanels(panels)) {
          effects.addAll(of(grouping, rows, Measure.ALL, axis, panels));
        }
      }
    }
    return effects;
  }

  private static boolean hasPanels(Axis axis) {
    return axis.values().size() <= MAX_PANELS;
  }

  /** One measure against one axis. */
  static AxisEffect of(SparkSession spark, Measure measure, Axis axis, Axis panelAxis) {
    List<Measure> measures = List.of(measure);
    AxisSets grouping =
        panelAxis == null
            ? new AxisSets(List.of(axis), List.of(List.of(0)))
            : new AxisSets(List.of(axis, panelAxis), List.of(List.of(0, 1)));
    return of(grouping, rows(spark, TRIALS, measures, grouping), measures, axis, panelAxis).get(0);
  }

  /**
   * Several measures against one axis.
   *
   * @param relation SQL: the trials, with a column for each measure
   */
  static List<AxisEffect> of(
      SparkSession spark, String relation, List<Measure> measures, Axis axis) {
    var grouping = new AxisSets(List.of(axis), List.of(List.of(0)));
    return of(grouping, rows(spark, relation, measures, grouping), measures, axis, null);
  }

  /** Mean, standard deviation and count of each measure over replicates; then the axes. */
  private static List<Row> rows(
      SparkSession spark, String relation, List<Measure> measures, AxisSets grouping) {
    if (grouping.sets().isEmpty()) {
      return List.of();
    }
    var perReplicate = new StringBuilder();
    var overReplicates = new StringBuilder();
    for (int i = 0; i < measures.size(); i++) {
      perReplicate.append(
          String.format(
              Locale.ROOT, ", avg(nanvl(`%s`, null)) AS m%d", measures.get(i).column(), i));
      overReplicates.append(
          String.format(
              Locale.ROOT,
              ", avg(m%1$d) AS mean%1$d, stddev_samp(m%1$d) AS sd%1$d, count(m%1$d) AS n%1$d",
              i));
    }
    return spark
        .sql(
            String.format(
                Locale.ROOT,
                """
            SELECT %s FROM (
              SELECT r%s%s FROM (SELECT *, %s AS r%s FROM %s WHERE status = 'succeeded')
              GROUP BY %s)
            GROUP BY %s
            """,
                overReplicates.substring(2) + grouping.columns(),
                grouping.columns(),
                perReplicate,
                REPLICATE,
                grouping.expressions(),
                relation,
                grouping.groupingSets("r"),
                grouping.columns().substring(2)))
        .collectAsList();
  }

  private static List<AxisEffect> of(
      AxisSets grouping, List<Row> rows, List<Measure> measures, Axis axis, Axis panelAxis) {
    List<Axis> set = panelAxis == null ? List.of(axis) : List.of(axis, panelAxis);
    int firstAxis = COLUMNS * measures.size();
    Map<List<String>, Row> byValues = new HashMap<>();
    for (Row row : grouping.rows(rows, firstAxis, set)) {
      String panel = panelAxis == null ? null : grouping.value(row, firstAxis, panelAxis);
      byValues.put(key(panel, grouping.value(row, firstAxis, axis)), row);
    }
    return IntStream.range(0, measures.size())
        .mapToObj(
            i ->
                new AxisEffect(
                    measures.get(i).column(),
                    axis.path(),
                    panelAxis == null ? null : panelAxis.path(),
                    panels(byValues, COLUMNS * i, axis, panelAxis)))
        .toList();
  }

  private static List<Panel> panels(
      Map<List<String>, Row> byValues, int column, Axis axis, Axis panelAxis) {
    var panels = new ArrayList<Panel>();
    for (String value : panelAxis == null ? NO_PANELS : panelAxis.values()) {
      var points = new ArrayList<Point>();
      for (String x : axis.values()) {
        Row row = byValues.get(key(value, x));
        if (row != null && row.getLong(column + 2) > 0) {
          points.add(new Point(x, interval(row, column)));
        }
      }
      if (!points.isEmpty()) {
        panels.add(new Panel(value, points));
      }
    }
    return panels;
  }

  private static List<String> key(String panel, String value) {
    return Arrays.asList(panel, value);
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
