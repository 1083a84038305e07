package org.espalier.execution;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.espalier.IoProblem;
import org.espalier.plan.PlannedTrial;
import org.espalier.table.Layout;
import org.espalier.table.Provenance;
import org.espalier.table.Storage;
import org.espalier.trial.TrialCheckpoints;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of trials that take long, a small file for each beside the results: what a killed
 * process had done of a trial is not done again.
 *
 * <p>A state is never needed: where it cannot be kept the trial goes on without, and one that is
 * damaged, or was made by another build or on another kind of machine, is passed over.
 */
final class StoredCheckpoints implements TrialCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(StoredCheckpoints.class);
  private static final String FOLDER = Layout.STATES;
  private static final String SUFFIX = ".state";

  private final Storage storage;
  private final TrialSpec spec;
  private final TrialId trial;
  private final Duration every;
  private final EndsOfTrials ends;
  private final RunWatch watch;
  private final Kept whenKept;
  private final Logger log;
  private long kept = System.nanoTime();
  private boolean isStored;

  /**
   * @param every a state is kept after this time, and after as much again
   * @param ends of other trials, one of which may be the beginning of this
   * @param watch of the run, which keeps nothing once it has lost the folder
   * @param whenKept what is done when a state has been kept
   */
  StoredCheckpoints(
      Storage storage,
      PlannedTrial trial,
      Duration every,
      EndsOfTrials ends,
      RunWatch watch,
      Kept whenKept) {
    this(storage, trial, every, ends, watch, whenKept, LOG);
  }

  /** The same, which says elsewhere what it passes over. */
  StoredCheckpoints(
      Storage storage,
      PlannedTrial trial,
      Duration every,
      EndsOfTrials ends,
      RunWatch watch,
      Kept whenKept,
      Logger log) {
    this.storage = storage;
    this.spec = trial.spec();
    this.trial = trial.id();
    this.every = every;
    this.ends = ends;
    this.watch = watch;
    this.whenKept = whenKept;
    this.log = log;
  }

  /** Hears of a state that was kept. */
  @FunctionalInterface
  interface Kept {
    void kept() throws IOException;
  }

  @Override
  public Optional<TrialState> last() {
    Optional<byte[]> bytes = read();
    isStored = bytes.isPresent();
    Optional<TrialState> state = bytes.flatMap(b -> TrialState.read(b, trial, build()));
    if (isStored && state.isEmpty()) {
      log.warn(
          "trial {} is trained from the start: its kept state is damaged, or of another trial,"
              + " another build of Espalier or another kind of machine",
          trial);
    }
    return state;
  }

  private Optional<byte[]> read() {
    try {
      return storage.read(name(trial));
    } catch (IOException e) {
      log.warn(
          "trial {} is trained from the start: its kept state cannot be read: {}",
          trial,
          IoProblem.text(e));
      return Optional.empty();
    }
  }

  @Override
  public boolean isDue() {
    return System.nanoTime() - kept >= every.toNanos();
  }

  @Override
  public void keep(TrialState state) {
    kept = System.nanoTime();
    if (!watch.isRunning()) {
      return;
    }
    try {
      storage.write(name(trial), state.write(trial, build()));
      isStored = true;
      whenKept.kept();
    } catch (IOException e) {
      log.warn("the state of trial {} cannot be kept: {}", trial, IoProblem.text(e));
    }
  }

  @Override
  public Optional<TrialState> shorter() {
    return ends.before(spec);
  }

  @Override
  public boolean isLeftToLonger() {
    return true;
  }

  @Override
  public void leaveToLonger(TrialState end) {
    ends.add(spec, end);
  }

  /** Removes the state of a trial whose row is stored. */
  void forget() throws IOException {
    if (isStored) {
      storage.delete(name(trial));
    }
  }

  /**
   * Removes the states of trials that a process stored and then died over.
   *
   * @param isSettled whether a trial's row is stored and it is not to be trained again
   */
  static void review(Storage storage, Predicate<TrialId> isSettled) throws IOException {
    for (Storage.Entry entry : storage.list(FOLDER)) {
      if (entry.fileName().endsWith(SUFFIX)) {
        String id = entry.fileName().substring(0, entry.fileName().length() - SUFFIX.length());
        if (TrialId.isId(id) && isSettled.test(new TrialId(id))) {
          storage.delete(entry.name());
        }
      }
    }
  }

  private static String name(TrialId trial) {
    return FOLDER + "/" + trial.value() + SUFFIX;
  }

  /** Equal for processes that calculate the same bits. */
  static String build() {
    Provenance here = Provenance.here();
    return String.join(
        " | ",
        here.version(),
        here.commit(),
        here.java(),
        here.cpu(),
        String.valueOf(here.threads()));
  }
}
