package org.espalier.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.query.Replicates;

/**
 * A measure of some relation against an axis.
 *
 * <p>Within each replicate the measure is first averaged over whatever else the sweep varies; the
 * mean and its interval are over replicates, so that other settings do not pass for uncertainty.
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
    var perReplicate = new StringBuilder();
    var overReplicates = new StringBuilder();
    for (Measure m : measures) {
      perReplicate.append(
          String.format(Locale.ROOT, ", avg(nanvl(`%1$s`, null)) AS `%1$s`", m.column()));
      overReplicates.append(
          String.format(
              Locale.ROOT,
              ", avg(`%1$s`) AS `mean %1$s`, stddev_samp(`%1$s`) AS `sd %1$s`, count(`%1$s`) AS `n %1$s`",
              m.column()));
    }
    return spark
        .sql(
            String.format(
                Locale.ROOT,
                """
                SELECT value%s FROM (
                  SELECT value, replicate%s
                  FROM (SELECT *, %s AS replicate, %s AS value FROM %s WHERE status = 'succeeded')
                  GROUP BY value, replicate)
                GROUP BY value
                """,
                overReplicates,
                perReplicate,
                Replicates.EXPRESSION,
                axis.expression(),
                relation))
        .collectAsList();
  }

  private static List<Point> points(Map<String, Row> byValue, Measure m, Axis axis) {
    var points = new ArrayList<Point>();
    for (String value : axis.values()) {
      Row row = byValue.get(value);
      long n = row == null ? 0 : Fields.whole(row, "n " + m.column());
      if (n > 0) {
        double mean = Fields.number(row, "mean " + m.column());
        double sd = Fields.number(row, "sd " + m.column());
        points.add(new Point(value, Interval.of(mean, sd, n, m.bounds())));
      }
    }
    return points;
  }
}
