package org.espalier.execution;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.espalier.plan.Lease;
import org.espalier.plan.ResultStore;
import org.espalier.plan.RunPlan;
import org.espalier.plan.StoreUpkeep;
import org.espalier.plan.StoredTrials;
import org.espalier.trial.TrialRunner;

/**
 * Trains what a results folder lacks of a sweep: plans, fans out over Spark, and sees to it that
 * whatever ended is stored.
 */
public final class SweepRunner {
  private final Supplier<SparkSession> spark;
  private final TrialFunction trial;
  private final StopRequest stop = new StopRequest();

  private SweepRunner(Supplier<SparkSession> spark, TrialFunction trial) {
    this.spark = spark;
    this.trial = trial;
  }

  /**
   * A runner of trials.
   *
   * @param spark asked for a session once there is something to train; it is not closed here
   */
  public static SweepRunner of(Supplier<SparkSession> spark) {
    return of(spark, TrialRunner::run);
  }

  /** A runner that trains in another way. */
  static SweepRunner of(Supplier<SparkSession> spark, TrialFunction trial) {
    return new SweepRunner(spark, trial);
  }

  /**
   * Asks the run to end: trials that have ended are stored, the others are left, within ten
   * seconds. From any thread, at any time, more than once.
   */
  public void stop() {
    stop.request();
  }

  /**
   * Runs what is missing. The plan is made once the folder's lease is held, so that it misses
   * nothing that another run has stored meanwhile.
   *
   * @param listener told how it goes, on the calling thread
   * @return how it ended; what trials do wrong is in there
   * @throws org.espalier.ConfigurationException if the folder cannot be used: another run holds it,
   *     it holds another sweep, a file in it is corrupt
   */
  public RunSummary run(
      SweepRequest request, ResultStore store, RunOptions options, SweepListener listener)
      throws IOException {
    store.requireSweep(request.sweep(), store.trials()); // before anything is written
    String run = newRunId();
    boolean steal = options.lease() == RunOptions.LeasePolicy.STEAL;
    try (var lease = Lease.acquire(store.storage(), run, steal)) {
      StoreUpkeep.before(store).forEach(listener::notice);
      StoredTrials stored = store.trials();
      store.requireSweep(request.sweep(), stored);
      var plan = RunPlan.of(request.sweep(), request.trials(), stored, options.retry());
      store.keepSweep(request.resolved());
      var record = new RunRecord(run, plan, store.storage());
      if (plan.isComplete()) {
        listener.started(plan, 0);
        return record.summary(RunSummary.End.COMPLETE);
      }
      var sweep = new RunningSweep(record, lease, store.storage(), options, listener, stop);
      return sweep.train(spark.get(), trial);
    } finally {
      RunWatch.forget(run);
    }
  }

  private static String newRunId() {
    String now =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC)
            .format(Instant.now());
    return now + "-" + UUID.randomUUID().toString().substring(0, 8);
  }
}
