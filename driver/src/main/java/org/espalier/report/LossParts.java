package org.espalier.report;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.espalier.metric.Bounds;
import org.espalier.report.AxisEffect.Point;

/**
 * What the test loss is made of, against an axis, on the trials whose Bayes loss is known: the
 * entropy of the targets, what the Bayes predictor lacks of it, what the paper's construction lacks
 * of the Bayes predictor, what training left of the construction's loss.
 *
 * @param axis path of the axis
 * @param parts in that order; one that no trial has is left out
 */
record LossParts(String axis, List<Part> parts) {

  /** One part, in nats, by value of the axis, in its order. */
  record Part(String name, List<Point> points) {}

  private static final List<Measure> MEASURES =
      List.of(
          Measure.derived("target_entropy", "entropy", "nats", Bounds.NONE),
          Measure.derived("bayes_above_entropy", "Bayes above entropy", "nats", Bounds.NONE),
          Measure.derived("architecture_gap", "architecture gap", "nats", Bounds.NONE),
          Measure.derived("optimisation_gap", "optimisation gap", "nats", Bounds.NONE));

  private static final String RELATION =
      "(SELECT *, bayes_loss - target_entropy AS bayes_above_entropy FROM trials"
          + " WHERE architecture_gap IS NOT NULL)";

  /** Against every axis; none if no trial has them. */
  static List<LossParts> all(SparkSession spark, List<Axis> axes) {
    if (spark.sql("SELECT 1 FROM trials WHERE architecture_gap IS NOT NULL LIMIT 1").isEmpty()) {
      return List.of();
    }
    return AxisEffect.all(spark, RELATION, MEASURES, axes).entrySet().stream()
        .map(entry -> new LossParts(entry.getKey().path(), parts(entry.getValue())))
        .filter(parts -> !parts.parts().isEmpty())
        .toList();
  }

  private static List<Part> parts(List<AxisEffect> effects) {
    return IntStream.range(0, MEASURES.size())
        .filter(i -> !effects.get(i).points().isEmpty())
        .mapToObj(i -> new Part(MEASURES.get(i).label(), effects.get(i).points()))
        .toList();
  }
}
