package org.espalier.catalog.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A program that knows Spark alone, of either kind: a session of this process, or one of Spark
 * Connect. It asks for a study that is growing, and ends with an error when an answer is not one of
 * a single moment. Then it asks the statements of a file, of which each must have an answer.
 *
 * <p>Arguments: the name of the study in the catalog, how many statements to ask of it, the file,
 * whose statements are separated by semicolons, and the address of a Connect server if there is
 * one. For each statement it prints a line.
 */
public final class Asker {
  /** What every client runs; each row must say that nothing is amiss. */
  private static final List<String> STATEMENTS =
      List.of(
          """
          SELECT count(*) AS trials, count(*) = count(DISTINCT trial_id) AS whole
          FROM %1$s.trials
          """,
          // a pack is there with all of its tables or not at all
          """
          SELECT (SELECT count(*) FROM %1$s.trials) AS trials, count(*) = 0 AS whole
          FROM %1$s.trials t FULL JOIN (SELECT DISTINCT trial_id FROM %1$s.curves) c
            ON t.trial_id = c.trial_id
          WHERE t.trial_id IS NULL OR c.trial_id IS NULL
          """,
          // all trials are of one size
          """
          SELECT count(*) AS trials,
            min(n) = max(n) AND count(*) = (SELECT count(*) FROM %1$s.trials) AS whole
          FROM (SELECT trial_id, count(*) AS n FROM %1$s.curves GROUP BY trial_id)
          """,
          """
          SELECT count(*) AS trials,
            min(n) = max(n) AND count(*) = (SELECT count(*) FROM %1$s.trials) AS whole
          FROM (
            SELECT t.trial_id, count(*) AS n
            FROM %1$s.trials t JOIN %1$s.edges e ON t.trial_id = e.trial_id
            GROUP BY t.trial_id)
          """,
          """
          SELECT sum(n) AS trials, sum(n) = (SELECT count(*) FROM %1$s.planned_trials) AS whole
          FROM %1$s.summary
          """);

  private Asker() {}

  /** Asks. */
  public static void main(String[] arguments) throws IOException {
    String study = arguments[0];
    int count = Integer.parseInt(arguments[1]);
    SparkSession.Builder builder = SparkSession.builder();
    SparkSession spark =
        (arguments.length > 3 ? builder.remote(arguments[3]) : builder).getOrCreate();
    long[] before = new long[STATEMENTS.size()];
    for (int s = 0; s < count; s++) {
      int kind = s % STATEMENTS.size();
      String statement = String.format(Locale.ROOT, STATEMENTS.get(kind), study);
      Row answer = spark.sql(statement).collectAsList().get(0);
      long trials = ((Number) answer.get(0)).longValue();
      System.out.println("statement " + s + ": " + answer);
      if (!answer.getBoolean(1) || trials < before[kind]) {
        throw new IllegalStateException(statement + " gave " + answer);
      }
      before[kind] = trials;
    }
    String document = Files.readString(Path.of(arguments[2]));
    for (String statement : document.split(";\\s*", -1)) {
      List<Row> rows = spark.sql(statement).collectAsList();
      System.out.println(statement.strip() + ": " + rows.size() + " rows");
      if (rows.isEmpty()) {
        throw new IllegalStateException(statement + " gave nothing");
      }
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "asked %d statements through %s, from %d trials on",
            count,
            spark.getClass().getName(),
            before[0]));
    spark.close();
  }
}
