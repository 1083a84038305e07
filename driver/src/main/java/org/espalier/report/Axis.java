package org.espalier.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.setting.Setting;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialSpec;

/**
 * A setting that takes more than one value in a result: what a plot can be drawn against.
 *
 * <p>The seeds are not axes but replicates, and so are the graphs of an explicit list: trials that
 * differ in nothing else belong to one cell.
 *
 * @param path as in a sweep file
 * @param column of the view {@code trials}
 * @param numeric whether its values are numbers
 * @param values as text, ascending (numbers by size); a trial to which it does not apply has {@code
 *     -}
 */
record Axis(String path, String column, boolean numeric, List<String> values) {

  /** What is shown where a setting does not apply. */
  static final String ABSENT = "-";

  /**
   * The axes of the view {@code trials}, in the order of the settings.
   *
   * @param declared paths that the sweep varies; what only follows from them (the initial scale
   *     from the number of heads) is left out. Empty if they are not known: then whatever varies
   */
  static List<Axis> of(SparkSession spark, Collection<String> declared) {
    return settings(spark).stream()
        .filter(a -> a.values().size() > 1)
        .filter(a -> declared.isEmpty() || declared.contains(a.path()))
        .toList();
  }

  /** Every setting that is not a replicate, with the values it takes, be it one. */
  static List<Axis> settings(SparkSession spark) {
    List<Setting<TrialSpec>> candidates =
        SpecKeys.ALL.stream().filter(key -> !isReplicate(key.path())).toList();
    String sets =
        candidates.stream()
            .map(key -> "collect_set(" + text(key.column()) + ")")
            .collect(Collectors.joining(", "));
    Row row = spark.sql("SELECT " + sets + " FROM trials").first();
    var axes = new ArrayList<Axis>();
    for (int i = 0; i < candidates.size(); i++) {
      List<String> values = new ArrayList<>(row.getList(i));
      Setting<TrialSpec> key = candidates.get(i);
      boolean numeric = key.type().kind().isNumeric();
      values.sort(numeric ? Comparator.comparingDouble(Axis::number) : Comparator.naturalOrder());
      axes.add(new Axis(key.path(), key.column(), numeric, List.copyOf(values)));
    }
    return axes;
  }

  /** The SQL expression of this axis's value as text. */
  String expression() {
    return text(column);
  }

  private static boolean isReplicate(String path) {
    return path.equals("seed") || path.startsWith("seeds.") || path.equals("graph.parents");
  }

  private static String text(String column) {
    return String.format(
        Locale.ROOT,
        "coalesce(regexp_replace(cast(`%s` AS STRING), '[.]0$', ''), '%s')",
        column,
        ABSENT);
  }

  private static double number(String value) {
    return value.equals(ABSENT) ? Double.NEGATIVE_INFINITY : Double.parseDouble(value);
  }
}
