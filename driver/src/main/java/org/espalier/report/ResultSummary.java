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
    String keys =
        axes.stream()
            .map(a -> a.expression() + " AS `" + a.path() + "`, ")
            .collect(Collectors.joining());
    String grouping =
        axes.isEmpty()
            ? ""
            : axes.stream()
                .map(Axis::expression)
                .collect(Collectors.joining(", ", " GROUP BY ", ""));
    String measures =
        Measure.COMPARED.stream()
            .map(
                m ->
                    String.format(
                        Locale.ROOT,
                        "avg(nanvl(`%1$s`, null)) AS `%1$s mean`, stddev_samp(nanvl(`%1$s`, null)) AS `%1$s sd`, count(nanvl(`%1$s`, null)) AS `%1$s n`",
                        m.column()))
            .collect(Collectors.joining(", "));
    var cells = new ArrayList<Cell>();
    for (Row row :
        spark
            .sql("SELECT " + keys + measures + " FROM trials WHERE status = 'succeeded'" + grouping)
            .collectAsList()) {
      Map<String, String> values = new TreeMap<>();
      axes.forEach(axis -> values.put(axis.path(), Fields.text(row, axis.path())));
      Map<String, Interval> intervals = new TreeMap<>();
      for (Measure m : Measure.COMPARED) {
        long n = Fields.whole(row, m.column() + " n");
        if (n > 0) {
          double mean = Fields.number(row, m.column() + " mean");
          double sd = Fields.number(row, m.column() + " sd");
          intervals.put(m.column(), Interval.of(mean, sd, n, m.bounds()));
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
