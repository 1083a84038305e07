package org.espalier.trial;

import java.util.BitSet;

/** At which steps a trial is looked at: before the first step, at intervals, after the last. */
final class EvaluationSchedule {
  private final int every;
  private final int watch;
  private final int total;
  private final BitSet checkpoints = new BitSet();

  EvaluationSchedule(EvaluationSettings settings, int total) {
    every = settings.curve().every();
    watch = settings.curve().watch();
    this.total = total;
    settings.readOut().checkpoints().stream().filter(c -> c < total).forEach(checkpoints::set);
  }

  /** Whether anything is due after {@code step} steps. */
  boolean isDue(int step) {
    return isWatched(step) || isRecorded(step) || isCheckpoint(step);
  }

  /** Whether the edge accuracy is looked at. */
  boolean isWatched(int step) {
    return step % watch == 0 || isRecorded(step);
  }

  /** Whether the learning curve has a row. */
  boolean isRecorded(int step) {
    return step % every == 0 || step == total;
  }

  /** Whether the first layer's attention is stored, besides after the last step. */
  boolean isCheckpoint(int step) {
    return checkpoints.get(step);
  }
}
