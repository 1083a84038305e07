package org.espalier.plan;

import static org.espalier.InvalidValueException.require;

import java.time.Duration;

/**
 * How trials are gathered into packs, the tasks of a run.
 *
 * @param duration expected time of a pack; more than zero
 * @param cores trials that run at once, at least 1
 * @param trials the most that a pack holds, at least 1: what a lost executor costs at worst
 */
public record PackSizes(Duration duration, int cores, int trials) {
  /** So many at least for each core, for the last ones even out what was misjudged. */
  static final int PACKS_PER_CORE = 4;

  /** Packs of less expected time are not made only to keep rounds of replicates apart. */
  static final double LEAST_SECONDS = .5;

  private static final int MOST_TRIALS = 500;

  public PackSizes {
    require(!duration.isNegative() && !duration.isZero(), "duration", duration, "must be > 0");
    require(cores >= 1, "cores", cores, "must be >= 1");
    require(trials >= 1, "trials", trials, "must be >= 1");
  }

  /** Packs of about this duration. */
  public static PackSizes of(Duration duration, int cores) {
    return new PackSizes(duration, cores, MOST_TRIALS);
  }
}
