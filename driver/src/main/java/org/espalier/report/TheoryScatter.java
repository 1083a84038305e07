package org.espalier.report;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * The gradient before training against the mutual information, pair by pair.
 *
 * @param points pairs (child, candidate), edges first: a sample where there are many, and as large
 *     a one of edges as of pairs that are none
 * @param pairs how many there are in all
 * @param edges how many of them are edges
 */
record TheoryScatter(List<Point> points, long pairs, long edges) {

  /** Of more edges than this, or more other pairs, there is a sample: what one plot can show. */
  private static final int MAX_OF_A_KIND = 2000;

  /** One pair: g_ij, minus the gradient, whether it is an edge. In the page without the names. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  record Point(double information, double descent, boolean edge) {}

  static TheoryScatter of(SparkSession spark) {
    String known =
        "FROM edges WHERE mutual_information IS NOT NULL AND initial_gradient IS NOT NULL";
    var counts =
        spark
            .sql("SELECT count(*) AS pairs, coalesce(sum(int(is_edge)), 0) AS edges " + known)
            .first();
    List<Point> points =
        spark
            .sql(
                String.format(
                    Locale.ROOT,
                    """
                SELECT mutual_information, descent, is_edge FROM (
                  SELECT mutual_information, -initial_gradient AS descent, is_edge, row_number() OVER
                    (PARTITION BY is_edge ORDER BY xxhash64(trial_id, child, candidate)) AS place %s)
                WHERE place <= %d ORDER BY NOT is_edge, place
                """,
                    known,
                    MAX_OF_A_KIND))
            .collectAsList()
            .stream()
            .map(
                r ->
                    new Point(
                        Fields.number(r, "mutual_information"),
                        Fields.number(r, "descent"),
                        Fields.is(r, "is_edge")))
            .toList();
    return new TheoryScatter(points, Fields.whole(counts, "pairs"), Fields.whole(counts, "edges"));
  }
}
