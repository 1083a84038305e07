package org.espalier.catalog.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.espalier.api.Espalier;
import org.espalier.execution.RunSummary;
import org.espalier.execution.SweepListener;
import org.espalier.plan.Compactor;
import org.espalier.plan.ResultStore;

/**
 * A process that trains a study and merges its files, over and over, until a file appears.
 *
 * <p>Arguments: the sweep file, the results folder, and the file at whose sight it ends.
 */
public final class Trainer {
  /** By how many seeds the study grows before its files are merged. */
  private static final int STEP = 3;

  private Trainer() {}

  /** Trains. */
  public static void main(String[] arguments) throws IOException {
    Path sweep = Path.of(arguments[0]);
    Path end = Path.of(arguments[2]);
    SparkSession spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false").getOrCreate();
    int rounds = 0;
    int merged = 0;
    for (int seeds = STEP; !Files.exists(end); seeds += STEP) {
      List<String> grown =
          List.of(String.format(Locale.ROOT, "seed=0..%d", seeds - 1), "run.out=" + arguments[1]);
      RunSummary run = Espalier.run(spark, sweep, grown, SweepListener.NONE);
      if (!run.isSuccess()) {
        throw new IllegalStateException(run.toString());
      }
      merged +=
          Compactor.compactAlone(ResultStore.open(arguments[1], Map.of()), false).packsBefore();
      rounds++;
      System.out.println(
          String.format(
              Locale.ROOT,
              "%d trials after %d runs, %d packs merged in %d compactions",
              2 * seeds,
              rounds,
              merged,
              rounds));
    }
    spark.stop();
  }
}
