package org.espalier.report;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.query.BalancedMeans;
import org.espalier.query.Mean;
import org.espalier.query.Replicates;

/**
 * A measure of some relation against an axis.
 *
 * <p>Mean and error are those of {@link Mean}, as in the views: over whatever else the sweep varies
 * each cell counts alike, and only seeds are replicates.
 *
 * @param measure column of the measure
 * @param axis path of the axis
 * @param points by value of the axis, in its order; values without a trial are left out
 */
record AxisEffect(String measure, String axis, List<Point> points) {

  /** The measure at one value of the axis. */
  record Point(String value, Interval interval) {}

  /**
   * Several measures against each of some axes. The trials are read once, however many axes there
   * are.
   *
   * @param relation SQL: the trials, with a column for each measure
   * @return for each axis, an effect for each measure
   */
  static Map<Axis, List<AxisEffect>> all(
      SparkSession spark, String relation, List<Measure> measures, List<Axis> axes) {
    List<Row> trials = trials(spark, relation, measures, AxisSets.single(axes));
    Map<Axis, List<AxisEffect>> effects = new LinkedHashMap<>();
    for (int k = 0; k < axes.size(); k++) {
      Axis axis = axes.get(k);
      String column = "a" + k;
      Map<String, List<Row>> byValue =
          trials.stream().collect(groupingBy(trial -> Fields.text(trial, column)));
      effects.put(
          axis,
          measures.stream()
              .map(m -> new AxisEffect(m.column(), axis.path(), points(byValue, m, axis)))
              .toList());
    }
    return effects;
  }

  /** In the order of their ids, so that sums are those of any other reading, bit for bit. */
  private static List<Row> trials(
      SparkSession spark, String relation, List<Measure> measures, AxisSets axes) {
    return spark
        .sql(
            String.format(
                Locale.ROOT,
                "SELECT %s AS cell, %s AS replicate, %s%s FROM %s WHERE status = 'succeeded' ORDER BY trial_id",
                BalancedMeans.cell(List.of()),
                Replicates.EXPRESSION,
                measures.stream().map(m -> "`" + m.column() + "`").collect(joining(", ")),
                axes.expressions(),
                relation))
        .collectAsList();
  }

  private static List<Point> points(Map<String, List<Row>> byValue, Measure m, Axis axis) {
    var points = new ArrayList<Point>();
    for (String value : axis.values()) {
      Mean mean =
          Mean.of(
              byValue.getOrDefault(value, List.of()).stream()
                  .map(t -> value(t, m.column()))
                  .toList());
      if (mean.n() > 0) {
        points.add(
            new Point(
                value, Interval.ofError(mean.mean(), mean.standardError(), mean.n(), m.bounds())));
      }
    }
    return points;
  }

  private static Mean.Value value(Row trial, String measure) {
    return new Mean.Value(
        Fields.whole(trial, "cell"),
        Fields.text(trial, "replicate"),
        Fields.number(trial, measure));
  }
}
