package org.espalier.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.model.Model;
import org.espalier.query.Headline;
import org.espalier.query.Mean;
import org.espalier.query.Replicates;
import org.espalier.query.TextTable;
import org.espalier.sweep.Cell;
import org.espalier.sweep.Sweep;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialId;

/**
 * Recovery by graph family and model: mean and standard error over seeds, as {@link Mean} has them.
 * What else the sweep varies has a column too, as long as the table stays short.
 */
final class RecoveryTable {
  private static final int MOST_ROWS = 40;

  /** The headline with its n, then what there is room for. */
  private static final List<String> MEASURES =
      Stream.concat(Stream.of(Headline.METRICS.get(0), "n"), Headline.METRICS.stream().skip(1))
          .toList();

  private final Map<TrialId, List<Double>> metrics;

  private RecoveryTable(Map<TrialId, List<Double>> metrics) {
    this.metrics = metrics;
  }

  /**
   * The table of a sweep.
   *
   * @param metrics values of {@link Headline#METRICS} of trials that succeeded
   */
  static TextTable of(Sweep sweep, Map<TrialId, List<Double>> metrics) {
    var table = new RecoveryTable(metrics);
    TextTable fine = table.by(sweep, others(sweep));
    return fine.rows().size() <= MOST_ROWS ? fine : table.by(sweep, List.of());
  }

  /**
   * The lines of such a table within a width: above it the settings that are the same in all rows;
   * where not all columns fit, the headline and its n go first, then the settings, then the rest.
   */
  static List<String> lines(TextTable table, int width) {
    TextTable.Varying varying = table.varying(column -> !MEASURES.contains(column));
    var important = new ArrayList<>(MEASURES.subList(0, 2));
    varying.table().columns().stream().filter(c -> !MEASURES.contains(c)).forEach(important::add);
    important.addAll(MEASURES.subList(2, MEASURES.size()));
    TextTable shown = varying.table().fitting(width, important);
    var lines = new ArrayList<>(varying.notes(width));
    lines.addAll(shown.lines(width));
    int left = varying.table().columns().size() - shown.columns().size();
    if (left > 0) {
      lines.add(left == 1 ? "1 column had no room" : left + " columns had no room");
    }
    return lines;
  }

  /** Paths that vary, without those that family and model stand for, and seeds. */
  private static List<String> others(Sweep sweep) {
    return sweep.axes().stream()
        .map(Sweep.Variation::path)
        .filter(path -> !path.equals("seed") && !path.startsWith("seeds."))
        .filter(path -> !path.equals("graph.family") && !path.startsWith("model."))
        .filter(path -> !path.equals("graph.index") && !path.equals("graph.parents"))
        .toList();
  }

  private TextTable by(Sweep sweep, List<String> others) {
    var groups = new LinkedHashMap<List<String>, List<Cell>>();
    for (Cell cell : sweep.cells()) {
      if (metrics.containsKey(cell.id())) {
        groups.computeIfAbsent(key(cell, others), k -> new ArrayList<>()).add(cell);
      }
    }
    var columns = new ArrayList<String>(List.of("graph", "model"));
    columns.addAll(others);
    columns.addAll(MEASURES);
    var rows = new ArrayList<List<String>>();
    groups.forEach((key, members) -> rows.add(row(key, members)));
    var numeric = new ArrayList<Boolean>();
    columns.forEach(column -> numeric.add(numeric.size() >= 2));
    return new TextTable(columns, numeric, rows);
  }

  private static List<String> key(Cell cell, List<String> others) {
    var key = new ArrayList<String>();
    key.add(cell.spec().graph().name());
    key.add(model(cell.spec().model()));
    Map<String, String> coordinates = cell.coordinates();
    others.forEach(path -> key.add(coordinates.getOrDefault(path, "")));
    return key;
  }

  private static String model(Model model) {
    boolean isUsual = model instanceof Model.Reduced reduced && reduced.positional() == 1;
    return isUsual ? model.name() : model.name() + " " + model.heads();
  }

  private List<String> row(List<String> key, List<Cell> members) {
    var row = new ArrayList<>(key);
    IntStream.range(0, Headline.METRICS.size())
        .mapToObj(m -> Mean.of(members.stream().map(cell -> value(cell, m)).toList()))
        .forEach(mean -> row.add(mean.toString()));
    String n = String.valueOf(members.stream().map(cell -> seeds(cell, true)).distinct().count());
    row.add(key.size() + 1, n); // behind the headline
    return row;
  }

  private Mean.Value value(Cell cell, int metric) {
    return new Mean.Value(
        seeds(cell, false), seeds(cell, true), metrics.get(cell.id()).get(metric));
  }

  /** The values of a trial's seeds, or of all its other settings. */
  private static List<Object> seeds(Cell cell, boolean isSeed) {
    return SpecKeys.ALL.stream()
        .filter(key -> Replicates.isSeed(key.path()) == isSeed)
        .map(key -> key.value().apply(cell.spec()))
        .toList();
  }
}
