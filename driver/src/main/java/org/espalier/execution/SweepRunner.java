package org.espalier.execution;

import java.io.IOException;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.espalier.ConfigurationException;
import org.espalier.Count;
import org.espalier.IoProblem;
import org.espalier.plan.Compactor;
import org.espalier.plan.Lease;
import org.espalier.plan.ResultStore;
import org.espalier.plan.RetryPolicy;
import org.espalier.plan.RunIds;
import org.espalier.plan.RunPlan;
import org.espalier.plan.StoreNotes;
import org.espalier.plan.StoreUpkeep;
import org.espalier.table.TrialsTable;

/**
 * Trains what a results folder lacks of a sweep: plans, fans out over Spark, and sees to it that
 * whatever ended is stored.
 */
public final class SweepRunner {
  private static final String NOT_TIDIED = "the tables are whole but not tidied: ";

  private final Supplier<SparkSession> spark;
  private final TrialFunction trial;
  private final StopRequest stop = new StopRequest();
  private boolean heedsSignals;

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
    return of(spark, RealTrials.INSTANCE);
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
   * Has the first SIGINT, SIGTERM, SIGHUP or SIGXCPU of this process do what {@link #stop} does,
   * while a run lasts; the second ends the process. Whoever asks for it ends the process itself
   * after the run.
   */
  public SweepRunner stoppedBySignals() {
    heedsSignals = true;
    return this;
  }

  /**
   * Runs what is missing. The plan is made once the folder's lease is held, so that it misses
   * nothing that another run has stored meanwhile.
   *
   * <p>An interrupt of this thread does what {@link #stop} does, and so does a listener that
   * throws: the interrupt is set again, the exception thrown, once what has ended is stored.
   *
   * @param listener told how it goes, on the calling thread
   * @return how it ended; what trials do wrong is in there
   * @throws ConfigurationException if the folder cannot be used: another run holds it, it holds
   *     another sweep, a file in it is corrupt, it cannot be written; then nothing was trained
   * @throws IOException if the folder fails later
   */
  public RunSummary run(
      SweepRequest request, ResultStore store, RunOptions options, SweepListener listener)
      throws IOException {
    request.requireSame(before(store, () -> writable(store)), store.trials());
    String run = RunIds.next();
    boolean steal = options.lease() == RunOptions.LeasePolicy.STEAL;
    try (var lease = before(store, () -> Lease.acquire(store.storage(), run, steal))) {
      var record = before(store, () -> prepared(request, store, options, listener, run, lease));
      RunPlan plan = record.plan();
      if (plan.isComplete()) {
        before(store, () -> kept(request, store, record));
        listener.started(plan, 0);
        return record.summary(RunSummary.End.COMPLETE);
      }
      var sweep = new RunningSweep(record, lease, store.storage(), options, listener, stop);
      SparkSession session = spark.get(); // registers its own handlers first
      if (heedsSignals) {
        StopSignals.deliverTo(this::stop);
      }
      String master = session.sparkContext().master();
      before(store, () -> begun(request, store, record, master, lease));
      RunSummary summary = sweep.train(session, trial);
      while (summary.end() == RunSummary.End.COMPLETE && grows(request, store, record, listener)) {
        record.begin(master);
        summary = sweep.train(session, trial);
      }
      after(summary, store, listener, lease);
      return summary;
    } finally {
      StopSignals.release();
      RunWatch.forget(run);
      stop.restoreInterrupt();
    }
  }

  /** Something that is done in the folder. */
  private interface Work<T> {
    T done() throws IOException;
  }

  /** Before anything is trained, a folder that fails is for the user to mend. */
  private static <T> T before(ResultStore store, Work<T> work) {
    try {
      return work.done();
    } catch (IOException e) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s cannot be used for results: %s; nothing was trained",
              store.storage().root(),
              IoProblem.text(e)),
          e);
    }
  }

  /**
   * After trials were trained, a folder that fails is no fault of what was asked for.
   *
   * @throws IOException saying what is wrong with the folder
   */
  private static <T> T afterTraining(Work<T> work) throws IOException {
    try {
      return work.done();
    } catch (ConfigurationException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static ResultStore writable(ResultStore store) throws IOException {
    store.requireFolders();
    return store;
  }

  /** Puts the folder right and plans. */
  private static RunRecord prepared(
      SweepRequest request,
      ResultStore store,
      RunOptions options,
      SweepListener listener,
      String run,
      Lease lease)
      throws IOException {
    StoreUpkeep.before(store, lease).forEach(listener::notice);
    StoreNotes.of(store).forEach(listener::notice);
    RunningMarks.review(store.storage());
    RunPlan plan = request.plan(store, options.retry());
    StoredCheckpoints.review(store.storage(), plan::isSettled);
    return new RunRecord(run, plan, store.storage());
  }

  /** Keeps the sweep beside the tables; not before it is sure to be that of the trials. */
  private static RunRecord kept(SweepRequest request, ResultStore store, RunRecord record)
      throws IOException {
    store.keepFiles(request.files());
    store.keepSweep(request.resolved(), record.plan().planned());
    return record;
  }

  /**
   * Keeps the sweep, takes out what is trained again, with what was held against it, and says that
   * the run begins.
   */
  private static RunRecord begun(
      SweepRequest request, ResultStore store, RunRecord record, String master, Lease lease)
      throws IOException {
    kept(request, store, record);
    StoreUpkeep.forget(store, record.plan().retried(), lease);
    RunningMarks.forgive(store.storage(), record.plan().retried());
    record.begin(master);
    return record;
  }

  /**
   * Whether the results that are there now ask for further replicates, which the record takes in.
   */
  private static boolean grows(
      SweepRequest request, ResultStore store, RunRecord record, SweepListener listener)
      throws IOException {
    if (request.replicates().isEmpty()) {
      return false;
    }
    RunPlan next = afterTraining(() -> request.plan(store, RetryPolicy.NONE));
    if (next.isComplete()) {
      return false;
    }
    store.keepSweep(request.resolved(), next.planned());
    record.goOn(next);
    listener.notice(
        String.format(
            Locale.ROOT,
            "intervals are wider than asked for: %s more",
            Count.of(next.missing().size(), "trial")));
    return true;
  }

  /** Puts the folder right, if it is still this run's; if that fails, the next run does it. */
  private static void after(
      RunSummary summary, ResultStore store, SweepListener listener, Lease lease) {
    try {
      tidy(summary, store, listener, lease);
    } catch (IOException e) {
      listener.notice(NOT_TIDIED + IoProblem.text(e));
    } catch (ConfigurationException e) {
      listener.notice(NOT_TIDIED + e.getMessage());
    }
  }

  private static void tidy(
      RunSummary summary, ResultStore store, SweepListener listener, Lease lease)
      throws IOException {
    boolean ours =
        summary.end() != RunSummary.End.LEASE_LOST && summary.end() != RunSummary.End.ERROR;
    if (ours) {
      StoreUpkeep.removeDuplicates(store, lease);
    }
    if (ours
        && summary.end() != RunSummary.End.STOPPED
        && summary.end() != RunSummary.End.BUDGET_SPENT
        && store.contents().files(TrialsTable.TABLE).size() > Compactor.MANY_PACKS) {
      Compactor.Outcome done = Compactor.compact(store, lease);
      listener.notice(
          String.format(
              Locale.ROOT,
              "compacted %s into %d",
              Count.of(done.packsBefore(), "pack"),
              done.packsAfter()));
      StoreNotes.damages(store, done.damages())
          .forEach(line -> listener.notice("not compacted: " + line));
    }
  }
}
