package org.espalier.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.spark.sql.SparkSession;
import org.espalier.metric.Bounds;
import org.espalier.query.Demand;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialMetrics;

/**
 * Two results side by side, cell by cell.
 *
 * @param left name of the first
 * @param right name of the second
 * @param differing settings that do not take the same values in both: path to {left, right},
 *     several values separated by commas
 * @param lines one for each shared cell and measure
 * @param onlyLeft cells that the second does not have
 * @param onlyRight cells that the first does not have
 * @param measuresLeft columns of measures that no cell of the second has
 * @param measuresRight columns of measures that no cell of the first has
 */
public record Comparison(
    String left,
    String right,
    Map<String, List<String>> differing,
    List<Line> lines,
    int onlyLeft,
    int onlyRight,
    Set<String> measuresLeft,
    Set<String> measuresRight) {

  /** The views that a stored side reads. */
  public static final Demand DEMAND =
      new Demand(view -> view.equals(TrialsTable.TABLE.name()), Set.of(TrialsTable.TABLE));

  /**
   * One measure in one cell.
   *
   * @param cell values of the settings that tell cells apart, by path
   * @param measure column of the measure
   * @param left its spread in the first result
   * @param right its spread in the second
   * @param difference right minus left, with its 95 % interval and, as {@code sd}, its standard
   *     error; n is the smaller of both
   */
  public record Line(
      Map<String, String> cell,
      String measure,
      Interval left,
      Interval right,
      Interval difference) {}

  /**
   * The settings by which cells of both are matched: those that vary in either and exist in both.
   * The graphs of an explicit list are draws, as seeds are: two results are compared by their means
   * over them.
   */
  static TreeSet<String> keys(Map<String, List<String>> left, Map<String, List<String>> right) {
    var keys = new TreeSet<String>();
    for (String path : left.keySet()) {
      if (!path.equals(ResultSummary.DRAWN)
          && right.containsKey(path)
          && (left.get(path).size() > 1 || right.get(path).size() > 1)) {
        keys.add(path);
      }
    }
    return keys;
  }

  /**
   * Compares two results by the measures that one of them names, two that name none by those of
   * {@link Measure#COMPARED}; against a summary, all cells of the other count as one.
   */
  public static Comparison of(Side left, Side right) {
    List<Axis> settingsLeft = left.settings();
    List<Axis> settingsRight = right.settings();
    var keys = keys(ResultSummary.values(settingsLeft), ResultSummary.values(settingsRight));
    var measures = new TreeSet<>(left.named());
    measures.addAll(right.named());
    if (measures.isEmpty()) {
      Measure.COMPARED.forEach(measure -> measures.add(measure.column()));
    }
    return of(
        left.summary(settingsLeft, keys, measures), right.summary(settingsRight, keys, measures));
  }

  /** One of the two results. */
  public static final class Side {
    private final String name;
    private final SparkSession views;
    private final ResultSummary published;

    private Side(String name, SparkSession views, ResultSummary published) {
      this.name = name;
      this.views = views;
      this.published = published;
    }

    /** The result views of a session. */
    public static Side stored(String name, SparkSession views) {
      return new Side(name, views, null);
    }

    /** A summary that was published: see {@code sweeps/figure9-paper.json}. */
    public static Side published(Path file) {
      return new Side(null, null, ResultSummary.published(file));
    }

    /** None of a published summary. */
    private List<Axis> settings() {
      return views == null ? List.of() : Axis.settings(views);
    }

    /** The measures of a published summary; a results folder has all of them and names none. */
    private Set<String> named() {
      return views == null ? published.measures() : Set.of();
    }

    private ResultSummary summary(
        List<Axis> settings, Collection<String> keys, Collection<String> measures) {
      return views == null ? published : ResultSummary.of(views, name, settings, keys, measures);
    }
  }

  private static Bounds bounds(String column) {
    return TrialMetrics.find(column)
        .map(metric -> metric.bounds().ofDifferences())
        .orElse(Bounds.NONE);
  }

  /** Compares two summaries whose cells were made with the same keys. */
  static Comparison of(ResultSummary left, ResultSummary right) {
    Map<String, List<String>> differing = new TreeMap<>();
    left.settings()
        .forEach(
            (path, values) -> {
              List<String> others = right.settings().get(path);
              if (others != null && !values.equals(others)) {
                differing.put(path, List.of(String.join(", ", values), String.join(", ", others)));
              }
            });
    Map<Map<String, String>, ResultSummary.Cell> others = new HashMap<>();
    right.cells().forEach(cell -> others.put(cell.values(), cell));
    var lines = new ArrayList<Line>();
    int matched = 0;
    for (ResultSummary.Cell cell : left.cells()) {
      ResultSummary.Cell other = others.get(cell.values());
      if (other != null) {
        matched++;
        lines.addAll(lines(cell, other));
      }
    }
    return new Comparison(
        left.name(),
        right.name(),
        differing,
        lines,
        left.cells().size() - matched,
        right.cells().size() - matched,
        without(left, right),
        without(right, left));
  }

  /** A line for each measure that both have of a cell. */
  private static List<Line> lines(ResultSummary.Cell left, ResultSummary.Cell right) {
    var lines = new ArrayList<Line>();
    left.measures()
        .forEach(
            (measure, interval) -> {
              Interval other = right.measures().get(measure);
              if (other != null) {
                Interval difference = difference(interval, other, bounds(measure));
                lines.add(new Line(left.values(), measure, interval, other, difference));
              }
            });
    return lines;
  }

  /** The measures of one result that the other does not have. */
  private static Set<String> without(ResultSummary one, ResultSummary other) {
    Set<String> measures = one.measures();
    measures.removeAll(other.measures());
    return measures;
  }

  /**
   * b - a with Welch's interval: degrees of freedom by Welch and Satterthwaite. Where the
   * replicates of one are all equal, their variance is no estimate; the ends are then those of the
   * square-and-add method of Zou and Donner (2008), which combines the distances of the two means
   * from their own ends. There is no interval where one of the two has none.
   *
   * @param bounds of what the difference can be
   */
  static Interval difference(Interval a, Interval b, Bounds bounds) {
    double d = b.mean() - a.mean();
    double va = a.sd() * a.sd() / a.n();
    double vb = b.sd() * b.sd() / b.n();
    double error = Math.sqrt(va + vb);
    long n = Math.min(a.n(), b.n());
    if (!a.hasEnds() || !b.hasEnds()) {
      return new Interval(d, Double.NaN, Double.NaN, error, n);
    }
    if (a.isOfEqualReplicates() || b.isOfEqualReplicates()) {
      double below = Math.hypot(b.mean() - b.low(), a.high() - a.mean());
      double above = Math.hypot(b.high() - b.mean(), a.mean() - a.low());
      return new Interval(d, bounds.clip(d - below), bounds.clip(d + above), error, n);
    }
    double freedom =
        (va + vb) * (va + vb) / (va * va / ((double) a.n() - 1) + vb * vb / ((double) b.n() - 1));
    double half = new TDistribution(freedom).inverseCumulativeProbability(0.975) * error;
    return new Interval(d, bounds.clip(d - half), bounds.clip(d + half), error, n);
  }
}
