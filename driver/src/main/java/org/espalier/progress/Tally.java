package org.espalier.progress;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.espalier.execution.SweepProgress;
import org.espalier.execution.TrialOutcome;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;

/** Sums up what a run has told: each trial counts once, when it ends or when it is stored. */
final class Tally {
  private final Set<TrialId> seen = new HashSet<>();
  private double worst = Double.POSITIVE_INFINITY;
  private double best = Double.NEGATIVE_INFINITY;

  /** Takes a trial that has ended; whether this is the first that is heard of it. */
  boolean add(TrialOutcome trial) {
    if (!seen.add(trial.id())) {
      return false;
    }
    if (trial.recovery() >= 0) {
      worst = Math.min(worst, trial.recovery());
      best = Math.max(best, trial.recovery());
    }
    return true;
  }

  /** Takes the trials that have ended since; those of them that did not succeed. */
  List<TrialOutcome> newFailures(SweepProgress progress) {
    var failures = new ArrayList<TrialOutcome>();
    for (TrialOutcome trial : progress.waiting()) {
      if (add(trial) && trial.status() != TrialStatus.SUCCEEDED) {
        failures.add(trial);
      }
    }
    return failures;
  }

  /** What to show. */
  Snapshot snapshot(SweepProgress progress) {
    boolean known = best >= 0;
    return new Snapshot(
        progress.trials(),
        progress.ended(),
        progress.failed(),
        progress.running().size(),
        progress.stepsPerSecond(),
        progress.elapsedSeconds(),
        progress.remainingSeconds(),
        known ? OptionalDouble.of(worst) : OptionalDouble.empty(),
        known ? OptionalDouble.of(best) : OptionalDouble.empty());
  }
}
