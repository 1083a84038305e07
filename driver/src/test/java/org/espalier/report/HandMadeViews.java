package org.espalier.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialMetrics;

/**
 * Result views of a few rows written by hand, so that a plot's numbers can be worked out on paper.
 */
final class HandMadeViews {

  private HandMadeViews() {}

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

  static void rivals(SparkSession spark, List<Map<String, String>> rows) {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("trial_id", "STRING");
    types.put("method", "STRING");
    types.put("edge_accuracy", "DOUBLE");
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
    spark
        .sql(
            "SELECT '' AS trial_id, '' AS name, 1 AS rows, 1 AS columns, array(cast(0 AS FLOAT)) AS values WHERE false")
        .createOrReplaceTempView("weights");
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
    String statement =
        rows.isEmpty()
            ? row(types, Map.of()) + " WHERE false"
            : rows.stream()
                .map(row -> row(types, row))
                .collect(Collectors.joining(" UNION ALL "));
    spark.sql(statement).createOrReplaceTempView(name);
  }

  private static String row(Map<String, String> types, Map<String, String> row) {
    return types.entrySet().stream()
        .map(
            t ->
                String.format(
                    Locale.ROOT,
                    "CAST(%s AS %s) AS `%s`",
                    row.getOrDefault(t.getKey(), "NULL"),
                    t.getValue(),
                    t.getKey()))
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }
}
