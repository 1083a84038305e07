package org.espalier.catalog.client;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.espalier.api.Espalier;
import org.espalier.execution.SweepListener;

/**
 * A program that has Espalier's library and a session of Spark Connect, and asks for all that needs
 * a classic session. It prints what it is told, a line for each.
 *
 * <p>Arguments: the address of the server, a sweep file and a results folder.
 */
public final class RemoteProgram {
  private RemoteProgram() {}

  /** Asks. */
  public static void main(String[] arguments) throws Exception {
    Path sweep = Path.of(arguments[1]);
    SparkSession.Builder builder = SparkSession.builder().config("spark.api.mode", "connect");
    try (SparkSession spark = builder.remote(arguments[0]).getOrCreate()) {
      System.out.println("one and one are " + spark.sql("SELECT 1 + 1").head().getInt(0));
      tell(() -> Espalier.run(spark, sweep, List.of(), SweepListener.NONE));
      tell(() -> Espalier.start(spark, sweep, List.of(), SweepListener.NONE));
      tell(() -> Espalier.plan(spark, sweep, List.of()));
      tell(() -> Espalier.results(spark, arguments[2]));
    }
  }

  private static void tell(Callable<?> asked) throws Exception {
    try {
      System.out.println("went on with " + asked.call());
    } catch (IllegalArgumentException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }
}
