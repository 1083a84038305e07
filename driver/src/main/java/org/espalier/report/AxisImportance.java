package org.espalier.report;

import java.util.List;
import org.espalier.study.Importance;
import org.espalier.study.Observations;

/**
 * How much of a measure's variance each axis, each pair of axes and the seeds explain, by the rows
 * of the page.
 *
 * @param measure column of the measure
 * @param rows number of rows that have it
 * @param bars the axes, then the pairs, then the seeds
 */
record AxisImportance(String measure, int rows, List<Bar> bars) {

  /**
   * One share, 0 to 1, with the ends of its interval; NaN where nothing tells.
   *
   * @param axis path of the axis, or of several that only change together; empty for the seeds
   * @param other path of the second axis of an interaction; empty for an axis alone
   */
  record Bar(String axis, String other, double share, double low, double high) {}

  /**
   * Of what results are compared by; none if nothing is varied or a measure is the same in all
   * rows.
   */
  static List<AxisImportance> all(SeedRows rows, List<Axis> axes) {
    if (rows.axes().isEmpty()) {
      return List.of();
    }
    return Measure.COMPARED.stream()
        .filter(measure -> rows.measures().containsKey(measure.column()))
        .map(measure -> of(rows.observations(axes, measure.column()), measure.column()))
        .filter(importance -> !importance.bars().isEmpty())
        .toList();
  }

  private static AxisImportance of(Observations data, String measure) {
    return new AxisImportance(
        measure,
        data.trials().size(),
        Importance.of(data).stream()
            .map(i -> new Bar(i.first(), i.second(), i.share(), i.low(), i.high()))
            .toList());
  }
}
