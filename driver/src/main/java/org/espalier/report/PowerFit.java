package org.espalier.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.study.PowerLaw;

/**
 * A measure as a power of a number on an axis, by the rows of the page.
 *
 * @param measure column of the measure
 * @param axis path of the axis
 * @param without number of rows in which trials succeeded and none has the measure, as where the
 *     steps ended before what they are counted to: without them a law is too flat
 * @param law what was fitted
 */
record PowerFit(String measure, String axis, int without, PowerLaw law) {

  /**
   * Of each measure on each axis of numbers, where it can be fitted. A share, which ends at 1,
   * follows no power; nor does what was below 0 in some trial, for those that are not would be a
   * choice of the large ones.
   */
  static List<PowerFit> all(SeedRows rows, List<Axis> axes) {
    return Measure.ALL.stream()
        .filter(measure -> rows.measures().containsKey(measure.column()))
        .filter(measure -> !measure.bounds().areFinite())
        .flatMap(measure -> of(rows, axes, measure))
        .toList();
  }

  private static Stream<PowerFit> of(SeedRows rows, List<Axis> axes, Measure measure) {
    String column = measure.column();
    Double[] values = rows.measures().get(column);
    if (Arrays.stream(values).anyMatch(v -> v != null && v < 0)) {
      return Stream.empty();
    }
    int[] succeeded = rows.statuses().getOrDefault("succeeded", new int[values.length]);
    int without =
        (int)
            IntStream.range(0, values.length)
                .filter(row -> succeeded[row] > 0 && values[row] == null)
                .count();
    return IntStream.range(0, rows.axes().size())
        .filter(k -> Axis.find(axes, rows.axes().get(k)).numeric())
        .mapToObj(
            k -> {
              Axis axis = Axis.find(axes, rows.axes().get(k));
              return PowerLaw.of(rows.observations(axes, column), k, axis.numbers())
                  .map(law -> new PowerFit(column, axis.path(), without, law));
            })
        .flatMap(Optional::stream);
  }
}
