package org.espalier.execution;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.espalier.IoProblem;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoredTrial;
import org.espalier.plan.TrialPack;
import org.espalier.table.Layout;
import org.espalier.table.Provenance;
import org.espalier.table.ResultWriter;
import org.espalier.table.Storage;
import org.espalier.table.TrialRow;
import org.espalier.table.TrialsTable;
import org.espalier.train.CurvePoint;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialStatus;

/**
 * One attempt at a pack: runs its trials one after the other, writes each as it ends, and commits
 * them together, or in parts if they take far longer than was expected. Nothing that a trial does
 * keeps the others from running.
 */
final class PackRun {
  private static final int LONGEST_CAUSE = 300;
  private static final Duration LONGEST_GRACE = Duration.ofSeconds(10);

  /**
   * What every pack of a run has in common.
   *
   * @param run id of the run
   * @param sweep name of the sweep
   * @param timeout of a trial
   * @param memory that a trial may need, in bytes; 0 for what the process has
   * @param commitAfter the time after which trials that have ended do not wait for the others of
   *     their pack: what a kill costs at most, but for the trial that runs
   * @param checkpointEvery the time after which the state of a trial that still runs is kept
   * @param isKeepingEnds whether the state at the end of every trial is kept
   * @param trial what runs it
   */
  record Settings(
      String run,
      String sweep,
      Duration timeout,
      long memory,
      Duration commitAfter,
      Duration checkpointEvery,
      boolean isKeepingEnds,
      TrialFunction trial)
      implements Serializable {

    /** The limits of a trial that runs here. */
    TrialLimits limits(BooleanSupplier stop) {
      return new TrialLimits(
          timeout, stop, memory == 0 ? Runtime.getRuntime().maxMemory() : memory);
    }
  }

  /**
   * One attempt at a pack.
   *
   * @param name that no other attempt has
   * @param isRepeated whether there was one before
   * @param isMarked whether trials are marked while they run
   */
  record Attempt(String name, boolean isRepeated, boolean isMarked) {}

  private final Settings settings;
  private final Storage storage;
  private final RunWatch watch;
  private final Consumer<PackProgress.Pack> progress;
  private final Map<TrialId, StoredCheckpoints> checkpoints = new HashMap<>();
  private final EndsOfTrials ends;

  PackRun(
      Settings settings, Storage storage, RunWatch watch, Consumer<PackProgress.Pack> progress) {
    this.settings = settings;
    this.storage = storage;
    this.watch = watch;
    this.progress = progress;
    ends = new EndsOfTrials(storage, settings.isKeepingEnds(), watch);
  }

  /**
   * Runs a pack.
   *
   * @throws InterruptedException if the thread was interrupted; nothing is committed then
   */
  PackOutcome run(TrialPack pack, Attempt attempt) throws InterruptedException {
    if (!watch.isRunning()) {
      return outcome(pack, List.of(), "");
    }
    var committed = new ArrayList<TrialOutcome>();
    try {
      if (attempt.isRepeated()) {
        committed.addAll(committedBefore(pack));
      }
      runAndCommit(pack, attempt, committed);
      return outcome(pack, committed, "");
    } catch (IOException | RuntimeException e) {
      return outcome(pack, committed, cause(e));
    }
  }

  /** What lies behind it, in one line: of a full disk Parquet says much before it says that. */
  private static String cause(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message =
        cause instanceof IOException problem
            ? IoProblem.text(problem)
            : String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return message.substring(0, Math.min(message.length(), LONGEST_CAUSE));
  }

  private static PackOutcome outcome(TrialPack pack, List<TrialOutcome> committed, String error) {
    return new PackOutcome(pack.index(), List.copyOf(committed), Provenance.here().host(), error);
  }

