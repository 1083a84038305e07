package org.espalier.query;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static org.espalier.query.ResultViews.PLANNED;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.metric.Bounds;
import org.espalier.study.Contrast;
import org.espalier.study.Importance;
import org.espalier.study.Observations;
import org.espalier.trial.TrialMetrics;

/**
 * A view that is calculated and not only selected: each metric of each sweep by a task of its own,
 * when the view is read.
 *
 * @param name in SQL
 * @param meaning one sentence
 * @param columns what it has, after {@code sweep} and {@code metric}
 * @param calculation its rows for one metric
 */
record StudyView(String name, String meaning, List<StudyColumn> columns, Calculation calculation) {

  /** The metrics that a study asks about, of recovery, of loss and of time. */
  static final List<String> METRICS =
      List.of(
          "edge_accuracy",
          "parent_attention_mean",
          "auroc",
          "average_precision",
          "shd_argmax",
          "test_loss",
          "loss_gap",
          "normalized_gap",
          "optimisation_gap",
          "architecture_gap",
          "steps_to_accuracy_50",
          "steps_to_accuracy_90",
          "steps_to_accuracy_100");

  /**
   * A column.
   *
   * @param name in SQL
   * @param type of its values
   * @param meaning its comment
   */
  record StudyColumn(String name, DataType type, String meaning) {}

  /** What makes the rows of one metric. */
  private interface Calculation extends Serializable {
    /** The rows after the columns {@code sweep} and {@code metric}. */
    List<List<Object>> rows(String metric, Levels levels, Observations data);
  }

  /** Both views. */
  static List<StudyView> all() {
    return List.of(importance(), contrasts());
  }

  private static StudyView importance() {
    return new StudyView(
        "importance",
        "One row for each metric and axis, pair of axes, and the seeds: its share of the variance.",
        List.of(
            new StudyColumn(
                "axis",
                DataTypes.StringType,
                "Path of the axis, or seed. Paths of axes that only change together are joined by"
                    + " &."),
            new StudyColumn(
                "other_axis",
                DataTypes.StringType,
                "Path of the second axis of an interaction, or several joined by &. Null where the row"
                    + " is of one axis."),
            new StudyColumn(
                "share",
                DataTypes.DoubleType,
                "Share of the metric's variance over trials, 0 to 1: what the axis explains beside"
                    + " all others, or what the pair explains beyond both, less what chance alone"
                    + " would explain."),
            new StudyColumn(
                "share_low",
                DataTypes.DoubleType,
                "Lower end of the share's bootstrap interval, which held it in 92 to 95 % of"
                    + " simulated studies."),
            new StudyColumn(
                "share_high",
                DataTypes.DoubleType,
                "Upper end of the share's bootstrap interval, which held it in 92 to 95 % of"
                    + " simulated studies."),
            new StudyColumn(
                "trials", DataTypes.IntegerType, "Number of trials that have the metric.")),
        StudyView::importanceRows);
  }

  private static List<List<Object>> importanceRows(
      String metric, Levels levels, Observations data) {
    return Importance.of(data).stream()
        .map(
            row ->
                Arrays.<Object>asList(
                    row.first().isEmpty() ? "seed" : row.first(),
                    row.second().isEmpty() ? null : row.second(),
                    orNull(row.share()),
                    orNull(row.low()),
                    orNull(row.high()),
                    data.trials().size()))
        .toList();
  }

  private static StudyView contrasts() {
    return new StudyView(
        "contrasts",
        "One row for each metric, axis and pair of its values: the difference that the value makes.",
        List.of(
            new StudyColumn("axis", DataTypes.StringType, "Path of the axis."),
            new StudyColumn("value", DataTypes.StringType, "A value of the axis, as text."),
            new StudyColumn(
                "other_value", DataTypes.StringType, "A later value of the axis, as text."),
            new StudyColumn(
                "difference",
                DataTypes.DoubleType,
                "Metric at other_value minus metric at value, in trials that agree in every other"
                    + " axis and in their seeds: the mean over settings of the means over"
                    + " replicates."),
            new StudyColumn(
                "difference_low",
                DataTypes.DoubleType,
                "Lower end of the 95 % interval of the difference, by Student's t over replicates."
                    + " Where all replicates have one difference: what as many can exclude. Null"
                    + " where a setting has one pair only, and where that difference is of a metric"
                    + " without two bounds."),
            new StudyColumn(
                "difference_high",
                DataTypes.DoubleType,
                "Upper end of the 95 % interval of the difference, by Student's t over replicates."
                    + " Where all replicates have one difference: what as many can exclude. Null"
                    + " where a setting has one pair only, and where that difference is of a metric"
                    + " without two bounds."),
            new StudyColumn(
                "n",
                DataTypes.IntegerType,
                "Number of replicates, which differ in their seeds alone, that have a pair."),
            new StudyColumn(
                "pairs",
                DataTypes.IntegerType,
                "Number of pairs of trials over all settings of the other axes."),
            new StudyColumn(
                "p",
                DataTypes.DoubleType,
                "Two-sided p of no difference, by flipping the signs of whole replicates: with n"
                    + " replicates it is at least 2 / 2^n."),
            new StudyColumn(
                "p_holm",
                DataTypes.DoubleType,
                "The p value adjusted by Holm's method over all contrasts of the metric and axis.")),
        StudyView::contrastRows);
  }

  private static List<List<Object>> contrastRows(String metric, Levels levels, Observations data) {
    Bounds bounds = TrialMetrics.find(metric).orElseThrow().bounds().ofDifferences();
    return Contrast.all(data, bounds).stream()
        .map(
            row -> {
              List<String> values = levels.of(data.axes().indexOf(row.axis()));
              return Arrays.<Object>asList(
                  row.axis(),
                  values.get(row.first()),
                  values.get(row.second()),
                  row.difference(),
                  orNull(row.low()),
                  orNull(row.high()),
                  row.n(),
                  row.pairs(),
                  row.p(),
                  row.adjusted());
            })
        .toList();
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : (Double) value;
  }

