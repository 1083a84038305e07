package org.espalier.progress;

import java.util.Locale;
import java.util.function.Function;
import org.espalier.execution.SweepListener;
import org.espalier.execution.SweepProgress;
import org.espalier.execution.TrialOutcome;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;

/**
 * Shows a run to a person or a log.
 *
 * <p>A trial that does not succeed is told of once, as soon as it has ended, in one line with its
 * parameters.
 */
public abstract class ProgressDisplay implements SweepListener, AutoCloseable {
  private final Function<TrialId, String> labels;
  private final Tally tally = new Tally();

  ProgressDisplay(Function<TrialId, String> labels) {
    this.labels = labels;
  }

  @Override
  public final synchronized void progress(SweepProgress progress) {
    tally.newFailures(progress).forEach(this::failed);
    show(tally.snapshot(progress));
  }

  @Override
  public final synchronized void trialFinished(TrialOutcome outcome) {
    if (tally.add(outcome) && outcome.status() != TrialStatus.SUCCEEDED) {
      failed(outcome);
    }
  }

  /** Shows how far the run is. */
  abstract void show(Snapshot now);

  /** Tells of a trial that did not succeed. */
  abstract void failed(TrialOutcome trial);

  /** The end: leaves the screen to whoever prints next. */
  @Override
  public abstract void close();

  /** A trial by its parameters. */
  final String label(TrialOutcome trial) {
    return labels.apply(trial.id());
  }

  /** {@code failed graph.family=star seed=3: IllegalStateException: broken}. */
  final String failureLine(TrialOutcome trial) {
    return String.format(Locale.ROOT, "%s: %s", label(trial), reason(trial));
  }

  /** Why a trial did not succeed: {@code IllegalStateException: broken}. */
  public static String reason(TrialOutcome trial) {
    String type = trial.error().substring(trial.error().lastIndexOf('.') + 1);
    return type.equals(trial.status().label()) ? trial.message() : type + ": " + trial.message();
  }
}
