package org.espalier.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.espalier.execution.RunSummary;
import org.espalier.execution.SparkSessions;
import org.espalier.execution.SweepListener;
import org.espalier.execution.SweepRequest;
import org.espalier.plan.ResultStore;
import org.espalier.plan.RetryPolicy;
import org.espalier.plan.RunPlan;
import org.espalier.sweep.Sweep;
import org.espalier.sweep.SweepReader;
import org.espalier.table.Storage;

/**
 * Runs sweeps on a Spark session that a program has, and reads their results.
 *
 * <pre>{@code
 * SparkSession spark = SparkSession.builder().master("local[*]").getOrCreate();
 * RunPlan plan = Espalier.plan(Path.of("sweeps/quickstart.conf"), List.of("seed=0..4"));
 * System.out.println(plan.missing().size() + " trials to train");
 * RunSummary run =
 *     Espalier.run(
 *         spark, Path.of("sweeps/quickstart.conf"), List.of("seed=0..4"), SweepListener.NONE);
 * Espalier.results(spark, "results/quickstart").table("summary").show();
 * }</pre>
 *
 * <p>A run gives what {@code bin/espalier run} gives: it holds the lease of its results folder,
 * trains only what is missing, and stores whatever has ended; the same call goes on after it was
 * cancelled or killed. Results go to the folder that the sweep names with {@code run.out}, or to
 * {@code results/NAME} in the working folder.
 *
 * <p>Trials need {@code --add-modules=jdk.incubator.vector} for the fastest kernels and run without
 * it; on a cluster, the session needs the application's jar on its executors.
 */
public final class Espalier {
  private Espalier() {}

  /**
   * The results in a folder.
   *
   * @param path a results folder: a local path, or a URI of a file system that Hadoop knows
   * @throws org.espalier.ConfigurationException if it is none, or a file in it is damaged
   * @throws IllegalArgumentException if the session is one of Spark Connect
   */
  public static Results results(SparkSession spark, String path) {
    return Results.of(classic(spark, "Espalier.results"), path);
  }

  /**
   * What a run of a sweep would have to do. Nothing is written.
   *
   * @param spark asked for Hadoop's settings
   * @param file a sweep file
   * @param overrides words {@code key=value} that replace what the file says of a setting
   * @throws org.espalier.ConfigurationException for anything that is not allowed
   */
  public static RunPlan plan(SparkSession spark, Path file, List<String> overrides) {
    classic(spark, "Espalier.plan");
    return plan(SweepReader.read(file, overrides), path -> hadoop(spark, path));
  }

  /**
   * As {@link #plan(SparkSession, Path, List)} without a session: the folder of the results is a
   * local one, or one that Hadoop's own configuration files lead to.
   *
   * @param file a sweep file
   * @param overrides words {@code key=value} that replace what the file says of a setting
   * @throws org.espalier.ConfigurationException for anything that is not allowed
   */
  public static RunPlan plan(Path file, List<String> overrides) {
    return plan(SweepReader.read(file, overrides), path -> Map.of());
  }

  private static RunPlan plan(Sweep sweep, Function<String, Map<String, String>> hadoop) {
    ResultStore store = store(sweep, hadoop);
    try {
      return SweepRequest.of(sweep).plan(store, RetryPolicy.NONE);
    } catch (IOException e) {
      throw store.unreadable(e);
    }
  }

  /**
   * Trains what is missing of a sweep and returns when it has ended. If this thread is interrupted,
   * as by a notebook that stops a cell, or if the listener throws, trials that have ended are
   * stored first.
   *
   * @param spark is not closed
   * @param file a sweep file; what it says of Spark itself is not heeded: the session is there
   * @param overrides words {@code key=value} that replace what the file says of a setting
   * @param listener told how it goes, on this thread
   * @return how it ended; trials that did not succeed are named in it
   * @throws org.espalier.ConfigurationException for anything that is not allowed, or if the folder
   *     cannot be used: another run holds it, it holds another sweep, a file in it is damaged, it
   *     cannot be written; then nothing was trained
   * @throws IllegalArgumentException if the session is one of Spark Connect
   * @throws IOException if the folder fails while trials are trained
   */
  public static RunSummary run(
      SparkSession spark, Path file, List<String> overrides, SweepListener listener)
      throws IOException {
    return SweepRun.of(classic(spark, "Espalier.run"), file, overrides).train(listener);
  }

  /**
   * As {@link #run}, on a thread of its own.
   *
   * @param listener told how it goes, on that thread
   * @throws org.espalier.ConfigurationException for anything that is not allowed in the file or the
   *     overrides; what is found out later is thrown by {@link SweepRun#await}
   */
  public static SweepRun start(
      SparkSession spark, Path file, List<String> overrides, SweepListener listener) {
    SweepRun run = SweepRun.of(classic(spark, "Espalier.start"), file, overrides);
    run.begin(listener);
    return run;
  }

  static ResultStore store(SparkSession spark, Sweep sweep) {
    return store(sweep, path -> hadoop(spark, path));
  }

  private static ResultStore store(Sweep sweep, Function<String, Map<String, String>> hadoop) {
    String results = sweep.results();
    return ResultStore.open(Storage.absolute(results), hadoop.apply(results));
  }

  /** Hadoop's settings for folders that are not local. */
  static Map<String, String> hadoop(SparkSession spark, String path) {
    return Storage.isLocal(path)
        ? Map.of()
        : SparkSessions.hadoop(classic(spark, "a results folder that is not on this machine"));
  }

  private static org.apache.spark.sql.classic.SparkSession classic(
      SparkSession spark, String what) {
    if (spark instanceof org.apache.spark.sql.classic.SparkSession classic) {
      return classic;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s needs a classic Spark session, not %s; over Spark Connect, results are read by the"
                + " catalog org.espalier.catalog.EspalierCatalog",
            what,
            spark.getClass().getName()));
  }
}