  /**
   * Makes the view known to a session; it is calculated whenever it is read.
   *
   * @param varied paths of the settings that the sweep varies
   */
  void register(SparkSession spark, Collection<String> varied) {
    CellColumns cell = CellColumns.of(varied);
    List<String> axes = cell.axes(varied).stream().map(key -> key.path()).toList();
    String levels =
        cell.axes(varied).stream()
            .map(key -> String.format(Locale.ROOT, "CAST(%s AS STRING)", View.quoted(key.column())))
            .collect(joining(", ", "array(", ")"));
    String metrics =
        METRICS.stream()
            .map(metric -> String.format(Locale.ROOT, "'%1$s', CAST(`%1$s` AS DOUBLE)", metric))
            .collect(joining(", "));
    Dataset<Row> values =
        spark.sql(
            String.format(
                Locale.ROOT,
                """
            SELECT sweep, metric, levels, replicate, value FROM (
              SELECT sweep, %s AS levels, %s AS replicate,
                stack(%d, %s) AS (metric, value)
              FROM %s WHERE status = 'succeeded')
            WHERE value IS NOT NULL AND NOT isnan(value)
            """,
                levels,
                Replicates.EXPRESSION,
                METRICS.size(),
                metrics,
                PLANNED));
    StructType schema = schema();
    Dataset<Row> rows =
        values
            .groupByKey(new SweepAndMetric(), Encoders.STRING())
            .flatMapGroups(new Rows(List.copyOf(axes), calculation), Encoders.row(schema))
            .toDF();
    Column[] described = // an encoder forgets comments
        Arrays.stream(schema.fields())
            .map(field -> rows.col(field.name()).as(field.name(), field.metadata()))
            .toArray(Column[]::new);
    rows.select(described).createOrReplaceTempView(name);
  }

  private StructType schema() {
    Stream<StudyColumn> keys =
        Stream.of(
            new StudyColumn("sweep", DataTypes.StringType, "Name of the sweep."),
            new StudyColumn("metric", DataTypes.StringType, "Column of the table trials."));
    return new StructType(
        Stream.concat(keys, columns.stream())
            .map(c -> new StructField(c.name(), c.type(), true, comment(c.meaning())))
            .toArray(StructField[]::new));
  }

  private static Metadata comment(String meaning) {
    return new MetadataBuilder().putString("comment", meaning).build();
  }

  /** What keeps the metrics and the sweeps apart. */
  private static final class SweepAndMetric implements MapFunction<Row, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String call(Row row) {
      return row.getString(1) + "/" + row.getString(0); // no metric has a slash in its name
    }
  }

  /** The rows of one metric of one sweep. */
  private record Rows(List<String> axes, Calculation calculation)
      implements FlatMapGroupsFunction<String, Row, Row> {

    @Override
    public Iterator<Row> call(String key, Iterator<Row> rows) {
      var trials = new ArrayList<Row>();
      rows.forEachRemaining(trials::add);
      String sweep = trials.get(0).getString(0);
      String metric = trials.get(0).getString(1);
      Levels levels = Levels.of(axes.size(), trials);
      return calculation.rows(metric, levels, levels.observations(axes, trials)).stream()
          .map(
              row ->
                  RowFactory.create(
                      Stream.concat(Stream.of(sweep, metric), row.stream()).toArray()))
          .iterator();
    }
  }

  /**
   * The values of each axis, those that do not apply first, then numbers by size, then texts.
   *
   * @param values for each axis; null stands for a setting that does not apply
   */
  record Levels(List<List<String>> values) {
    private static final Comparator<String> ORDER =
        Comparator.nullsFirst(
            Comparator.<String>comparingDouble(StudyView::number)
                .thenComparing(Comparator.naturalOrder()));

    static Levels of(int axes, List<Row> trials) {
      return new Levels(
          IntStream.range(0, axes)
              .mapToObj(
                  axis -> {
                    var values = new ArrayList<String>();
                    trials.forEach(row -> values.add(row.<String>getList(2).get(axis)));
                    return values.stream().distinct().sorted(ORDER).collect(toList());
                  })
              .toList());
    }

    List<String> of(int axis) {
      return values.get(axis);
    }

    Observations observations(List<String> axes, List<Row> rows) {
      List<Map<String, Integer>> places = values.stream().map(Levels::places).toList();
      return new Observations(
          axes,
          values.stream().mapToInt(List::size).toArray(),
          values.stream().map(Levels::numbers).toList(),
          rows.stream().map(row -> trial(row, places)).toList());
    }

    private static double[] numbers(List<String> texts) {
      return texts.stream()
          .mapToDouble(text -> text == null ? Double.NaN : number(text))
          .map(number -> Double.isFinite(number) ? number : Double.NaN)
          .toArray();
    }

    private static Map<String, Integer> places(List<String> texts) {
      var places = new HashMap<String, Integer>();
      texts.forEach(text -> places.put(text, places.size()));
      return places;
    }

    private static Observations.Trial trial(Row row, List<Map<String, Integer>> places) {
      List<String> texts = row.getList(2);
      int[] level =
          IntStream.range(0, texts.size())
              .map(axis -> places.get(axis).get(texts.get(axis)))
              .toArray();
      return new Observations.Trial(level, row.getString(3), row.getDouble(4));
    }
  }

  /** A number of a text; infinity for one that is none, so that texts come last. */
  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.POSITIVE_INFINITY;
    }
  }
}