  /**
   * The trials at the pack's head that an attempt has committed that was asked to stop: it ran them
   * in the pack's order, so the names of their files follow from where it stopped.
   */
  private List<TrialOutcome> committedBefore(TrialPack pack) throws IOException {
    Set<String> files = new HashSet<>();
    storage
        .list(TrialsTable.TABLE.name())
        .forEach(entry -> files.add(Layout.pack(entry.fileName())));
    var committed = new ArrayList<TrialOutcome>();
    List<TrialId> ids = pack.trials().stream().map(PlannedTrial::id).toList();
    for (int from = 0, to = 1; to <= ids.size(); to++) {
      String name = Layout.packName(ids.subList(from, to));
      if (files.contains(name)) {
        List<StoredTrial> stored = ResultStore.pack(storage, name); // none if it is damaged
        stored.forEach(row -> committed.add(TrialOutcome.of(row)));
        from += stored.size();
      }
    }
    return committed;
  }

  private void runAndCommit(TrialPack pack, Attempt attempt, List<TrialOutcome> committed)
      throws IOException, InterruptedException {
    try (var thread = new TrialThread()) {
      boolean isGoingOn = true;
      while (isGoingOn && committed.size() < pack.trials().size() && watch.isRunning()) {
        isGoingOn = committed.addAll(runPart(thread, pack, attempt, List.copyOf(committed)));
      }
    }
  }

  /** Runs the trials behind those that are committed, and commits them once they took long. */
  private List<TrialOutcome> runPart(
      TrialThread thread, TrialPack pack, Attempt attempt, List<TrialOutcome> committed)
      throws IOException, InterruptedException {
    var ended = new ArrayList<>(committed);
    var marks = new RunningMarks(storage, attempt.name());
    String staging = String.format(Locale.ROOT, "%s/%s", Layout.STAGING, attempt.name());
    long began = System.nanoTime();
    try (var writer = ResultWriter.open(storage, staging)) {
      while (ended.size() < pack.trials().size() && watch.isRunning()) {
        PlannedTrial trial = pack.trials().get(ended.size());
        Optional<TrialResult> result =
            attempt.isMarked()
                ? runMarked(thread, pack, trial, ended, marks)
                : run(thread, pack, trial, ended, () -> {});
        if (result.isEmpty()) {
          break;
        }
        ended.add(TrialOutcome.of(trial, write(writer, trial, result.get())));
        if (Duration.ofNanos(System.nanoTime() - began).compareTo(settings.commitAfter()) >= 0) {
          break;
        }
      }
      if (writer.commit(watch::permitsCommit).isEmpty()) {
        return List.of();
      }
    }
    List<TrialOutcome> part = ended.subList(committed.size(), ended.size());
    for (TrialOutcome stored : part) {
      if (checkpoints.containsKey(stored.id())) {
        checkpoints.get(stored.id()).forget();
      }
    }
    return part;
  }

  private Optional<TrialResult> runMarked(
      TrialThread thread,
      TrialPack pack,
      PlannedTrial trial,
      List<TrialOutcome> ended,
      RunningMarks marks)
      throws IOException, InterruptedException {
    if (marks.deaths(trial.id()) >= RunningMarks.DEATHS) {
      return Optional.of(lost(trial));
    }
    marks.starts(trial.id());
    try {
      return run(thread, pack, trial, ended, () -> marks.gotFurther(trial.id()));
    } finally {
      marks.ended(trial.id());
    }
  }

  /** A result that cannot be written is a failure of its trial. */
  private TrialResult write(ResultWriter writer, PlannedTrial trial, TrialResult result)
      throws IOException {
    try {
      writer.write(row(result));
      return result;
    } catch (IllegalArgumentException unwritable) {
      TrialResult failed =
          failed(trial, new Seen(result.work().started(), List.of(), 0), unwritable);
      writer.write(row(failed));
      return failed;
    }
  }

  private TrialRow row(TrialResult result) {
    return TrialRow.of(settings.sweep(), result, Provenance.here());
  }

