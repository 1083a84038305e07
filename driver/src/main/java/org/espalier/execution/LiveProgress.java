package org.espalier.execution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.RunPlan;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;
import scala.jdk.javaapi.CollectionConverters;

/** What the heartbeats of executors tell of the packs that run, and the trials that are stored. */
final class LiveProgress extends SparkListener {
  private final long accumulator;
  private final long started = System.nanoTime();
  private final int trials;
  private final RemainingTime remaining;
  private final Set<TrialId> stored = new HashSet<>();
  private int failed;

  /** Tasks that run, by Spark's number of the task. */
  private final Map<Long, List<PackProgress.Pack>> tasks = new HashMap<>();

  LiveProgress(long accumulator, RunPlan plan, IntSupplier cores) {
    this.accumulator = accumulator;
    Map<TrialId, RemainingTime.Expected> expected = new HashMap<>();
    for (PlannedTrial trial : plan.missing()) {
      expected.put(
          trial.id(),
          new RemainingTime.Expected(plan.costs().kind(trial.spec()), plan.seconds(trial)));
    }
    trials = expected.size();
    remaining = new RemainingTime(expected, cores);
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    tasks.put(start.taskInfo().taskId(), List.of());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    tasks.remove(end.taskInfo().taskId());
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : CollectionConverters.asJava(update.accumUpdates())) {
      for (AccumulableInfo value : CollectionConverters.asJava(task._4())) {
        if (value.id() == accumulator && value.update().isDefined()) {
          tasks.computeIfPresent((Long) task._1(), (id, old) -> packs(value.update().get()));
        }
      }
    }
  }

  private static List<PackProgress.Pack> packs(Object update) {
    return ((List<?>) update).stream().map(PackProgress.Pack.class::cast).toList();
  }

  /** Whether no task runs now. */
  synchronized boolean haveEnded() {
    return tasks.isEmpty();
  }

  /** Trials that ended without success, stored or not. */
  synchronized int failures() {
    return failed
        + (int)
            tasks.values().stream()
                .flatMap(List::stream)
                .flatMap(pack -> pack.finished().stream())
                .filter(trial -> !stored.contains(trial.id()))
                .filter(trial -> trial.status() != TrialStatus.SUCCEEDED)
                .map(TrialOutcome::id)
                .distinct()
                .count();
  }

  /** A trial is stored. */
  synchronized void stored(TrialOutcome trial) {
    stored.add(trial.id());
    remaining.stored(trial.id(), trial.seconds());
    failed += isFailure(trial);
  }

  private static int isFailure(TrialOutcome trial) {
    return trial.status() == TrialStatus.SUCCEEDED ? 0 : 1;
  }

  /** That trials have taken which are not stored. */
  synchronized double unfinishedSeconds() {
    double unfinished = 0;
    for (List<PackProgress.Pack> packs : tasks.values()) {
      for (PackProgress.Pack pack : packs) {
        unfinished += pack.seconds();
        for (TrialOutcome trial : pack.finished()) {
          unfinished += stored.contains(trial.id()) ? 0 : trial.seconds();
        }
      }
    }
    return unfinished;
  }

  /** Tells how far the run has come. */
  void report(SweepListener listener) {
    listener.progress(progress());
  }

  /** How far the run has come, now. */
  synchronized SweepProgress progress() {
    var running = new ArrayList<SweepProgress.Running>();
    var ended = new HashMap<TrialId, TrialOutcome>();
    double stepsPerSecond = 0;
    for (List<PackProgress.Pack> packs : tasks.values()) {
      for (PackProgress.Pack pack : packs) {
        pack.finished().stream()
            .filter(trial -> !stored.contains(trial.id()))
            .forEach(trial -> ended.put(trial.id(), trial));
        running.add(
            new SweepProgress.Running(
                pack.running(), pack.first(), pack.step(), pack.steps(), pack.seconds()));
        int done = pack.step() - pack.first();
        stepsPerSecond += pack.seconds() > 0 && done > 0 ? done / pack.seconds() : 0;
      }
    }
    Map<TrialId, Double> taken = new HashMap<>();
    ended.forEach((id, trial) -> taken.put(id, trial.seconds()));
    double now = (System.nanoTime() - started) / 1e9;
    return new SweepProgress(
        trials,
        stored.size() + ended.size(),
        failed + ended.values().stream().mapToInt(LiveProgress::isFailure).sum(),
        List.copyOf(running),
        List.copyOf(ended.values()),
        stepsPerSecond,
        now,
        remaining.seconds(now, taken, running));
  }
}
