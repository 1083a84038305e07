package org.espalier.report;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.espalier.metric.Bounds;
import org.espalier.query.RivalColumns;
import org.espalier.report.AxisEffect.Point;

/**
 * Edge accuracy of attention, of its rivals and of a uniform guess against an axis, on the trials
 * that have rivals.
 *
 * @param axis path of the axis
 * @param lines attention first, chance last; those without a trial are left out
 */
record RivalEffect(String axis, List<Line> lines) {

  /** One line, by value of the axis, in its order. */
  record Line(String name, List<Point> points) {}

  /** Against every axis; none if no trial has rivals. */
  static List<RivalEffect> all(SparkSession spark, List<Axis> axes) {
    List<Measure> measures =
        RivalColumns.ALL.stream()
            .map(c -> Measure.derived(c.name(), c.label(), "", Bounds.UNIT))
            .toList();
    String relation = RivalColumns.relation("trials");
    return AxisEffect.all(spark, relation, measures, axes).entrySet().stream()
        .map(
            entry ->
                new RivalEffect(
                    entry.getKey().path(),
                    entry.getValue().stream()
                        .filter(effect -> !effect.points().isEmpty())
                        .map(effect -> new Line(label(effect), effect.points()))
                        .toList()))
        .filter(effect -> !effect.lines().isEmpty())
        .toList();
  }

  private static String label(AxisEffect effect) {
    return RivalColumns.ALL.stream()
        .filter(c -> c.name().equals(effect.measure()))
        .findFirst()
        .orElseThrow()
        .label();
  }
}
