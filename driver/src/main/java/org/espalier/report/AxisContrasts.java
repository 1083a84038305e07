package org.espalier.report;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.espalier.metric.Bounds;
import org.espalier.study.Contrast;

/**
 * What difference the values of an axis make to a measure, by the rows of the page: each value
 * against each other one.
 *
 * @param measure column of the measure
 * @param axis path of the axis
 * @param lines the pairs of values, in their order
 */
record AxisContrasts(String measure, String axis, List<Line> lines) {

  /**
   * One difference: measure at the second value minus that at the first. {@link Contrast} says how
   * it is estimated.
   *
   * @param first index of a value of the axis
   * @param second index of a later value
   * @param n number of replicates that have a pair
   * @param pairs number of pairs over all settings of the other axes
   * @param low lower end of its 95 % interval; NaN where a setting has one pair only
   * @param high upper end of that interval
   * @param p two-sided, by flipping the signs of replicates
   * @param adjusted that p after Holm's adjustment over the lines
   */
  record Line(
      int first,
      int second,
      int n,
      int pairs,
      double difference,
      double low,
      double high,
      double p,
      double adjusted) {}

  /** Of what results are compared by, and of each axis that tells rows apart. */
  static List<AxisContrasts> all(SeedRows rows, List<Axis> axes) {
    return Measure.COMPARED.stream()
        .filter(measure -> rows.measures().containsKey(measure.column()))
        .flatMap(measure -> of(rows, axes, measure))
        .toList();
  }

  private static Stream<AxisContrasts> of(SeedRows rows, List<Axis> axes, Measure measure) {
    Bounds bounds = measure.bounds().ofDifferences();
    List<Contrast> all = Contrast.all(rows.observations(axes, measure.column()));
    return rows.axes().stream()
        .map(
            axis ->
                new AxisContrasts(
                    measure.column(),
                    axis,
                    all.stream()
                        .filter(contrast -> contrast.axis().equals(axis))
                        .map(contrast -> line(contrast, bounds))
                        .toList()))
        .filter(Predicate.not(contrasts -> contrasts.lines().isEmpty()));
  }

  private static Line line(Contrast contrast, Bounds bounds) {
    return new Line(
        contrast.first(),
        contrast.second(),
        contrast.n(),
        contrast.pairs(),
        contrast.difference(),
        bounds.clip(contrast.low()),
        bounds.clip(contrast.high()),
        contrast.p(),
        contrast.adjusted());
  }
}
