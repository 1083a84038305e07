package org.espalier.execution;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.TrialPack;
import org.espalier.table.Layout;
import org.espalier.table.Provenance;
import org.espalier.table.ResultWriter;
import org.espalier.table.Storage;
import org.espalier.table.TrialRow;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialStatus;

/**
 * One attempt at a pack: runs its trials one after the other, writes each as it ends, and commits
 * them together. Nothing that a trial does keeps the others from running.
 */
final class PackRun {
  private static final Duration LONGEST_GRACE = Duration.ofSeconds(10);

  /**
   * What every pack of a run has in common.
   *
   * @param run id of the run
   * @param sweep name of the sweep
   * @param timeout of a trial
   * @param trial what runs it
   */
  record Settings(String run, String sweep, Duration timeout, TrialFunction trial)
      implements Serializable {}

  private final Settings settings;
  private final Storage storage;
  private final RunWatch watch;
  private final Consumer<PackProgress.Pack> progress;

  PackRun(
      Settings settings, Storage storage, RunWatch watch, Consumer<PackProgress.Pack> progress) {
    this.settings = settings;
    this.storage = storage;
    this.watch = watch;
    this.progress = progress;
  }

  /**
   * Runs a pack.
   *
   * @param attempt that no other attempt at the pack has as its name
   * @throws InterruptedException if the thread was interrupted; nothing is committed then
   */
  PackOutcome run(TrialPack pack, String attempt) throws InterruptedException {
    String host = Provenance.here().host();
    var ended = new ArrayList<TrialOutcome>();
    if (!watch.isRunning()) {
      return new PackOutcome(pack.index(), "", List.of(), host, "");
    }
    String staging = "%s/%s/%s".formatted(Layout.STAGING, settings.run(), attempt);
    try (var thread = new TrialThread();
        var writer = ResultWriter.open(storage, staging)) {
      for (PlannedTrial trial : pack.trials()) {
        if (!watch.isRunning()) {
          break;
        }
        Optional<TrialResult> result = run(thread, pack, trial, ended);
        if (result.isEmpty()) {
          break;
        }
        ended.add(TrialOutcome.of(trial, write(writer, trial, result.get())));
      }
      String file = writer.commit(watch::permitsCommit);
      return new PackOutcome(
          pack.index(), file, file.isEmpty() ? List.of() : List.copyOf(ended), host, "");
    } catch (IOException e) {
      return new PackOutcome(pack.index(), "", List.of(), host, String.valueOf(e.getMessage()));
    }
  }

  /** A result that cannot be written is a failure of its trial. */
  private TrialResult write(ResultWriter writer, PlannedTrial trial, TrialResult result)
      throws IOException {
    try {
      writer.write(row(result));
      return result;
    } catch (IllegalArgumentException unwritable) {
      TrialResult failed = failed(trial, result.started(), unwritable);
      writer.write(row(failed));
      return failed;
    }
  }

  private TrialRow row(TrialResult result) {
    return TrialRow.of(settings.sweep(), result, Provenance.here());
  }

  private Optional<TrialResult> run(
      TrialThread thread, TrialPack pack, PlannedTrial trial, List<TrialOutcome> ended)
      throws InterruptedException {
    Instant started = Instant.now();
    var limits = new TrialLimits(settings.timeout(), () -> !watch.isRunning());
    var listener = new Reporter(pack.index(), trial, List.copyOf(ended), started);
    listener.stepped(0, trial.spec().training().totalSteps());
    try {
      return thread.run(
          () -> settings.trial().run(trial.spec(), limits, listener),
          settings.timeout().plus(grace()),
          () -> !watch.isRunning());
    } catch (TrialThread.OverdueException overdue) {
      return Optional.of(overdue(trial, started));
    } catch (ExecutionException thrown) {
      return Optional.of(failed(trial, started, thrown.getCause()));
    }
  }

  /** What a trial may take beyond its time-out to notice it. */
  private Duration grace() {
    return settings.timeout().compareTo(LONGEST_GRACE) < 0 ? settings.timeout() : LONGEST_GRACE;
  }

  private TrialResult overdue(PlannedTrial trial, Instant started) {
    String message =
        "took longer than %.1f s and did not end when asked to"
            .formatted(settings.timeout().toMillis() / 1000.0);
    var status = TrialStatus.TIMED_OUT;
    return ended(trial, started, status, new TrialResult.Failure(status.label(), message, ""));
  }

  private static TrialResult failed(PlannedTrial trial, Instant started, Throwable thrown) {
    var stack = new StringWriter();
    thrown.printStackTrace(new PrintWriter(stack));
    String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    return ended(
        trial,
        started,
        TrialStatus.FAILED,
        new TrialResult.Failure(thrown.getClass().getName(), message, stack.toString()));
  }

  private static TrialResult ended(
      PlannedTrial trial, Instant started, TrialStatus status, TrialResult.Failure failure) {
    return new TrialResult(
        trial.spec(),
        status,
        Optional.empty(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(failure),
        started,
        Instant.now(),
        Duration.ZERO,
        0);
  }

  /** Passes on how the running trial goes. */
  private final class Reporter implements TrialListener {
    private final int pack;
    private final PlannedTrial trial;
    private final List<TrialOutcome> finished;
    private final Instant started;

    Reporter(int pack, PlannedTrial trial, List<TrialOutcome> finished, Instant started) {
      this.pack = pack;
      this.trial = trial;
      this.finished = finished;
      this.started = started;
    }

    @Override
    public void stepped(int step, int steps) {
      double seconds = Duration.between(started, Instant.now()).toNanos() / 1e9;
      progress.accept(new PackProgress.Pack(pack, finished, trial.id(), step, steps, seconds));
    }
  }
}
