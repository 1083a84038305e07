package org.espalier.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.query.BalancedMeans;
import org.espalier.query.Replicates;

/**
 * A result by cell: what {@link Comparison} lays side by side.
 *
 * @param name of the result
 * @param settings every setting and the values it takes; empty for a summary that was published
 *     without them
 * @param cells for each cell its values by path, and the spread of each measure over replicates
 */
record ResultSummary(String name, Map<String, List<String>> settings, List<Cell> cells) {

  /** The graphs of a list, which are draws as seeds are. */
  static final String DRAWN = "graph.parents";

  /**
   * One cell.
   *
   * @param values by path of the setting
   * @param measures by column of the measure
   */
  record Cell(Map<String, String> values, Map<String, Interval> measures) {}

  /** Values by path. */
  static Map<String, List<String>> values(List<Axis> settings) {
    return settings.stream()
        .collect(Collectors.toMap(Axis::path, Axis::values, (a, b) -> a, TreeMap::new));
  }

  /**
   * Summarises the result views of a session. Where a cell is of several settings, for the other
   * result does not tell them apart, each of them counts alike, and only seeds and the graphs of a
   * list are replicates ({@link org.espalier.query.Mean}), of which n is how many the setting with
   * the fewest has.
   *
   * @param spark a session with the view {@code trials}
   * @param name of the result
   * @param settings of its trials: {@link Axis#settings}
   * @param paths settings that tell cells apart
   * @param columns of the measures
   */
  static ResultSummary of(
      SparkSession spark,
      String name,
      List<Axis> settings,
      Collection<String> paths,
      Collection<String> columns) {
    List<Measure> measures =
        Measure.ALL.stream().filter(m -> columns.contains(m.column())).toList();
    List<Axis> axes = settings.stream().filter(a -> paths.contains(a.path())).toList();
    List<BalancedMeans.Group> groups = new ArrayList<>();
    groups.add(new BalancedMeans.Group("of all", "true"));
    axes.forEach(a -> groups.add(new BalancedMeans.Group(a.path(), a.expression())));
    var means =
        new BalancedMeans(
            "trials",
            groups,
            BalancedMeans.cell(List.of(DRAWN)),
            String.format(
                Locale.ROOT,
                "concat_ws(';', %s, cast(graph_parents AS STRING))",
                Replicates.EXPRESSION));
    List<Row> rows =
        spark.sql(means.statement(measures.stream().map(Measure::column).toList())).collectAsList();
    var cells = new ArrayList<Cell>();
    for (Row row : rows) {
      Map<String, String> values = new TreeMap<>();
      axes.forEach(axis -> values.put(axis.path(), Fields.text(row, axis.path())));
      Map<String, Interval> intervals = new TreeMap<>();
      for (Measure m : measures) {
        long n = Fields.whole(row, "least " + m.column());
        if (n > 0) {
          double mean = Fields.number(row, "mean " + m.column());
          double error = Fields.number(row, "error " + m.column());
          intervals.put(m.column(), Interval.ofError(mean, error, n, m.bounds()));
        }
      }
      cells.add(new Cell(values, intervals));
    }
    cells.sort(inOrder(axes));
    return new ResultSummary(name, values(settings), cells);
  }

  /** By the values of the first axis, then the second, ..., each ascending. */
  private static Comparator<Cell> inOrder(List<Axis> axes) {
    Comparator<Cell> order = Comparator.comparingInt(cell -> 0);
    for (Axis axis : axes) {
      order = order.thenComparingInt(cell -> axis.values().indexOf(cell.values().get(axis.path())));
    }
    return order;
  }

  /** Columns of the measures that a cell has. */
  Set<String> measures() {
    return cells.stream()
        .flatMap(cell -> cell.measures().keySet().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A published summary: see {@link PublishedSummary}. */
  static ResultSummary published(Path file) {
    return PublishedSummary.read(file);
  }
}
