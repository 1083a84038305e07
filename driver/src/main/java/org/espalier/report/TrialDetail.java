package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One trial seen closely: its graph, what its first layer attends to over training, its parameters.
 *
 * @param id of the trial
 * @param title its values on the sweep's axes, and its seed
 * @param chosen why it is shown
 * @param parentAttention its recovery
 * @param vocab S
 * @param length T
 * @param edges [child, parent] pairs
 * @param snapshots first-layer attention by step
 * @param weights trained matrices
 */
record TrialDetail(
    String id,
    String title,
    String chosen,
    Double parentAttention,
    int vocab,
    int length,
    List<List<Integer>> edges,
    List<Snapshot> snapshots,
    List<Weights> weights) {

  /** An attention matrix: the step, which kind, layer and head, and its rows. */
  record Snapshot(int step, String kind, int layer, int head, List<List<Float>> rows) {}

  /** A parameter matrix: row major. */
  record Weights(String name, int rows, int columns, List<Float> values) {}

  /** At most this many trials are shown. */
  private static final int MAX_TRIALS = 16;

  /** A matrix with more entries than this is left to SQL. */
  private static final int MAX_ENTRIES = 20_000;

  /** With so few cells the worst and the best replicate of each are shown beside the median. */
  private static final int FEW_CELLS = 4;

  /**
   * The trials worth a look: one replicate of each cell (the median one by recovery; of few cells
   * the worst and the best too), from the worst to the best, thinned evenly if there are many.
   */
  static List<TrialDetail> of(SparkSession spark, List<Axis> axes) {
    String cell =
        axes.isEmpty()
            // not a constant: Spark warns of windows over all rows
            ? "concat('all trials', left(trial_id, 0))"
            : axes.stream()
                .map(a -> "'" + a.path() + " = ', " + a.expression())
                .collect(Collectors.joining(", ', ', ", "concat(", ")"));
    List<Row> chosen =
        spark
            .sql(
                String.format(
                    Locale.ROOT,
                    """
                SELECT trial_id, cell, seed, parent_attention_mean, task_vocab, task_length, n, place FROM (
                  SELECT *, row_number() OVER (
                      PARTITION BY cell ORDER BY parent_attention_mean, trial_id) AS place,
                    count(*) OVER (PARTITION BY cell) AS n
                  FROM (SELECT *, %s AS cell FROM trials WHERE status = 'succeeded'))
                WHERE place IN (1, (n + 1) DIV 2, n) ORDER BY parent_attention_mean, trial_id
                """,
                    cell))
            .collectAsList();
    boolean few = chosen.stream().map(r -> r.getString(1)).distinct().count() <= FEW_CELLS;
    List<Row> shown = thin(chosen.stream().filter(r -> few || isMedian(r)).toList());
    if (shown.isEmpty()) {
      return List.of();
    }
    String ids =
        shown.stream().map(r -> "'" + r.getString(0) + "'").collect(Collectors.joining(", "));
    List<Row> edges =
        spark
            .sql(
                String.format(
                    Locale.ROOT,
                    "SELECT trial_id, child, candidate FROM edges WHERE is_edge AND trial_id IN (%s) ORDER BY child, candidate",
                    ids))
            .collectAsList();
    List<Row> attention =
        spark
            .sql(
                String.format(
                    Locale.ROOT,
                    "SELECT trial_id, step, kind, layer, head, weights FROM attention WHERE layer = 1 AND trial_id IN (%s) ORDER BY kind DESC, head, step",
                    ids))
            .collectAsList();
    List<Row> weights =
        spark
            .sql(
                String.format(
                    Locale.ROOT,
                    "SELECT trial_id, name, rows, columns, values FROM weights WHERE rows * columns <= %d AND trial_id IN (%s) ORDER BY name",
                    MAX_ENTRIES,
                    ids))
            .collectAsList();
    return shown.stream().map(r -> detail(r, edges, attention, weights)).toList();
  }

  private static boolean isMedian(Row trial) {
    return trial.getInt(7) == (trial.getLong(6) + 1) / 2;
  }

  private static String chosen(Row trial) {
    long n = trial.getLong(6);
    if (n == 1) {
      return "the only replicate of its cell";
    }
    String which = isMedian(trial) ? "median" : trial.getInt(7) == 1 ? "worst" : "best";
    return String.format(Locale.ROOT, "the %s of %d replicates", which, n);
  }

  private static List<Row> thin(List<Row> rows) {
    if (rows.size() <= MAX_TRIALS) {
      return rows;
    }
    var thinned = new ArrayList<Row>();
    for (int i = 0; i < MAX_TRIALS; i++) {
      thinned.add(rows.get(Math.round(i * (rows.size() - 1f) / (MAX_TRIALS - 1))));
    }
    return thinned;
  }

  private static TrialDetail detail(
      Row trial, List<Row> edges, List<Row> attention, List<Row> weights) {
    String id = trial.getString(0);
    return new TrialDetail(
        id,
        String.format(Locale.ROOT, "%s, seed %d", trial.getString(1), trial.getLong(2)),
        chosen(trial),
        trial.isNullAt(3) ? null : trial.getDouble(3),
        trial.getInt(4),
        trial.getInt(5),
        of(edges, id).stream().map(r -> List.of(r.getInt(1), r.getInt(2))).toList(),
        of(attention, id).stream()
            .map(
                r ->
                    new Snapshot(
                        r.getInt(1), r.getString(2), r.getInt(3), r.getInt(4), rows(r.getList(5))))
            .toList(),
        of(weights, id).stream()
            .map(
                r ->
                    new Weights(
                        r.getString(1), r.getInt(2), r.getInt(3), new ArrayList<>(r.getList(4))))
            .toList());
  }

  private static List<Row> of(List<Row> rows, String id) {
    return rows.stream().filter(r -> r.getString(0).equals(id)).toList();
  }

  private static List<List<Float>> rows(List<scala.collection.Iterable<Float>> matrix) {
    return matrix.stream()
        .map(row -> List.copyOf(scala.jdk.javaapi.CollectionConverters.asJavaCollection(row)))
        .toList();
  }
}
