package org.espalier.execution;

import java.util.List;
import org.espalier.trial.TrialId;

/**
 * How far a run has come.
 *
 * @param trials that the run set out to train
 * @param ended trials that have ended, stored or not yet
 * @param failed those of them that did not succeed
 * @param running trials that run now
 * @param waiting trials that have ended and are stored once their pack is done
 * @param stepsPerSecond of all running trials together
 * @param elapsedSeconds since the run began
 * @param remainingSeconds expected: see {@link RemainingTime}
 */
public record SweepProgress(
    int trials,
    int ended,
    int failed,
    List<Running> running,
    List<TrialOutcome> waiting,
    double stepsPerSecond,
    double elapsedSeconds,
    double remainingSeconds) {
  public SweepProgress {
    running = List.copyOf(running);
    waiting = List.copyOf(waiting);
  }

  /**
   * A trial that runs now.
   *
   * @param id of the trial
   * @param first step that it went on from, 0 if it began at its start
   * @param step gradient steps done, the first ones included
   * @param steps to be done
   * @param seconds since it began
   */
  public record Running(TrialId id, int first, int step, int steps, double seconds) {}
}
