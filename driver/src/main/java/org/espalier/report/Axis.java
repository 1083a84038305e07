package org.espalier.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.query.Replicates;
import org.espalier.setting.Setting;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialSpec;

/**
 * A setting that takes more than one value in a result: what a plot can be drawn against.
 *
 * <p>The seeds are not axes but replicates: trials that differ in nothing else belong to one cell.
 *
 * @param path as in a sweep file
 * @param column of the view {@code trials}
 * @param numeric whether its values are numbers
 * @param values as text, ascending (numbers by size, lists by length); a trial to which it does not
 *     apply has {@code -}
 * @param names of the values, as a reader knows them: an explicit graph by its place in the file,
 *     other values as {@link AxisValues#names} says
 * @param label its path in words, {@code learning rate} of {@code training.learning-rate}; the path
 *     itself where another axis has the same words
 */
record Axis(
    String path,
    String column,
    boolean numeric,
    List<String> values,
    List<String> names,
    String label) {

  Axis(String path, String column, boolean numeric, List<String> values) {
    this(path, column, numeric, values, AxisValues.names(numeric, values), words(path));
  }

  /** What is shown where a setting does not apply. */
  static final String ABSENT = "-";

  /**
   * The axes of the view {@code trials}, in the order of the settings.
   *
   * @param declared paths that the sweep varies; what only follows from them (the initial scale
   *     from the number of heads) is left out. Empty if they are not known: then whatever varies
   */
  static List<Axis> of(SparkSession spark, Collection<String> declared) {
    return varied(settings(spark), declared);
  }

  /** Those of some settings that vary, and that the sweep varies. */
  static List<Axis> varied(List<Axis> settings, Collection<String> declared) {
    return toldApart(
        settings.stream()
            .filter(a -> a.values().size() > 1)
            .filter(
                a ->
                    declared.isEmpty()
                        || declared.stream().map(Axis::stored).anyMatch(a.path()::equals))
            .toList());
  }

  /** The axes, those with one label by their paths: {@code rivals.sequences} and another. */
  private static List<Axis> toldApart(List<Axis> axes) {
    Map<String, Long> counts =
        axes.stream().collect(Collectors.groupingBy(Axis::label, Collectors.counting()));
    return axes.stream()
        .map(axis -> counts.get(axis.label()) == 1 ? axis : axis.labelled(axis.path()))
        .toList();
  }

  private Axis labelled(String name) {
    return new Axis(path, column, numeric, values, names, name);
  }

  /** The one of some axes that has a path. */
  static Axis find(List<Axis> axes, String path) {
    return axes.stream().filter(axis -> axis.path().equals(path)).findFirst().orElseThrow();
  }

  /** This axis with explicit graphs named; a graph without a name keeps its parents. */
  Axis named(Map<String, String> graphs) {
    return column.equals("graph_parents")
        ? new Axis(
            path,
            column,
            numeric,
            values,
            values.stream().map(v -> graphs.getOrDefault(v, v)).toList(),
            label)
        : this;
  }

  /** An explicit graph is stored as its parents, whichever file and index they came from. */
  private static String stored(String path) {
    return path.equals("graph.file") || path.equals("graph.index") ? "graph.parents" : path;
  }

  /** Every setting that is not a replicate, with the values it takes, be it one. */
  static List<Axis> settings(SparkSession spark) {
    List<Setting<TrialSpec>> candidates =
        SpecKeys.ALL.stream().filter(key -> !Replicates.isSeed(key.path())).toList();
    String sets =
        candidates.stream().map(key -> valuesOf(key.column())).collect(Collectors.joining(", "));
    Row row = spark.sql("SELECT " + sets + " FROM trials").first();
    var axes = new ArrayList<Axis>();
    for (int i = 0; i < candidates.size(); i++) {
      List<String> values = new ArrayList<>(row.getList(i));
      Setting<TrialSpec> key = candidates.get(i);
      boolean numeric = key.type().kind().isNumeric();
      values.sort(AxisValues.order(numeric));
      axes.add(new Axis(key.path(), key.column(), numeric, List.copyOf(values)));
    }
    return axes;
  }

  private static String words(String path) {
    String name = path.substring(path.indexOf('.') + 1).replace('-', ' ').replace('.', ' ');
    return switch (path) {
      case "graph.parents" -> "graph";
      case "graph.family", "model.family" -> path.substring(0, path.indexOf('.')) + " family";
      case "training.steps" -> "training steps";
      case "task.vocab" -> "vocabulary size";
      default -> name;
    };
  }

  /** What its values are as numbers; NaN for a value that is none. */
  double[] numbers() {
    return values.stream()
        .mapToDouble(v -> !numeric || v.equals(ABSENT) ? Double.NaN : Double.parseDouble(v))
        .toArray();
  }

  /** The SQL expression of this axis's value as text. */
  String expression() {
    return text(column);
  }

  private static String text(String column) {
    return String.format(Locale.ROOT, "coalesce(%s, '%s')", written("`" + column + "`"), ABSENT);
  }

  /** SQL: a value as text, a whole number without a point. */
  private static String written(String value) {
    return String.format(Locale.ROOT, "regexp_replace(cast(%s AS STRING), '[.]0$', '')", value);
  }

  /** SQL: the different values as text; each is written once, not in every row. */
  private static String valuesOf(String column) {
    return String.format(
        Locale.ROOT,
        "array_union(transform(collect_set(`%1$s`), x -> %2$s), if(count(`%1$s`) < count(*), array('%3$s'), array()))",
        column,
        written("x"),
        ABSENT);
  }
}
