package org.espalier.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.query.Replicates;
import org.espalier.study.Observations;
import org.espalier.trial.TrialStatus;

/**
 * The trials of a study as the page counts them: a row for each cell and replicate, by columns.
 * Whatever the page plots against whatever, it computes from these rows, so that n and the
 * intervals are made in one place.
 *
 * <p>Where there are more trials than {@value #MAX_ROWS}, replicates are put together in batches at
 * random, the same in every cell, and a row is a batch: its measures are means over its replicates,
 * and the page weighs them by how many these are. Where there are more than {@value #MAX_CELLS}
 * cells, the axes with the most values are averaged over.
 *
 * @param axes paths of the axes that tell rows apart
 * @param values for each of these axes, the index of each row's value
 * @param replicates what the replicates, or batches, are called
 * @param replicate index of each row's replicate
 * @param isBatched whether a row may be several replicates
 * @param statuses for each status, the number of each row's trials that ended so
 * @param measures for each column, each row's mean over trials that succeeded; null without one
 * @param counts for each column of batches, how many trials the mean is of
 */
record SeedRows(
    List<String> axes,
    List<int[]> values,
    List<String> replicates,
    int[] replicate,
    boolean isBatched,
    Map<String, int[]> statuses,
    Map<String, Double[]> measures,
    Map<String, int[]> counts) {

  /** With more rows a page opens slowly. */
  private static final int MAX_ROWS = 5000;

  /** So many batches give Student's t with 4 degrees of freedom at least. */
  private static final int LEAST_BATCHES = 5;

  private static final int MAX_CELLS = 4000;

  /** Numbers in the page, about: with more rows there are fewer measures. */
  private static final int MAX_NUMBERS = 75_000;

  private static final int LEAST_MEASURES = 8;

  /** However trials end, for a plot says of a place what did not succeed there. */
  private static final List<String> STATUSES =
      Stream.of(TrialStatus.values()).map(TrialStatus::label).toList();

  /** How rows are told apart, which the learning curves need too. */
  record Grouping(List<Axis> axes, String replicate, boolean isBatched) {

    /** As many axes, and as many batches of replicates, as the page holds. */
    static Grouping of(SparkSession spark, List<Axis> axes) {
      List<Axis> kept = new ArrayList<>(axes);
      long cells = cells(spark, kept);
      while (cells > MAX_CELLS) {
        kept.remove(kept.stream().max(Comparator.comparingInt(a -> a.values().size())).get());
        cells = cells(spark, kept);
      }
      long trials = spark.table("trials").count();
      if (trials <= MAX_ROWS) {
        return new Grouping(kept, Replicates.EXPRESSION, false);
      }
      long batches = Math.max(LEAST_BATCHES, MAX_ROWS / Math.max(1, cells));
      return new Grouping(
          kept,
          String.format(
              Locale.ROOT,
              "cast(pmod(xxhash64(%s), %d) AS STRING)",
              Replicates.EXPRESSION,
              batches),
          true);
    }

    private static long cells(SparkSession spark, List<Axis> axes) {
      // of a study of many grids more than a long holds
      double most = axes.stream().mapToDouble(a -> a.values().size()).reduce(1, (a, b) -> a * b);
      if (most <= MAX_CELLS) {
        return (long) most;
      }
      String keys = axes.stream().map(Axis::expression).collect(joining(", "));
      return spark.sql(String.format(Locale.ROOT, "SELECT DISTINCT %s FROM trials", keys)).count();
    }

    /** The columns {@code a0}, {@code a1}, ... and {@code replicate} of the view trials. */
    String columns() {
      return IntStream.range(0, axes.size())
              .mapToObj(k -> String.format(Locale.ROOT, "%s AS a%d, ", axes.get(k).expression(), k))
              .collect(joining())
          + replicate
          + " AS replicate";
    }

    /** Their names. */
    String names() {
      return IntStream.range(0, axes.size())
              .mapToObj(x -> String.format(Locale.ROOT, "a%d, ", x))
              .collect(joining())
          + "replicate";
    }

    /** What tells a row apart, of a row of a query that selects {@link #names}. */
    List<String> key(Row row) {
      var key = new ArrayList<String>();
      for (int k = 0; k < axes.size(); k++) {
        key.add(Fields.text(row, "a" + k));
      }
      key.add(Fields.text(row, "replicate"));
      return key;
    }
  }

  /** The rows, and each one's place by its key. */
  static SeedRows of(SparkSession spark, Grouping grouping, Map<List<String>, Integer> places) {
    List<Measure> measures = measures(spark);
    String means =
        measures.stream()
            .map(
                m ->
                    String.format(
                        Locale.ROOT,
                        ", avg(`%1$s`) FILTER (WHERE status = 'succeeded') AS `%1$s`, count(`%1$s`) FILTER (WHERE status = 'succeeded') AS `n %1$s`",
                        m.column()))
            .collect(joining());
    String statuses =
        STATUSES.stream()
            .map(s -> String.format(Locale.ROOT, ", count_if(status = '%1$s') AS `%1$s`", s))
            .collect(joining());
    String selected =
        measures.stream()
            .map(m -> String.format(Locale.ROOT, ", nanvl(`%1$s`, null) AS `%1$s`", m.column()))
            .collect(joining());
    List<Row> rows =
        spark
            .sql(
                String.format(
                    Locale.ROOT,
                    "SELECT %1$s%2$s%3$s FROM (SELECT status, %4$s%5$s FROM %6$s) GROUP BY %1$s ORDER BY %1$s",
                    grouping.names(),
                    statuses,
                    means,
                    grouping.columns(),
                    selected,
                    Measure.RELATION))
            .collectAsList();
    for (int i = 0; i < rows.size(); i++) {
      places.put(grouping.key(rows.get(i)), i);
    }
    return of(grouping, rows, measures);
  }

  private static SeedRows of(Grouping grouping, List<Row> rows, List<Measure> measures) {
    List<int[]> values = new ArrayList<>();
    for (int k = 0; k < grouping.axes().size(); k++) {
      String column = "a" + k;
      List<String> names = grouping.axes().get(k).values();
      values.add(rows.stream().mapToInt(r -> names.indexOf(Fields.text(r, column))).toArray());
    }
    List<String> replicates =
        rows.stream()
            .map(r -> Fields.text(r, "replicate"))
            .distinct()
            .sorted(Comparator.comparingInt(String::length).thenComparing(s -> s))
            .toList();
    Map<String, Integer> index = new LinkedHashMap<>();
    replicates.forEach(r -> index.put(r, index.size()));
    Map<String, int[]> statuses = new LinkedHashMap<>();
    for (String status : STATUSES) {
      int[] counts = wholes(rows, status);
      if (IntStream.of(counts).anyMatch(n -> n > 0)) {
        statuses.put(status, counts);
      }
    }
    Map<String, Double[]> means = new LinkedHashMap<>();
    Map<String, int[]> counts = new LinkedHashMap<>();
    for (Measure m : measures) {
      int[] n = wholes(rows, "n " + m.column());
      if (IntStream.of(n).anyMatch(k -> k > 0)) {
        means.put(
            m.column(),
            rows.stream()
                .map(r -> Fields.number(r, m.column()))
                .map(v -> v.isNaN() ? null : v)
                .toArray(Double[]::new));
        if (grouping.isBatched()) {
          counts.put(m.column(), n);
        }
      }
    }
    return new SeedRows(
        grouping.axes().stream().map(Axis::path).toList(),
        values,
        replicates.stream().map(SeedRows::name).toList(),
        rows.stream().mapToInt(r -> index.get(Fields.text(r, "replicate"))).toArray(),
        grouping.isBatched(),
        statuses,
        means,
        counts);
  }

  /**
   * What a study knows of one measure: a trial for each row that has it.
   *
   * @param all the axes of the page, {@link #axes} among them
   */
  Observations observations(List<Axis> all, String measure) {
    int[] levels = axes.stream().mapToInt(path -> Axis.find(all, path).values().size()).toArray();
    Double[] measured = measures.get(measure);
    List<Observations.Trial> trials =
        IntStream.range(0, measured.length)
            .filter(row -> measured[row] != null)
            .mapToObj(
                row ->
                    new Observations.Trial(
                        values.stream().mapToInt(ofAxis -> ofAxis[row]).toArray(),
                        replicates.get(replicate[row]),
                        measured[row]))
            .toList();
    List<double[]> numbers = axes.stream().map(path -> Axis.find(all, path).numbers()).toList();
    return new Observations(axes, levels, numbers, trials);
  }

  /**
   * As many metrics as the page has room for, and what is derived from the tables beside them; of
   * those that no trial has, none.
   */
  private static List<Measure> measures(SparkSession spark) {
    long trials = Math.min(MAX_ROWS, Math.max(1, spark.table("trials").count()));
    long most = Math.max(LEAST_MEASURES, MAX_NUMBERS / trials);
    List<String> columns = List.of(spark.table("trials").columns());
    return Stream.concat(
            Measure.ALL.stream().filter(m -> columns.contains(m.column())).limit(most),
            Measure.DERIVED.stream())
        .toList();
  }

  private static int[] wholes(List<Row> rows, String column) {
    return rows.stream().mapToInt(r -> (int) Fields.whole(r, column)).toArray();
  }

  /** A replicate by its seed, and by its pinned seeds only where there are any. */
  private static String name(String replicate) {
    return replicate.replaceAll("(/-)+$", "");
  }
}
