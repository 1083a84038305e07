package org.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** The curves of all trials together, then those by each axis. */
  static List<LearningCurves> all(SparkSession spark, List<Axis> axes) {
    var all = new ArrayList<LearningCurves>();
    all.add(of(spark, null));
    axes.stream().filter(a -> a.values().size() <= 12).forEach(a -> all.add(of(spark, a)));
    return all;
  }

  /** The curves by one axis, or of all trials together. */
  static LearningCurves of(SparkSession spark, Axis axis) {
    String value = axis == null ? "''" : axis.expression();
    List<Row> rows =
        spark
            .sql(
                """
                SELECT v, step, avg(test_loss), stddev_samp(test_loss), count(test_loss),
                  avg(parent_attention), stddev_samp(parent_attention), count(parent_attention),
                  avg(posterior_loss)
                FROM (SELECT %s AS v, c.step, nanvl(c.test_loss, null) AS test_loss,
                        nanvl(c.parent_attention, null) AS parent_attention, t.posterior_loss
                      FROM curves c JOIN trials t ON c.trial_id = t.id
                      WHERE t.status = 'succeeded')
                GROUP BY v, step ORDER BY v, step
                """
                    .formatted(value))
            .collectAsList();
    Map<String, List<Row>> byValue = new LinkedHashMap<>();
    (axis == null ? List.of("") : axis.values()).forEach(v -> byValue.put(v, new ArrayList<>()));
    rows.forEach(r -> byValue.get(r.getString(0)).add(r));
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
                row.getInt(1),
                row.isNullAt(2) ? null : AxisEffect.interval(row, 2),
                row.isNullAt(5) ? null : AxisEffect.interval(row, 5)));
      }
    }
    Row last = rows.get(rows.size() - 1);
    return new Curve(value, last.isNullAt(8) ? Double.NaN : last.getDouble(8), points);
  }
}
