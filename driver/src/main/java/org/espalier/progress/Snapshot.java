package org.espalier.progress;

import java.util.OptionalDouble;

/**
 * How far a run has come, as it is shown.
 *
 * @param trials that the run set out to train
 * @param ended of those
 * @param failed those of them that did not succeed
 * @param running now
 * @param stepsPerSecond of all running trials together
 * @param elapsedSeconds since the run began
 * @param remainingSeconds expected
 * @param worst least edge accuracy of a trial of this run so far
 * @param best largest
 */
record Snapshot(
    int trials,
    int ended,
    int failed,
    int running,
    double stepsPerSecond,
    double elapsedSeconds,
    double remainingSeconds,
    OptionalDouble worst,
    OptionalDouble best) {

  /** Share of the trials that have ended, 0 to 1. */
  double share() {
    return trials == 0 ? 1 : (double) ended / trials;
  }
}
