package org.espalier.report;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.ConfigurationException;
import org.espalier.metric.LayerAttention;
import org.espalier.query.Replicates;
import org.espalier.trial.SpecKeys;

/**
 * One trial seen closely: its graph, what its first layer attends to over training, its parameters.
 *
 * @param id of the trial
 * @param cell for each axis of the report, the index of its value
 * @param title its values on the axes, and its seeds
 * @param chosen why it is shown
 * @param place among the replicates of its cell
 * @param values what replicates differ in: their seeds, and what was measured; by column
 * @param parentAttention its recovery
 * @param family of the model
 * @param vocab S
 * @param length T
 * @param edges [child, parent] pairs whose parent stands before the child: what attention can find
 * @param snapshots first-layer attention by step
 * @param weights trained matrices
 */
record TrialDetail(
    String id,
    List<Integer> cell,
    String title,
    String chosen,
    Place place,
    Map<String, Object> values,
    Double parentAttention,
    String family,
    int vocab,
    int length,
    List<List<Integer>> edges,
    List<Snapshot> snapshots,
    List<Weights> weights) {

  /**
   * What a trial is among those of its cell that have a recovery; {@code OTHER} where it has none
   * or is alone.
   */
  enum Place {
    WORST,
    MEDIAN,
    BEST,
    OTHER
  }

  /**
   * An attention matrix.
   *
   * @param step gradient steps done
   * @param kind which matrix
   * @param layer from 1
   * @param head from 1
   * @param rows [T][T], row: the position that attends, column: the position attended to
   * @param pointsAt [T] the position to which each one attends most, {@link LayerAttention#NOWHERE}
   *     where several share the largest weight: what {@code edge_accuracy} goes by, for the page
   *     has the weights rounded
   */
  record Snapshot(
      int step, String kind, int layer, int head, List<List<Float>> rows, List<Integer> pointsAt) {}

  /** A parameter matrix: row major. */
  record Weights(String name, int rows, int columns, List<Float> values) {}

  /** At most so many trials are shown, beside those that were asked for. */
  private static final int MAX_TRIALS = 36;

  /** Of so many cells the worst and the best replicate are shown, if there are more of them. */
  private static final int WORST_CELLS = 6;

  /** What replicates of a cell may differ in. */
  private static final List<String> VALUES =
      Stream.concat(
              SpecKeys.ALL.stream()
                  .filter(key -> Replicates.isSeed(key.path()))
                  .map(key -> key.column()),
              Stream.of(
                  "parent_attention_mean",
                  "edge_accuracy",
                  "auroc",
                  "shd_argmax",
                  "edges_back",
                  "loss_gap",
                  "test_loss",
                  "posterior_loss",
                  "steps_to_accuracy_50",
                  "steps_to_accuracy_100"))
          .toList();

  /** A matrix with more entries than this is left to SQL. */
  private static final int MAX_ENTRIES = 20_000;

  /**
   * The trials worth a look: the worst, the median and the best replicate of each cell by recovery,
   * from the worst cell to the best. If there are too many, the worst and the best of the cells
   * with the worst trials, and of the others the medians; if these are too many, cells are left out
   * evenly between the worst and the best. Trials without recovery, as of a graph without an
   * identifiable edge, have no place among the others; of a cell that has no other one is shown.
   *
   * @param asked beginnings of ids of trials that are shown in any case
   * @throws ConfigurationException if no trial, or more than one, begins so
   */
  static List<TrialDetail> of(SparkSession spark, List<Axis> axes, List<String> asked) {
    List<Row> ranked = ranked(spark, axes, asked);
    List<Row> wanted = ranked.stream().filter(r -> isAsked(r, asked)).toList();
    requireEach(asked, wanted);
    List<Row> usual = ranked.stream().filter(r -> isUsual(r)).toList();
    if (usual.size() > MAX_TRIALS) {
      usual = fewer(usual);
    }
    Map<String, Row> shown = new LinkedHashMap<>();
    usual.forEach(r -> shown.put(Fields.text(r, "id"), r));
    wanted.forEach(r -> shown.put(Fields.text(r, "id"), r));
    if (shown.isEmpty()) {
      return List.of();
    }
    String ids = shown.keySet().stream().map(id -> "'" + id + "'").collect(joining(", "));
    Map<String, List<Row>> edges =
        byTrial(
            spark,
            "SELECT trial_id, child, candidate FROM edges WHERE is_edge AND trial_id IN (%s) ORDER BY child, candidate",
            ids);
    Map<String, List<Row>> attention =
        byTrial(
            spark,
            "SELECT trial_id, step, kind, layer, head, weights FROM attention WHERE layer = 1 AND trial_id IN (%s) ORDER BY kind DESC, head, step",
            ids);
    Map<String, List<Row>> weights =
        byTrial(
            spark,
            "SELECT trial_id, name, rows, columns, values FROM weights WHERE rows * columns <= "
                + MAX_ENTRIES
                + " AND trial_id IN (%s) ORDER BY name",
            ids);
    var details = new ArrayList<TrialDetail>();
    shown.forEach(
        (id, row) ->
            details.add(
                detail(
                    row,
                    axes,
                    edges.getOrDefault(id, List.of()),
                    attention.getOrDefault(id, List.of()),
                    weights.getOrDefault(id, List.of()))));
    return details;
  }

  private static List<Row> ranked(SparkSession spark, List<Axis> axes, List<String> asked) {
    String values = axes.stream().map(Axis::expression).collect(joining(", ", "array(", ")"));
    String begins =
        asked.stream()
            .filter(id -> id.matches("[0-9a-zA-Z]+"))
            .map(id -> "startswith(id, '" + id + "')")
            .collect(joining(" OR "));
    return spark
        .sql(
            String.format(
                Locale.ROOT,
                """
                SELECT * FROM (
                  SELECT *,
                    row_number() OVER (
                      PARTITION BY at, status ORDER BY recovery NULLS LAST, id) AS place,
                    count(recovery) OVER (PARTITION BY at, status) AS n,
                    count(*) OVER (PARTITION BY at, status) AS replicates
                  FROM (
                    SELECT trial_id AS id, %s AS at, status, model_family, task_vocab, task_length,
                      nanvl(parent_attention_mean, null) AS recovery, %s AS replicate, %s
                    FROM trials))
                WHERE status = 'succeeded' AND place IN (1, (n + 1) DIV 2, n) OR %s
                ORDER BY recovery, id
                """,
                values,
                Replicates.NAME,
                String.join(", ", VALUES),
                begins.isEmpty() ? "false" : begins))
        .collectAsList();
  }

  private static Map<String, List<Row>> byTrial(SparkSession spark, String statement, String ids) {
    Map<String, List<Row>> byTrial = new LinkedHashMap<>();
    for (Row row : spark.sql(statement.replace("%s", ids)).collectAsList()) {
      byTrial.computeIfAbsent(Fields.text(row, "trial_id"), id -> new ArrayList<>()).add(row);
    }
    return byTrial;
  }

  private static boolean isAsked(Row trial, List<String> asked) {
    return asked.stream().anyMatch(Fields.text(trial, "id")::startsWith);
  }

  private static void requireEach(List<String> asked, List<Row> found) {
    for (String id : asked) {
      long n = found.stream().filter(r -> Fields.text(r, "id").startsWith(id)).count();
      if (n != 1) {
        throw new ConfigurationException(
            n == 0
                ? "--trial " + id + ": there is no trial whose id begins so"
                : "--trial " + id + ": " + n + " trials have ids that begin so");
      }
    }
  }

  private static boolean isUsual(Row trial) {
    long place = Fields.whole(trial, "place");
    long n = Fields.whole(trial, "n");
    return Fields.text(trial, "status").equals("succeeded")
        && (place == 1 || place == n || isMedian(trial));
  }

  private static boolean isMedian(Row trial) {
    return Fields.whole(trial, "place") == (Fields.whole(trial, "n") + 1) / 2;
  }

  private static String chosen(Row trial) {
    if (!Fields.text(trial, "status").equals("succeeded")) {
      return Fields.text(trial, "status").replace('_', ' ');
    }
    long replicates = Fields.whole(trial, "replicates");
    if (replicates == 1) {
      return "the only replicate of its cell";
    }
    long n = Fields.whole(trial, "n");
    long number = Fields.whole(trial, "place");
    if (number > n) {
      return "a replicate without an identifiable edge";
    }
    String those = n < replicates ? " with an identifiable edge" : "";
    if (n == 1) {
      return "the only one of its cell's replicates" + those;
    }
    Place place = place(trial);
    return place == Place.OTHER
        ? String.format(
            Locale.ROOT, "number %d of %d replicates%s from the worst", number, n, those)
        : String.format(
            Locale.ROOT,
            "the %s of %d replicates%s",
            place.name().toLowerCase(Locale.ROOT),
            n,
            those);
  }

  /** In the order of recovery, as they come. */
  private static List<Row> fewer(List<Row> rows) {
    Set<Object> worst =
        rows.stream()
            .filter(row -> place(row) == Place.WORST)
            .limit(WORST_CELLS)
            .map(row -> row.getAs("at"))
            .collect(toSet());
    Set<Row> medians =
        Set.copyOf(
            thin(
                rows.stream().filter(TrialDetail::isMedian).toList(),
                MAX_TRIALS - 2 * worst.size()));
    return rows.stream()
        .filter(
            row ->
                medians.contains(row)
                    || (worst.contains(row.getAs("at"))
                        && (place(row) == Place.WORST || place(row) == Place.BEST)))
        .toList();
  }

  private static List<Row> thin(List<Row> rows, int most) {
    if (rows.size() <= most) {
      return rows;
    }
    var thinned = new ArrayList<Row>();
    for (int i = 0; i < most; i++) {
      thinned.add(rows.get(Math.round(i * (rows.size() - 1f) / (most - 1))));
    }
    return thinned;
  }

  private static Place place(Row trial) {
    long place = Fields.whole(trial, "place");
    long n = Fields.whole(trial, "n");
    if (!Fields.text(trial, "status").equals("succeeded") || n <= 1 || place > n) {
      return Place.OTHER;
    }
    return place == 1
        ? Place.WORST
        : place == n ? Place.BEST : isMedian(trial) ? Place.MEDIAN : Place.OTHER;
  }

  private static TrialDetail detail(
      Row trial, List<Axis> axes, List<Row> edges, List<Row> attention, List<Row> weights) {
    double recovery = Fields.number(trial, "recovery");
    List<Integer> cell = cell(trial, axes);
    return new TrialDetail(
        Fields.text(trial, "id"),
        cell,
        values(cell, axes) + "seed " + Fields.text(trial, "replicate"),
        chosen(trial),
        place(trial),
        values(trial),
        Double.isNaN(recovery) ? null : recovery,
        Fields.text(trial, "model_family"),
        (int) Fields.whole(trial, "task_vocab"),
        (int) Fields.whole(trial, "task_length"),
        edges.stream()
            .map(r -> List.of((int) Fields.whole(r, "child"), (int) Fields.whole(r, "candidate")))
            .toList(),
        attention.stream().map(TrialDetail::snapshot).toList(),
        weights.stream().map(TrialDetail::weights).toList());
  }

  /** Without what it does not have. */
  private static Map<String, Object> values(Row trial) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String column : VALUES) {
      Object value = trial.getAs(column);
      if (value != null) {
        values.put(column, value);
      }
    }
    return values;
  }

  private static List<Integer> cell(Row trial, List<Axis> axes) {
    List<String> values = trial.getList(trial.fieldIndex("at"));
    return IntStream.range(0, axes.size())
        .mapToObj(k -> axes.get(k).values().indexOf(values.get(k)))
        .toList();
  }

  /** What a reader tells the cell by; a comma after each value. */
  private static String values(List<Integer> cell, List<Axis> axes) {
    return IntStream.range(0, axes.size())
        .mapToObj(k -> axes.get(k).label() + ' ' + axes.get(k).names().get(cell.get(k)) + ", ")
        .collect(joining());
  }

  private static Snapshot snapshot(Row row) {
    List<List<Float>> rows = rows(row.getList(row.fieldIndex("weights")));
    return new Snapshot(
        (int) Fields.whole(row, "step"),
        Fields.text(row, "kind"),
        (int) Fields.whole(row, "layer"),
        (int) Fields.whole(row, "head"),
        rows,
        pointsAt(rows));
  }

  private static List<Integer> pointsAt(List<List<Float>> rows) {
    double[][] weights =
        rows.stream()
            .map(row -> row.stream().mapToDouble(Float::doubleValue).toArray())
            .toArray(double[][]::new);
    var attention = LayerAttention.of(weights);
    return IntStream.range(0, attention.length()).mapToObj(i -> attention.pointsAt(0, i)).toList();
  }

  private static Weights weights(Row row) {
    return new Weights(
        Fields.text(row, "name"),
        (int) Fields.whole(row, "rows"),
        (int) Fields.whole(row, "columns"),
        new ArrayList<>(row.getList(row.fieldIndex("values"))));
  }

  private static List<List<Float>> rows(List<scala.collection.Iterable<Float>> matrix) {
    return matrix.stream()
        .map(row -> List.copyOf(scala.jdk.javaapi.CollectionConverters.asJavaCollection(row)))
        .toList();
  }
}
