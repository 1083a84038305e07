package org.espalier.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.query.Replicates;

/**
 * What ran.
 *
 * @param sweep name of the sweep
 * @param description one sentence of its author, or empty
 * @param command that makes the page, as a shell takes it
 * @param planned trials of the sweep, or -1 if it is not known
 * @param missing planned trials that are not stored, 0 if it is not known
 * @param others stored trials that the sweep no longer asks for: they are left out
 * @param fixed settings of one value, by path
 * @param seeds the replicates: how many there are, and the first of them
 * @param started when the first trial started, in UTC
 * @param finished when the last one ended
 * @param byStatus number of trials by status
 * @param coreHours sum of the trials' times
 * @param provenance distinct values of each column that says how rows were made, with their counts
 * @param failures the failures by kind, most frequent first
 */
record Overview(
    String sweep,
    String description,
    String command,
    long planned,
    long missing,
    long others,
    Map<String, String> fixed,
    Seeds seeds,
    String started,
    String finished,
    Map<String, Long> byStatus,
    double coreHours,
    Map<String, Map<String, Long>> provenance,
    List<Failure> failures) {

  /** How many replicates there are, and the names of the first of them in order. */
  record Seeds(long count, List<String> first) {}

  private static final int SEEDS_TOLD = 20;

  /** Trials that ended in the same way: how many, and one of them. */
  record Failure(String status, String type, String message, long trials, String example) {}

  private static final List<String> PROVENANCE =
      List.of("version", "git_commit", "java", "os", "cpu", "engine", "host");

  /** Different values of a column that are told at most. */
  private static final int MAX_VALUES = 5;

  static Overview of(SparkSession spark, Source source, List<Axis> settings) {
    Map<String, Long> byStatus = new LinkedHashMap<>();
    double seconds = 0;
    for (Row row :
        spark
            .sql(
                "SELECT status, count(*) AS n, sum(seconds) AS seconds FROM trials GROUP BY status ORDER BY status")
            .collectAsList()) {
      byStatus.put(Fields.text(row, "status"), Fields.whole(row, "n"));
      double some = Fields.number(row, "seconds");
      seconds += Double.isNaN(some) ? 0 : some;
    }
    Row times =
        spark
            .sql(
                """
                SELECT date_format(min(started), 'yyyy-MM-dd HH:mm') AS started,
                  date_format(max(finished), 'yyyy-MM-dd HH:mm') AS finished FROM trials
                """)
            .first();
    return new Overview(
        source.sweep(),
        source.description(),
        source.command(),
        source.planned(),
        source.missing(),
        source.others(),
        fixed(settings),
        seeds(spark),
        Fields.text(times, "started"),
        Fields.text(times, "finished"),
        byStatus,
        seconds / 3600,
        provenance(spark),
        failures(spark));
  }

  /** What applies and never varies. */
  private static Map<String, String> fixed(List<Axis> settings) {
    Map<String, String> fixed = new LinkedHashMap<>();
    for (Axis setting : settings) {
      if (setting.values().size() == 1 && !setting.values().get(0).equals(Axis.ABSENT)) {
        fixed.put(setting.path(), setting.values().get(0));
      }
    }
    return fixed;
  }

  private static Seeds seeds(SparkSession spark) {
    List<String> all =
        spark
            .sql("SELECT DISTINCT " + Replicates.NAME + " AS replicate FROM trials")
            .collectAsList()
            .stream()
            .map(r -> Fields.text(r, "replicate"))
            .sorted(Comparator.comparingInt(String::length).thenComparing(name -> name))
            .toList();
    return new Seeds(all.size(), all.subList(0, Math.min(SEEDS_TOLD, all.size())));
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
              Map<String, Long> values = provenance.get(Fields.text(r, "what"));
              if (values.size() < MAX_VALUES) {
                values.put(Fields.text(r, "value"), Fields.whole(r, "n"));
              }
            });
    return provenance;
  }

  private static List<Failure> failures(SparkSession spark) {
    var failures = new ArrayList<Failure>();
    spark
        .sql(
            """
            SELECT status, coalesce(error_class, '') AS type,
              coalesce(error_message, '') AS message, count(*) AS n, min(trial_id) AS example
            FROM trials WHERE status <> 'succeeded' GROUP BY 1, 2, 3 ORDER BY n DESC LIMIT 50
            """)
        .collectAsList()
        .forEach(
            r ->
                failures.add(
                    new Failure(
                        Fields.text(r, "status"),
                        Fields.text(r, "type"),
                        Fields.text(r, "message"),
                        Fields.whole(r, "n"),
                        Fields.text(r, "example"))));
    return failures;
  }
}
