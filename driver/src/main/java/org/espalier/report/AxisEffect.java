package org.espalier.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.query.BalancedMeans;

/**
 * A measure of some relation against an axis.
 *
 * <p>Mean and error are those of {@link org.espalier.query.Mean}, as in the views: over whatever
 * else the sweep varies each cell counts alike, and only seeds are replicates.
 *
 * @param measure column of the measure
 * @param axis path of the axis
 * @param points by value of the axis, in its order; values without a trial are left out
 */
record AxisEffect(String measure, String axis, List<Point> points) {

  /** The measure at one value of the axis. */
  record Point(String value, Interval interval) {}

  /**
   * Several measures against one axis.
   *
   * @param relation SQL: the trials, with a column for each measure
   */
  static List<AxisEffect> of(
      SparkSession spark, String relation, List<Measure> measures, Axis axis) {
    Map<String, Row> byValue = new HashMap<>();
    rows(spark, relation, measures, axis).forEach(r -> byValue.put(Fields.text(r, "value"), r));
    return measures.stream()
        .map(m -> new AxisEffect(m.column(), axis.path(), points(byValue, m, axis)))
        .toList();
  }

  private static List<Row> rows(
      SparkSession spark, String relation, List<Measure> measures, Axis axis) {
    var value = new BalancedMeans.Group("value", axis.expression());
    return spark
        .sql(
            BalancedMeans.overSeeds(relation, value)
                .statement(measures.stream().map(Measure::column).toList()))
        .collectAsList();
  }

  private static List<Point> points(Map<String, Row> byValue, Measure m, Axis axis) {
    var points = new ArrayList<Point>();
    for (String value : axis.values()) {
      Row row = byValue.get(value);
      long n = row == null ? 0 : Fields.whole(row, "n " + m.column());
      if (n > 0) {
        double mean = Fields.number(row, "mean " + m.column());
        double error = Fields.number(row, "error " + m.column());
        points.add(new Point(value, Interval.ofError(mean, error, n, m.bounds())));
      }
    }
    return points;
  }
}
