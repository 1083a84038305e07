package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Attention on the parent by the child's position, as in the paper's Figure 9: mean and standard
 * deviation over all edges that end at the position.
 *
 * @param points by position
 * @param mean over trials of each trial's mean over edges
 * @param sd standard deviation of that over trials
 * @param trials number of trials that have an edge
 */
record PositionProfile(List<Point> points, double mean, double sd, long trials) {

  /** One position: mean, standard deviation and number of edges. */
  record Point(int position, double mean, double sd, long edges) {}

  static PositionProfile of(SparkSession spark) {
    var points = new ArrayList<Point>();
    spark
        .sql(
            """
            SELECT child, avg(attention) AS mean, coalesce(stddev_samp(attention), 0) AS sd,
              count(attention) AS edges
            FROM edges WHERE is_edge AND identifiable GROUP BY child ORDER BY child
            """)
        .collectAsList()
        .forEach(
            r ->
                points.add(
                    new Point(
                        (int) Fields.whole(r, "child"),
                        Fields.number(r, "mean"),
                        Fields.number(r, "sd"),
                        Fields.whole(r, "edges"))));
    var total =
        spark
            .sql(
                """
                SELECT avg(m) AS mean, coalesce(stddev_samp(m), 0) AS sd, count(m) AS trials FROM (
                  SELECT avg(attention) AS m FROM edges WHERE is_edge AND identifiable
                  GROUP BY trial_id)
                """)
            .first();
    return new PositionProfile(
        points,
        Fields.number(total, "mean"),
        Fields.number(total, "sd"),
        Fields.whole(total, "trials"));
  }
}
