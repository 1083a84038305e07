package org.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Where first-layer attention goes, by what the position attended to is to the one that attends:
 * shares of the rows that have a parent before them.
 *
 * @param axis path of the axis that tells the bars apart, or null for one bar of all trials
 * @param bars one for each value
 */
record AttentionShares(String axis, List<Bar> bars) {

  /**
   * One bar.
   *
   * @param value of the axis, or null
   * @param shares by relation; they sum to 1
   * @param rows number of rows behind it
   */
  record Bar(String value, Map<String, Double> shares, long rows) {}

  /** All trials together, then by each axis. */
  static List<AttentionShares> all(SparkSession spark, List<Axis> axes) {
    var all = new ArrayList<AttentionShares>();
    all.add(of(spark, null));
    axes.stream().filter(a -> a.values().size() <= 12).forEach(a -> all.add(of(spark, a)));
    return all;
  }

  /** The shares by one axis, or of all trials together. */
  static AttentionShares of(SparkSession spark, Axis axis) {
    String value = axis == null ? "''" : axis.expression();
    List<Row> rows =
        spark
            .sql(
                """
                SELECT v, relation, sum(attention), count(DISTINCT trial_id, child) FROM (
                  SELECT %s AS v, e.trial_id, e.child, e.relation, e.attention,
                    max(e.is_edge AND e.identifiable)
                      OVER (PARTITION BY e.trial_id, e.child) AS has_parent
                  FROM edges e JOIN trials t ON e.trial_id = t.id
                  WHERE t.status = 'succeeded')
                WHERE has_parent GROUP BY v, relation ORDER BY v, relation
                """
                    .formatted(value))
            .collectAsList();
    return new AttentionShares(axis == null ? null : axis.path(), bars(rows, axis));
  }

  private static List<Bar> bars(List<Row> rows, Axis axis) {
    var bars = new ArrayList<Bar>();
    for (String v : axis == null ? List.of("") : axis.values()) {
      Map<String, Double> shares = new LinkedHashMap<>();
      long n = 0;
      double total = 0;
      for (Row row : rows) {
        if (row.getString(0).equals(v)) {
          shares.put(row.getString(1), row.getDouble(2));
          total += row.getDouble(2);
          n = Math.max(n, row.getLong(3));
        }
      }
      double sum = total;
      shares.replaceAll((relation, mass) -> mass / sum);
      if (n > 0) {
        bars.add(new Bar(axis == null ? null : v, shares, n));
      }
    }
    return bars;
  }
}
