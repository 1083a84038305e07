package org.espalier.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A result by cell: what {@link Comparison} lays side by side.
 *
 * @param name of the result
 * @param settings every setting and the values it takes; empty for a summary that was published
 *     without them
 * @param cells for each cell its values by path, and the spread of each measure over replicates
 */
record ResultSummary(String name, Map<String, List<String>> settings, List<Cell> cells) {

  /**
   * One cell.
   *
   * @param values by path of the setting
   * @param measures by column of the measure
   */
  record Cell(Map<String, String> values, Map<String, Interval> measures) {}

  /** The settings of the result views of a session. */
  static Map<String, List<String>> settings(SparkSession spark) {
    return Axis.settings(spark).stream()
        .collect(Collectors.toMap(Axis::path, Axis::values, (a, b) -> a, TreeMap::new));
  }

  /**
   * Summarises the result views of a session.
   *
   * @param spark a session with the view {@code trials}
   * @param name of the result
   * @param paths settings that tell cells apart
   */
  static ResultSummary of(SparkSession spark, String name, Collection<String> paths) {
    List<Axis> axes = Axis.settings(spark).stream().filter(a -> paths.contains(a.path())).toList();
    String keys = axes.stream().map(a -> a.expression() + ", ").collect(Collectors.joining());
    String grouping = axes.isEmpty() ? "" : " GROUP BY " + keys.substring(0, keys.length() - 2);
    String measures =
        Measure.ALL.stream()
            .map(
                m ->
                    String.format(
                        Locale.ROOT,
                        "avg(nanvl(`%1$s`, null)), stddev_samp(nanvl(`%1$s`, null)), count(nanvl(`%1$s`, null))",
                        m.column()))
            .collect(Collectors.joining(", "));
    var cells = new ArrayList<Cell>();
    for (Row row :
        spark
            .sql("SELECT " + keys + measures + " FROM trials WHERE status = 'succeeded'" + grouping)
            .collectAsList()) {
      Map<String, String> values = new TreeMap<>();
      for (int i = 0; i < axes.size(); i++) {
        values.put(axes.get(i).path(), row.getString(i));
      }
      Map<String, Interval> intervals = new TreeMap<>();
      for (int m = 0; m < Measure.ALL.size(); m++) {
        int column = axes.size() + 3 * m;
        if (row.getLong(column + 2) > 0) {
          intervals.put(Measure.ALL.get(m).column(), AxisEffect.interval(row, column));
        }
      }
      cells.add(new Cell(values, intervals));
    }
    return new ResultSummary(name, settings(spark), cells);
  }

  /** A published summary: see {@link PublishedSummary}. */
  static ResultSummary published(Path file) {
    return PublishedSummary.read(file);
  }
}
