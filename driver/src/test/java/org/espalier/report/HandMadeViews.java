package org.espalier.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.execution.SharedSpark;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialMetrics;

/**
 * Result views of a few rows written by hand, so that a plot's numbers can be worked out on paper.
 */
final class HandMadeViews {

  private HandMadeViews() {}

  /** A session that has no views yet. */
  static SparkSession session() {
    return SharedSpark.session().newSession();
  }

  /** A view {@code trials}: for each row the columns that are not null, as SQL literals. */
  static void trials(SparkSession spark, List<Map<String, String>> rows) {
    Map<String, String> types = new LinkedHashMap<>();
    for (String text :
        List.of(
            "trial_id",
            "sweep",
            "status",
            "version",
            "git_commit",
            "java",
            "os",
            "cpu",
            "engine",
            "host",
            "error_class",
            "error_message")) {
      types.put(text, "STRING");
    }
    types.put("seconds", "DOUBLE");
    types.put("started", "TIMESTAMP");
    types.put("finished", "TIMESTAMP");
    SpecKeys.ALL.forEach(
        key ->
            types.put(
                key.column(),
                switch (key.type().kind()) {
                  case INTEGER -> "INT";
                  case LONG -> "BIGINT";
                  case REAL -> "DOUBLE";
                  case TEXT -> "STRING";
                  case INTEGERS -> "ARRAY<INT>";
                  case REALS -> "ARRAY<DOUBLE>";
                }));
    TrialMetrics.ALL.forEach(m -> types.put(m.name(), "DOUBLE"));
    view(spark, "trials", types, rows);
    rivals(spark, List.of());
  }

  static void curves(SparkSession spark, List<Map<String, String>> rows) {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("trial_id", "STRING");
    types.put("step", "INT");
    types.put("test_loss", "DOUBLE");
    types.put("parent_attention", "DOUBLE");
    types.put("edge_accuracy", "DOUBLE");
    types.put("loss_gap", "DOUBLE");
    types.put("train_loss", "DOUBLE");
    view(spark, "curves", types, rows);
  }

  static void edges(SparkSession spark, List<Map<String, String>> rows) {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("trial_id", "STRING");
    types.put("child", "INT");
    types.put("candidate", "INT");
    types.put("is_edge", "BOOLEAN");
    types.put("identifiable", "BOOLEAN");
    types.put("relation", "STRING");
    types.put("attention", "DOUBLE");
    types.put("initial_gradient", "DOUBLE");
    types.put("mutual_information", "DOUBLE");
    view(spark, "edges", types, rows);
  }

  /** A row of {@code edges}: a candidate of a child, identifiable if it is an edge. */
  static Map<String, String> edge(
      String trial, int child, int candidate, boolean isEdge, String relation, double attention) {
    return Map.of(
        "trial_id", "'" + trial + "'",
        "child", String.valueOf(child),
        "candidate", String.valueOf(candidate),
        "is_edge", String.valueOf(isEdge),
        "identifiable", String.valueOf(isEdge),
        "relation", "'" + relation + "'",
        "attention", String.valueOf(attention),
        "initial_gradient", isEdge ? "-2.0" : "0.5",
        "mutual_information", isEdge ? "0.75" : "0.0");
  }

  static void rivals(SparkSession spark, List<Map<String, String>> rows) {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("trial_id", "STRING");
    types.put("method", "STRING");
    types.put("edge_accuracy", "DOUBLE");
    types.put("chance_edge_accuracy", "DOUBLE");
    view(spark, "rivals", types, rows);
  }

  static void predictors(SparkSession spark, List<Map<String, String>> rows) {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("trial_id", "STRING");
    types.put("step", "INT");
    types.put("predictor", "STRING");
    types.put("loss", "DOUBLE");
    types.put("kl", "DOUBLE");
    types.put("kl_by_position", "ARRAY<DOUBLE>");
    view(spark, "predictors", types, rows);
  }

  /** Views {@code attention} and {@code weights} without a row. */
  static void noMatrices(SparkSession spark) {
    attention(spark, List.of());
    noWeights(spark);
  }

  /** A view {@code weights} without a row. */
  static void noWeights(SparkSession spark) {
    weights(spark, List.of());
  }

  static void weights(SparkSession spark, List<Map<String, String>> rows) {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("trial_id", "STRING");
    types.put("name", "STRING");
    types.put("rows", "INT");
    types.put("columns", "INT");
    types.put("values", "ARRAY<FLOAT>");
    view(spark, "weights", types, rows);
  }

  static void attention(SparkSession spark, List<Map<String, String>> rows) {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("trial_id", "STRING");
    types.put("step", "INT");
    types.put("kind", "STRING");
    types.put("layer", "INT");
    types.put("head", "INT");
    types.put("weights", "ARRAY<ARRAY<FLOAT>>");
    view(spark, "attention", types, rows);
  }

  private static void view(
      SparkSession spark, String name, Map<String, String> types, List<Map<String, String>> rows) {
    List<String> given = types.keySet().stream().filter(isGivenIn(rows)).toList();
    String statement =
        types.entrySet().stream()
                .map(t -> column(t.getKey(), t.getValue(), given.contains(t.getKey())))
                .collect(Collectors.joining(", ", "SELECT ", ""))
            + (given.isEmpty() ? " WHERE false" : " FROM " + table(given, rows));
    Dataset<Row> made = spark.sql(statement);
    // a table of rows: the statement would be planned again by every query
    spark.createDataFrame(made.collectAsList(), made.schema()).createOrReplaceTempView(name);
  }

  private static Predicate<String> isGivenIn(List<Map<String, String>> rows) {
    return column -> rows.stream().anyMatch(row -> row.containsKey(column));
  }

  private static String column(String name, String type, boolean isGiven) {
    return String.format(
        Locale.ROOT, "CAST(%s AS %s) AS `%s`", isGiven ? "`" + name + "`" : "NULL", type, name);
  }

  private static String table(List<String> columns, List<Map<String, String>> rows) {
    String values =
        rows.stream()
            .map(
                row ->
                    columns.stream()
                        .map(column -> row.getOrDefault(column, "NULL"))
                        .collect(Collectors.joining(", ", "(", ")")))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT, "VALUES %s AS given(`%s`)", values, String.join("`, `", columns));
  }
}
