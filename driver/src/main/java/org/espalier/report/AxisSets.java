package org.espalier.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/**
 * Several groupings by axes that one statement computes at once, with {@code GROUPING SETS}: so a
 * table is read once, however many plots are made of it.
 *
 * <p>The k-th axis is column {@code ak}. It has no null, so in a row of the result it is null just
 * where the row's grouping leaves it out.
 *
 * @param axes those that are grouped by
 * @param sets indices of axes, ascending, for each grouping
 */
record AxisSets(List<Axis> axes, List<List<Integer>> sets) {

  /** All trials together, and by each axis. */
  static AxisSets single(List<Axis> axes) {
    return new AxisSets(
        axes,
        IntStream.range(-1, axes.size())
            .mapToObj(k -> k < 0 ? List.<Integer>of() : List.of(k))
            .toList());
  }

  /** The columns with their expressions, to be selected from the view {@code trials}. */
  String expressions() {
    return IntStream.range(0, axes.size())
        .mapToObj(k -> String.format(Locale.ROOT, ", %s AS a%d", axes.get(k).expression(), k))
        .collect(Collectors.joining());
  }

  /** The columns alone, each after a comma. */
  String columns() {
    return IntStream.range(0, axes.size()).mapToObj(k -> ", a" + k).collect(Collectors.joining());
  }

  /**
   * What to group by.
   *
   * @param always a column that every grouping has as well
   */
  String groupingSets(String always) {
    return sets.stream()
        .map(
            set ->
                set.stream().map(k -> ", a" + k).collect(Collectors.joining("", "(" + always, ")")))
        .collect(Collectors.joining(", ", "GROUPING SETS (", ")"));
  }

  /**
   * The rows of one grouping.
   *
   * @param set the axes of the grouping
   */
  List<Row> rows(List<Row> all, List<Axis> set) {
    return all.stream()
        .filter(
            row ->
                IntStream.range(0, axes.size())
                    .allMatch(k -> (row.getAs("a" + k) == null) != set.contains(axes.get(k))))
        .toList();
  }

  /** The value of an axis in a row. */
  String value(Row row, Axis axis) {
    return Fields.text(row, "a" + axes.indexOf(axis));
  }
}
