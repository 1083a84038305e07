package org.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What ran.
 *
 * @param sweep name of the sweep
 * @param planned cells of the sweep, or -1 if it is not known
 * @param byStatus number of trials by status
 * @param coreHours sum of the trials' times
 * @param provenance distinct values of each column that says how rows were made, with their counts
 * @param failures the failures by kind, most frequent first
 */
record Overview(
    String sweep,
    long planned,
    Map<String, Long> byStatus,
    double coreHours,
    Map<String, Map<String, Long>> provenance,
    List<Failure> failures) {

  /** Trials that ended in the same way: how many, and one of them. */
  record Failure(String status, String type, String message, long trials, String example) {}

  private static final List<String> PROVENANCE =
      List.of("version", "git_commit", "java", "os", "cpu", "engine", "host");

  static Overview of(SparkSession spark, String sweep, long planned) {
    Map<String, Long> byStatus = new LinkedHashMap<>();
    spark
        .sql("SELECT status, count(*) FROM trials GROUP BY status ORDER BY status")
        .collectAsList()
        .forEach(r -> byStatus.put(r.getString(0), r.getLong(1)));
    Row hours = spark.sql("SELECT coalesce(sum(seconds), 0.0D) / 3600 FROM trials").first();
    Map<String, Map<String, Long>> provenance = new LinkedHashMap<>();
    for (String column : PROVENANCE) {
      Map<String, Long> values = new LinkedHashMap<>();
      spark
          .sql(
              "SELECT coalesce(cast(`%s` AS STRING), '-'), count(*) AS n FROM trials GROUP BY 1 ORDER BY n DESC, 1 LIMIT 5"
                  .formatted(column))
          .collectAsList()
          .forEach(r -> values.put(r.getString(0), r.getLong(1)));
      provenance.put(column, values);
    }
    return new Overview(sweep, planned, byStatus, hours.getDouble(0), provenance, failures(spark));
  }

  private static List<Failure> failures(SparkSession spark) {
    var failures = new ArrayList<Failure>();
    spark
        .sql(
            """
            SELECT status, coalesce(error_class, ''), coalesce(error_message, ''), count(*) AS n,
              min(id)
            FROM trials WHERE status <> 'succeeded' GROUP BY 1, 2, 3 ORDER BY n DESC LIMIT 50
            """)
        .collectAsList()
        .forEach(
            r ->
                failures.add(
                    new Failure(
                        r.getString(0),
                        r.getString(1),
                        r.getString(2),
                        r.getLong(3),
                        r.getString(4))));
    return failures;
  }
}
