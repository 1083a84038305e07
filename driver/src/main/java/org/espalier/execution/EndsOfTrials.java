package org.espalier.execution;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.espalier.IoProblem;
import org.espalier.plan.StoredEnds;
import org.espalier.table.Storage;
import org.espalier.trial.Trajectory;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states that trials leave at their ends, from which longer trials of the same {@link
 * Trajectory} go on: that of the last trial of a pack, and those that are kept beside the results.
 *
 * <p>Such a state is never needed: without it, a trial is trained from the start.
 */
final class EndsOfTrials {
  private static final Logger LOG = LoggerFactory.getLogger(EndsOfTrials.class);

  private final Storage storage;
  private final boolean isKeeping;
  private final RunWatch watch;
  private final Logger log;
  private StoredEnds stored;
  private Trajectory lastOf;
  private TrialState last;

  /**
   * @param isKeeping whether every end is kept beside the results
   * @param watch of the run, which keeps nothing once it has lost the folder
   */
  EndsOfTrials(Storage storage, boolean isKeeping, RunWatch watch) {
    this(storage, isKeeping, watch, LOG);
  }

  /** The same, which says elsewhere what it passes over. */
  EndsOfTrials(Storage storage, boolean isKeeping, RunWatch watch, Logger log) {
    this.storage = storage;
    this.isKeeping = isKeeping;
    this.watch = watch;
    this.log = log;
  }

  /** The state of the longest trial that is shorter than this one and of its trajectory. */
  Optional<TrialState> before(TrialSpec spec) {
    int steps = spec.training().steps();
    Optional<TrialState> here =
        Trajectory.of(spec).equals(lastOf) && last.trainer().steps() < steps
            ? Optional.of(last)
            : Optional.empty();
    OptionalInt kept = stored().before(spec);
    boolean isLonger =
        kept.isPresent() && kept.getAsInt() > here.map(s -> s.trainer().steps()).orElse(0);
    return isLonger ? read(spec, kept.getAsInt()).or(() -> here) : here;
  }

  private StoredEnds stored() {
    if (stored == null) {
      try {
        stored = StoredEnds.of(storage);
      } catch (IOException e) {
        log.warn("the kept ends of trials cannot be listed: {}", IoProblem.text(e));
        stored = StoredEnds.NONE;
      }
    }
    return stored;
  }

  private Optional<TrialState> read(TrialSpec spec, int steps) {
    TrialId trajectory = Trajectory.id(spec);
    try {
      Optional<TrialState> state =
          storage
              .read(StoredEnds.file(trajectory, steps))
              .flatMap(bytes -> TrialState.read(bytes, trajectory, StoredCheckpoints.build()))
              .filter(end -> end.trainer().steps() == steps);
      if (state.isEmpty()) {
        log.warn(
            "trial {} does not go on from step {}: the kept state is damaged, or of another trial,"
                + " another build of Espalier or another kind of machine",
            spec.id(),
            steps);
      }
      return state;
    } catch (IOException e) {
      log.warn(
          "trial {} does not go on from step {}: the kept state cannot be read: {}",
          spec.id(),
          steps,
          IoProblem.text(e));
      return Optional.empty();
    }
  }

  /** Takes the state at the end of a trial. */
  void add(TrialSpec spec, TrialState end) {
    lastOf = Trajectory.of(spec);
    last = end;
    if (!isKeeping || !watch.isRunning()) {
      return;
    }
    TrialId trajectory = Trajectory.id(spec);
    try {
      storage.write(
          StoredEnds.file(trajectory, spec.training().steps()),
          end.write(trajectory, StoredCheckpoints.build()));
    } catch (IOException e) {
      log.warn("the end of trial {} cannot be kept: {}", spec.id(), IoProblem.text(e));
    }
  }
}
