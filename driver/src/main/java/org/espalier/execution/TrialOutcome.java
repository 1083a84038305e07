package org.espalier.execution;

import java.io.Serializable;
import java.time.Duration;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.StoredTrial;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialStatus;

/**
 * What the driver is told of a trial that has ended.
 *
 * @param id of the trial
 * @param status how it ended
 * @param steps gradient steps done
 * @param seconds from its start to its end
 * @param recovery edge accuracy, 0 to 1; NaN if there is none
 * @param error class of the error, or the status where nothing was thrown; empty if it succeeded
 * @param message what it said, one line of at most {@value #LONGEST_MESSAGE} characters
 */
public record TrialOutcome(
    TrialId id,
    TrialStatus status,
    int steps,
    double seconds,
    double recovery,
    String error,
    String message)
    implements Serializable {
  private static final int LONGEST_MESSAGE = 500;

  /** What is known of a trial that is stored. */
  static TrialOutcome of(StoredTrial trial) {
    boolean succeeded = trial.status() == TrialStatus.SUCCEEDED;
    return new TrialOutcome(
        trial.id(),
        trial.status(),
        trial.steps(),
        trial.seconds(),
        Double.NaN,
        succeeded ? "" : trial.status().label(),
        succeeded ? "" : "see its row");
  }

  static TrialOutcome of(PlannedTrial trial, TrialResult result) {
    String message = result.failure().map(TrialResult.Failure::message).orElse("");
    return new TrialOutcome(
        trial.id(),
        result.status(),
        result.work().steps(),
        Duration.between(result.work().started(), result.work().finished()).toNanos() / 1e9,
        result.measured().metrics().getOrDefault("edge_accuracy", Double.NaN).doubleValue(),
        result.failure().map(TrialResult.Failure::type).orElse(""),
        message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
  }
}