  private Optional<TrialResult> run(
      TrialThread thread,
      TrialPack pack,
      PlannedTrial trial,
      List<TrialOutcome> ended,
      StoredCheckpoints.Kept whenKept)
      throws InterruptedException {
    TrialLimits limits = settings.limits(() -> !watch.isRunning());
    var listener = new Reporter(pack.index(), trial, List.copyOf(ended));
    listener.stepped(0, trial.spec().training().totalSteps());
    try {
      var kept =
          new StoredCheckpoints(storage, trial, settings.checkpointEvery(), ends, watch, whenKept);
      checkpoints.put(trial.id(), kept);
      return thread.run(
          () -> settings.trial().run(trial.spec(), limits, listener, kept),
          settings.timeout().plus(grace()),
          () -> !watch.isRunning());
    } catch (TrialThread.OverdueException overdue) {
      return Optional.of(overdue(trial, listener));
    } catch (ExecutionException thrown) {
      return Optional.of(failed(trial, listener.seen(), thrown.getCause()));
    }
  }

  /** What a trial may take beyond its time-out to notice it. */
  private Duration grace() {
    return settings.timeout().compareTo(LONGEST_GRACE) < 0 ? settings.timeout() : LONGEST_GRACE;
  }

  private TrialResult overdue(PlannedTrial trial, Reporter listener) {
    String message = TrialLimits.tookLonger(settings.timeout()) + " and did not end when asked to";
    var status = TrialStatus.TIMED_OUT;
    return ended(
        trial, listener.seen(), status, new TrialResult.Failure(status.label(), message, ""));
  }

  private static TrialResult lost(PlannedTrial trial) {
    String message =
        String.format(
            Locale.ROOT,
            "at least %d processes died while it ran; memory ran out or native code crashed",
            RunningMarks.DEATHS);
    var status = TrialStatus.LOST;
    var nothing = new Seen(Instant.now(), List.of(), 0);
    return ended(trial, nothing, status, new TrialResult.Failure(status.label(), message, ""));
  }

  private static TrialResult failed(PlannedTrial trial, Seen seen, Throwable thrown) {
    var stack = new StringWriter();
    thrown.printStackTrace(new PrintWriter(stack));
    String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    return ended(
        trial,
        seen,
        TrialStatus.FAILED,
        new TrialResult.Failure(thrown.getClass().getName(), message, stack.toString()));
  }

  private static TrialResult ended(
      PlannedTrial trial, Seen seen, TrialStatus status, TrialResult.Failure failure) {
    return new TrialResult(
        trial.spec(),
        status,
        Optional.of(failure),
        TrialResult.Measured.of(seen.curve()),
        new TrialResult.Work(
            Optional.empty(), seen.started(), Instant.now(), Duration.ZERO, seen.steps()));
  }

  /** What a trial told of itself that has no result of its own. */
  private record Seen(Instant started, List<CurvePoint> curve, int steps) {}

  /** Passes on how the running trial goes, and remembers it. */
  private final class Reporter implements TrialListener {
    private final int pack;
    private final PlannedTrial trial;
    private final List<TrialOutcome> finished;
    private final Instant started = Instant.now();
    private final List<CurvePoint> curve = new ArrayList<>();
    private int first;
    private int step;

    Reporter(int pack, PlannedTrial trial, List<TrialOutcome> finished) {
      this.pack = pack;
      this.trial = trial;
      this.finished = finished;
    }

    synchronized Seen seen() {
      return new Seen(started, List.copyOf(curve), step);
    }

    @Override
    public synchronized void resumed(int step) {
      first = step;
    }

    @Override
    public synchronized void recorded(CurvePoint point) {
      curve.add(point);
    }

    @Override
    public synchronized void stepped(int step, int steps) {
      this.step = step;
      double seconds = Duration.between(started, Instant.now()).toNanos() / 1e9;
      progress.accept(
          new PackProgress.Pack(pack, finished, trial.id(), first, step, steps, seconds));
    }
  }
}
