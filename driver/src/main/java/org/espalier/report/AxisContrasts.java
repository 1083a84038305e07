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
 * @param lines the pairs of values, in their order; levels are indices of the axis's values
 */
record AxisContrasts(String measure, String axis, List<Contrast> lines) {

  /** Of what results are compared by, and of each axis that tells rows apart. */
  static List<AxisContrasts> all(SeedRows rows, List<Axis> axes) {
    return Measure.COMPARED.stream()
        .filter(measure -> rows.measures().containsKey(measure.column()))
        .flatMap(measure -> of(rows, axes, measure))
        .toList();
  }

  private static Stream<AxisContrasts> of(SeedRows rows, List<Axis> axes, Measure measure) {
    Bounds bounds = measure.bounds().ofDifferences();
    List<Contrast> all = Contrast.all(rows.observations(axes, measure.column()), bounds);
    return rows.axes().stream()
        .map(
            axis ->
                new AxisContrasts(
                    measure.column(),
                    axis,
                    all.stream().filter(contrast -> contrast.axis().equals(axis)).toList()))
        .filter(Predicate.not(contrasts -> contrasts.lines().isEmpty()));
  }
}
