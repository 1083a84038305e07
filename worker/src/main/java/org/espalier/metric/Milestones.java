package org.espalier.metric;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The first step at which a quantity that is watched during training reached each of some levels;
 * once reached stays reached.
 *
 * <p>The answer is as fine as the watch: the true first step may be up to one interval earlier.
 */
public final class Milestones {

  private static final int NEVER = -1;

  private final double[] levels;
  private final int[] steps;

  private Milestones(double[] levels) {
    this.levels = levels;
    this.steps = new int[levels.length];
    Arrays.fill(steps, NEVER);
  }

  /** Watches for the edge accuracies .5, .9 and 1. */
  public static Milestones ofEdgeAccuracy() {
    return of(0.5, 0.9, 1.0);
  }

  /** Watches for the given levels, in their order. */
  public static Milestones of(double... levels) {
    return new Milestones(levels.clone());
  }

  /**
   * Takes note of the quantity after a number of steps. NaN reaches nothing.
   *
   * @param step gradient steps done, rising from call to call
   */
  public void observe(int step, double value) {
    for (int k = 0; k < levels.length; k++) {
      if (steps[k] == NEVER && value >= levels[k]) {
        steps[k] = step;
      }
    }
  }

  /** The first step with at least the k-th level (from 0); empty if it was never seen. */
  public OptionalInt step(int k) {
    return steps[k] == NEVER ? OptionalInt.empty() : OptionalInt.of(steps[k]);
  }

  /** The first step of each level, in the order of the levels; -1 for one not reached yet. */
  public int[] steps() {
    return steps.clone();
  }

  /** Goes on from what other milestones of the same levels had seen. */
  public void restore(int[] seen) {
    if (seen.length != steps.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d levels, must be %d", seen.length, steps.length));
    }
    System.arraycopy(seen, 0, steps, 0, steps.length);
  }

  /** Whether all levels have been reached, so that there is nothing left to watch for. */
  public boolean isComplete() {
    return Arrays.stream(steps).noneMatch(s -> s == NEVER);
  }
}
