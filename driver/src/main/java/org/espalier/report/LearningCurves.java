package org.espalier.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.metric.Bounds;

/**
 * The learning curve of each row of {@link SeedRows}.
 *
 * @param steps gradient steps, ascending: those of all curves together, thinned where they are many
 * @param measures what is recorded along a curve
 * @param curves for each measure and each row, its values at the steps; null where it has none, and
 *     ended where nothing follows
 * @param counts for each measure, of how many trials each row's values are means, where rows are
 *     batches; empty where they are not
 */
record LearningCurves(
    List<Integer> steps,
    List<CurveMeasure> measures,
    Map<String, List<List<Double>>> curves,
    Map<String, int[]> counts) {

  /**
   * One column of the table {@code curves}.
   *
   * @param column of the view
   * @param label on an axis
   * @param unit in brackets behind the label; empty for a share
   * @param bounds of its values
   * @param yardsticks what is drawn beside it as a level
   */
  record CurveMeasure(
      String column, String label, String unit, Bounds bounds, List<Yardstick> yardsticks) {}

  private static final List<CurveMeasure> MEASURES =
      List.of(
          measure("test_loss", "test loss", "nats", Bounds.NOT_NEGATIVE),
          measure("parent_attention", "attention on the parent", "", Bounds.UNIT),
          measure("edge_accuracy", "edge accuracy", "", Bounds.UNIT),
          measure("loss_gap", "loss above the transition posterior", "nats", Bounds.NONE),
          measure("train_loss", "training loss", "nats", Bounds.NOT_NEGATIVE));

  /** With more numbers the page opens slowly: steps are thinned, and measures left out. */
  private static final int MAX_NUMBERS = 120_000;

  private static final int LEAST_STEPS = 12;
  private static final int MOST_STEPS = 120;

  private static CurveMeasure measure(String column, String label, String unit, Bounds bounds) {
    return new CurveMeasure(column, label, unit, bounds, Yardstick.of(column));
  }

  /**
   * Reads them.
   *
   * @param places of the rows by their keys
   */
  static LearningCurves of(
      SparkSession spark, SeedRows.Grouping grouping, Map<List<String>, Integer> places) {
    int rows = Math.max(1, places.size());
    int kept = Math.max(2, Math.min(MEASURES.size(), MAX_NUMBERS / (rows * LEAST_STEPS)));
    List<CurveMeasure> measures = MEASURES.subList(0, kept);
    List<Integer> steps = steps(spark, MAX_NUMBERS / rows / kept);
    if (steps.isEmpty()) {
      return new LearningCurves(steps, List.of(), Map.of(), Map.of());
    }
    Map<Integer, Integer> at = new LinkedHashMap<>();
    steps.forEach(step -> at.put(step, at.size()));
    Map<String, List<List<Double>>> curves = new LinkedHashMap<>();
    Map<String, int[]> counts = new LinkedHashMap<>();
    for (CurveMeasure m : measures) {
      var lines = new ArrayList<List<Double>>();
      for (int i = 0; i < places.size(); i++) {
        lines.add(new ArrayList<>());
      }
      curves.put(m.column(), lines);
      counts.put(m.column(), new int[places.size()]);
    }
    for (Row row : rows(spark, grouping, measures, steps)) {
      Integer place = places.get(grouping.key(row));
      int step = at.get((int) Fields.whole(row, "step"));
      for (CurveMeasure m : measures) {
        double value = Fields.number(row, m.column());
        if (!Double.isNaN(value)) {
          List<Double> line = curves.get(m.column()).get(place);
          while (line.size() < step) {
            line.add(null);
          }
          line.add(value);
          int[] trials = counts.get(m.column());
          trials[place] = Math.max(trials[place], (int) Fields.whole(row, "n " + m.column()));
        }
      }
    }
    return new LearningCurves(steps, measures, curves, grouping.isBatched() ? counts : Map.of());
  }

  private static List<Row> rows(
      SparkSession spark,
      SeedRows.Grouping grouping,
      List<CurveMeasure> measures,
      Collection<Integer> steps) {
    return spark
        .sql(
            String.format(
                Locale.ROOT,
                """
            SELECT %1$s, step%2$s FROM
              (SELECT trial_id, step%3$s FROM curves WHERE step IN (%4$s)) c
              JOIN (SELECT trial_id AS trial, %5$s FROM trials WHERE status = 'succeeded') t
              ON c.trial_id = t.trial
            GROUP BY %1$s, step ORDER BY step
            """,
                grouping.names(),
                measures.stream()
                    .map(
                        m ->
                            String.format(
                                Locale.ROOT,
                                ", avg(nanvl(`%1$s`, null)) AS `%1$s`,"
                                    + " count(nanvl(`%1$s`, null)) AS `n %1$s`",
                                m.column()))
                    .collect(joining()),
                measures.stream()
                    .map(m -> String.format(Locale.ROOT, ", `%s`", m.column()))
                    .collect(joining()),
                steps.stream().map(String::valueOf).collect(joining(", ")),
                grouping.columns()))
        .collectAsList();
  }

  /** Evenly through all of them; those at which a setting ends its training are kept. */
  private static List<Integer> steps(SparkSession spark, int most) {
    var all = new TreeSet<Integer>();
    spark
        .sql("SELECT DISTINCT step FROM curves")
        .collectAsList()
        .forEach(r -> all.add((int) Fields.whole(r, "step")));
    int room = Math.min(MOST_STEPS, Math.max(LEAST_STEPS, most));
    if (all.size() <= room) {
      return List.copyOf(all);
    }
    var kept = new TreeSet<Integer>();
    spark
        .sql("SELECT DISTINCT training_steps AS steps FROM trials")
        .collectAsList()
        .forEach(r -> kept.add((int) Fields.number(r, "steps")));
    kept.retainAll(all);
    List<Integer> sorted = List.copyOf(all);
    for (int i = 0; i < room; i++) {
      kept.add(sorted.get(Math.round(i * (sorted.size() - 1f) / (room - 1))));
    }
    return List.copyOf(kept);
  }
}
