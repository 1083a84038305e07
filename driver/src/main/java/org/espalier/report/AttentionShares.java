package org.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Where first-layer attention goes, by what the position attended to is to the one that attends:
 * shares of the rows that have a parent before them. The table has the largest attention over
 * heads, so each row is divided by what it adds up to, and counts once however many heads there
 * are.
 *
 * @param axis path of the axis that tells the bars apart, or null for one bar of all trials
 * @param bars one for each value
 */
record AttentionShares(String axis, List<Bar> bars) {

  /**
   * One bar.
   *
   * @param value name of the axis's value, or null
   * @param shares by relation; they sum to 1
   * @param rows number of rows behind it
   */
  record Bar(String value, Map<String, Double> shares, long rows) {}

  /** Axes with more values than this have no bars of their own. */
  private static final int MAX_BARS = 12;

  /** All trials together, then by each axis. */
  static List<AttentionShares> all(SparkSession spark, List<Axis> axes) {
    AxisSets grouping =
        AxisSets.single(axes.stream().filter(a -> a.values().size() <= MAX_BARS).toList());
    List<Row> rows = rows(spark, grouping);
    var all = new ArrayList<AttentionShares>();
    all.add(new AttentionShares(null, bars(grouping, rows, null)));
    grouping
        .axes()
        .forEach(axis -> all.add(new AttentionShares(axis.path(), bars(grouping, rows, axis))));
    return all;
  }

  /**
   * Shares of rows by relation, added up over rows, and the number of rows that have a pair so
   * related. The pairs of a trial are brought together once, and added up before the trial's
   * settings are looked up.
   */
  private static List<Row> rows(SparkSession spark, AxisSets grouping) {
    return spark
        .sql(
            String.format(
                Locale.ROOT,
                """
            SELECT relation, sum(mass) AS mass, sum(n) AS n%s FROM (
              SELECT e.relation, e.mass, e.n%s FROM (
                SELECT trial_id, relation, sum(mass / nullif(whole, 0)) AS mass, count(*) AS n FROM (
                  SELECT trial_id, relation, sum(attention) AS mass,
                    sum(sum(attention)) OVER (PARTITION BY trial_id, child) AS whole,
                    max(max(is_edge AND identifiable))
                      OVER (PARTITION BY trial_id, child) AS has_parent
                  FROM (SELECT trial_id, child, relation, attention, is_edge, identifiable
                        FROM edges DISTRIBUTE BY trial_id)
                  GROUP BY trial_id, child, relation)
                WHERE has_parent GROUP BY trial_id, relation) e
              JOIN trials t ON e.trial_id = t.trial_id WHERE t.status = 'succeeded')
            GROUP BY %s ORDER BY relation
            """,
                grouping.columns(),
                grouping.expressions(),
                grouping.groupingSets("relation")))
        .collectAsList();
  }

  private static List<Bar> bars(AxisSets grouping, List<Row> all, Axis axis) {
    List<Row> rows = grouping.rows(all, axis == null ? List.of() : List.of(axis));
    var bars = new ArrayList<Bar>();
    int count = axis == null ? 1 : axis.values().size();
    for (int k = 0; k < count; k++) {
      Map<String, Double> shares = new LinkedHashMap<>();
      long n = 0;
      double total = 0;
      for (Row row : rows) {
        if (axis == null || grouping.value(row, axis).equals(axis.values().get(k))) {
          shares.put(Fields.text(row, "relation"), Fields.number(row, "mass"));
          total += Fields.number(row, "mass");
          n = Math.max(n, Fields.whole(row, "n"));
        }
      }
      double sum = total;
      shares.replaceAll((relation, mass) -> mass / sum);
      if (n > 0) {
        bars.add(new Bar(axis == null ? null : axis.names().get(k), shares, n));
      }
    }
    return bars;
  }
}
