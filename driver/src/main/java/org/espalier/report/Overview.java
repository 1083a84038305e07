package org.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
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

  /** Different values of a column that are told at most. */
  private static final int MAX_VALUES = 5;

  static Overview of(SparkSession spark, String sweep, long planned) {
    Map<String, Long> byStatus = new LinkedHashMap<>();
    double seconds = 0;
    for (Row row :
        spark
            .sql(
                "SELECT status, count(*), coalesce(sum(seconds), 0.0D) FROM trials GROUP BY status ORDER BY status")
            .collectAsList()) {
      byStatus.put(row.getString(0), row.getLong(1));
      seconds += row.getDouble(2);
    }
    return new Overview(
        sweep, planned, byStatus, seconds / 3600, provenance(spark), failures(spark));
  }

  private static Map<String, Map<String, Long>> provenance(SparkSession spark) {
    Map<String, Map<String, Long>> provenance = new LinkedHashMap<>();
    PROVENANCE.forEach(column -> provenance.put(column, new LinkedHashMap<>()));
    String pairs =
        PROVENANCE.stream()
            .map(
                c ->
                    String.format(
                        Locale.ROOT, ", '%1$s', coalesce(cast(`%1$s` AS STRING), '-')", c))
            .collect(Collectors.joining());
    spark
        .sql(
            String.format(
                Locale.ROOT,
                """
            SELECT what, value, count(*) AS n
            FROM (SELECT stack(%d%s) AS (what, value) FROM trials)
            GROUP BY what, value ORDER BY n DESC, value
            """,
                PROVENANCE.size(),
                pairs))
        .collectAsList()
        .forEach(
            r -> {
              Map<String, Long> values = provenance.get(r.getString(0));
              if (values.size() < MAX_VALUES) {
                values.put(r.getString(1), r.getLong(2));
              }
            });
    return provenance;
  }

  private static List<Failure> failures(SparkSession spark) {
    var failures = new ArrayList<Failure>();
    spark
        .sql(
            """
            SELECT status, coalesce(error_class, ''), coalesce(error_message, ''), count(*) AS n,
              min(trial_id)
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
