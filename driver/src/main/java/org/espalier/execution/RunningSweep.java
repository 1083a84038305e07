package org.espalier.execution;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.espalier.IoProblem;
import org.espalier.plan.Lease;
import org.espalier.plan.PackSizes;
import org.espalier.plan.TrialPack;
import org.espalier.table.Storage;
import scala.Tuple2;

/** A run from its first task to its last: watches over the job and ends it when it must. */
final class RunningSweep {
  /** Times as long as was expected: then a pack stores what it has. */
  private static final int LATE = 2;

  private static final long LOOK_MILLIS = 100;
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Within ten seconds of a request to stop, with time left to close the tables' files. */
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(8);

  private final RunRecord record;
  private final Lease lease;
  private final Storage storage;
  private final RunOptions options;
  private final StopRequest stop;

  private SweepListener listener;
  private RunSummary.End end;
  private ExecutorLosses losses;
  private SweepMetrics metrics;
  private long stoppedAt;
  private long reportedAt = System.nanoTime();

  RunningSweep(
      RunRecord record,
      Lease lease,
      Storage storage,
      RunOptions options,
      SweepListener listener,
      StopRequest stop) {
    this.record = record;
    this.lease = lease;
    this.storage = storage;
    this.options = options;
    this.listener = listener;
    this.stop = stop;
  }

  /** Trains what the plan of the record lacks. */
  RunSummary train(SparkSession session, TrialFunction trial) {
    end = null;
    SparkContext spark = session.sparkContext();
    List<TrialPack> packs = record.plan().packs(PackSizes.of(options.packDuration(), cores(spark)));
    listener.started(record.plan(), packs.size());
    var progress = new PackProgress();
    spark.register(progress, "espalier progress");
    var live = new LiveProgress(progress.id(), record.plan(), spark::defaultParallelism);
    spark.addSparkListener(live);
    losses = new ExecutorLosses(spark.getConf());
    spark.addSparkListener(losses);
    try (var measured = new SweepMetrics(spark, live::progress)) {
      metrics = measured;
      var settings =
          new PackRun.Settings(
              record.run(),
              record.plan().sweep(),
              options.trialTimeout(),
              options.trialMemory().orElse(0),
              options.packDuration().multipliedBy(LATE),
              options.checkpointEvery(),
              options.isKeepingEnds(),
              trial);
      var task = new TrialTask(settings, storage.root(), hadoop(session), progress);
      watch(new SweepJob(spark, record.run(), record.plan().sweep(), packs, task), live);
    } finally {
      spark.removeSparkListener(live);
      spark.removeSparkListener(losses);
      writeEnd();
    }
    return record.summary(end);
  }

  /** The cores that will run trials: executors may not be there yet that the settings announce. */
  private static int cores(SparkContext spark) {
    Map<String, String> conf = new HashMap<>();
    for (Tuple2<String, String> property : spark.getConf().getAll()) {
      conf.put(property._1(), property._2());
    }
    return Math.max(spark.defaultParallelism(), Masters.cores(spark.master(), conf).orElse(1));
  }

  private void writeEnd() {
    try {
      record.end(end == null ? RunSummary.End.ERROR : end);
    } catch (IOException e) {
      record.error(IoProblem.text(e)); // what is stored is stored
    }
  }

  /** Hadoop's settings for executors; none for a local folder. */
  private Map<String, String> hadoop(SparkSession session) {
    return Storage.isLocal(storage.root())
        ? Map.of()
        : SparkSessions.hadoop((org.apache.spark.sql.classic.SparkSession) session);
  }

  /**
   * Watches over the job. If a listener throws, trials that have ended are stored before it does.
   */
  private void watch(SweepJob job, LiveProgress live) {
    try {
      untilDone(job, live);
    } catch (Throwable e) { // of a language that declares no checked exceptions, perhaps
      listener = SweepListener.NONE;
      if (end == null) {
        stop(RunSummary.End.ERROR);
      }
      untilDone(job, live);
      throw e;
    } finally {
      job.cancel();
    }
  }

  private void untilDone(SweepJob job, LiveProgress live) {
    while (true) {
      boolean done = job.isDone(); // asked first: what ended before is in the queue
      Optional<PackOutcome> next = next(job, done ? 0 : LOOK_MILLIS);
      next.ifPresent(pack -> take(pack, live));
      if (done && next.isEmpty()) {
        break;
      }
      if (!done) {
        endIfNecessary(job, live);
        reportIfDue(live);
      }
    }
    live.report(listener);
    if (end == null) {
      job.failure().ifPresent(record::error);
      end = record.isComplete() ? RunSummary.End.COMPLETE : RunSummary.End.ERROR;
    } else if (isCutShort() && record.isComplete()) {
      end = RunSummary.End.COMPLETE;
    }
  }

  /** The next pack that has ended; empty if none does within that time. */
  private Optional<PackOutcome> next(SweepJob job, long millis) {
    while (true) {
      try {
        return job.next(millis);
      } catch (InterruptedException e) {
        stop.requestByInterrupt();
      }
    }
  }

  private boolean isCutShort() {
    return end == RunSummary.End.STOPPED || end == RunSummary.End.BUDGET_SPENT;
  }

  private void take(PackOutcome pack, LiveProgress live) {
    if (!pack.error().isEmpty()) {
      record.error(String.format(Locale.ROOT, "%s (on %s)", pack.error(), pack.host()));
    }
    List<TrialOutcome> stored = pack.trials().stream().filter(record::add).toList();
    stored.forEach(live::stored);
    stored.forEach(metrics::stored);
    stored.forEach(trial -> listener.trialFinished(trial));
  }

  private void endIfNecessary(SweepJob job, LiveProgress live) {
    if (end == null) {
      if (lease.isLost()) {
        end = RunSummary.End.LEASE_LOST;
        record.error("another run has taken the folder over");
        RunWatch.forget(record.run());
        job.cancel();
      } else if (record.hasError()) {
        stop(RunSummary.End.ERROR);
      } else if (Math.max(record.failures(), live.failures()) >= options.maxFailures()) {
        stop(RunSummary.End.TOO_MANY_FAILURES);
      } else if (stop.isRequested()) {
        stop(RunSummary.End.STOPPED);
      } else if (options
          .budget()
          .isSpent(record.seconds(), record.coreSeconds() + live.unfinishedSeconds())) {
        stop(RunSummary.End.BUDGET_SPENT);
      }
    } else if (stoppedAt != 0) {
      boolean late = System.nanoTime() - stoppedAt > STOP_NANOS;
      if (late || live.haveEnded()) {
        job.cancel();
      }
    }
  }

  /** Has every running pack commit what it has, and no other begin. */
  private void stop(RunSummary.End why) {
    end = why;
    stoppedAt = System.nanoTime();
    RunWatch.of(record.run(), storage).stop();
    try {
      lease.announceStop();
    } catch (IOException e) {
      record.error(IoProblem.text(e));
    }
    if (why != RunSummary.End.ERROR) {
      listener.notice("stopping: storing the trials that have ended");
    }
  }

  private void reportIfDue(LiveProgress live) {
    losses.next().ifPresent(listener::notice);
    long now = System.nanoTime();
    if (now - reportedAt >= REPORT_NANOS) {
      reportedAt = now;
      live.report(listener);
    }
  }
}
