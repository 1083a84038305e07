package org.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Learning curves: at each step the mean over all trials with one value of an axis, its interval,
 * and the loss that the transition posterior reaches on the same sequences.
 *
 * @param axis path of the axis that tells the curves apart, or null for one curve of all trials
 * @param curves one for each value
 */
record LearningCurves(String axis, List<Curve> curves) {

  /** More rows than this of one curve are thinned, by leaving out steps, to about as many. */
  private static final int MAX_POINTS = 200;

  /**
   * One curve.
   *
   * @param value of the axis, or null
   * @param posteriorLoss mean loss of the transition posterior, in nats
   * @param points by step
   */
  record Curve(String value, double posteriorLoss, List<Point> points) {}

  /** One step of a curve. */
  record Point(int step, Interval testLoss, Interval parentAttention) {}

  // columns of the result
  private static final int STEP = 0;
  private static final int TEST_LOSS = 1;
  private static final int PARENT_ATTENTION = 4;
  private static final int POSTERIOR_LOSS = 7;
  private static final int FIRST_AXIS = 8;

  /** Axes with more values than this have no curves of their own. */
  private static final int MAX_CURVES = 12;

  /** The curves of all trials together, then those by each axis. */
  static List<LearningCurves> all(SparkSession spark, List<Axis> axes) {
    AxisSets grouping =
        AxisSets.single(axes.stream().filter(a -> a.values().size() <= MAX_CURVES).toList());
    List<Row> rows = rows(spark, grouping);
    var all = new ArrayList<LearningCurves>();
    all.add(of(grouping, rows, null));
    grouping.axes().forEach(axis -> all.add(of(grouping, rows, axis)));
    return all;
  }

  /** The curves by one axis. */
  static LearningCurves of(SparkSession spark, Axis axis) {
    AxisSets grouping = AxisSets.single(List.of(axis));
    return of(grouping, rows(spark, grouping), axis);
  }

  private static List<Row> rows(SparkSession spark, AxisSets grouping) {
    return spark
        .sql(
            String.format(
                Locale.ROOT,
                """
            SELECT step, avg(test_loss), stddev_samp(test_loss), count(test_loss),
              avg(parent_attention), stddev_samp(parent_attention), count(parent_attention),
              avg(posterior_loss)%s
            FROM (SELECT c.step, nanvl(c.test_loss, null) AS test_loss,
                    nanvl(c.parent_attention, null) AS parent_attention, t.posterior_loss%s
                  FROM curves c JOIN trials t ON c.trial_id = t.trial_id
                  WHERE t.status = 'succeeded')
            GROUP BY %s ORDER BY step
            """,
                grouping.columns(),
                grouping.expressions(),
                grouping.groupingSets("step")))
        .collectAsList();
  }

  private static LearningCurves of(AxisSets grouping, List<Row> rows, Axis axis) {
    List<Axis> set = axis == null ? List.of() : List.of(axis);
    Map<String, List<Row>> byValue = new LinkedHashMap<>();
    (axis == null ? List.of("") : axis.values()).forEach(v -> byValue.put(v, new ArrayList<>()));
    for (Row row : grouping.rows(rows, FIRST_AXIS, set)) {
      byValue.get(axis == null ? "" : grouping.value(row, FIRST_AXIS, axis)).add(row);
    }
    var curves = new ArrayList<Curve>();
    byValue.forEach(
        (v, steps) -> {
          if (!steps.isEmpty()) {
            curves.add(curve(axis == null ? null : v, steps));
          }
        });
    return new LearningCurves(axis == null ? null : axis.path(), curves);
  }

  private static Curve curve(String value, List<Row> rows) {
    int stride = (rows.size() + MAX_POINTS - 1) / MAX_POINTS;
    var points = new ArrayList<Point>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (i % stride == 0 || i == rows.size() - 1) {
        points.add(
            new Point(
                row.getInt(STEP),
                row.isNullAt(TEST_LOSS) ? null : AxisEffect.interval(row, TEST_LOSS),
                row.isNullAt(PARENT_ATTENTION)
                    ? null
                    : AxisEffect.interval(row, PARENT_ATTENTION)));
      }
    }
    Row last = rows.get(rows.size() - 1);
    return new Curve(
        value, last.isNullAt(POSTERIOR_LOSS) ? Double.NaN : last.getDouble(POSTERIOR_LOSS), points);
  }
}
