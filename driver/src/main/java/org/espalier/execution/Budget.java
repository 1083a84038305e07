package org.espalier.execution;

import static org.espalier.InvalidValueException.require;

/**
 * What a run may spend before it stops and stores what has ended.
 *
 * @param seconds from its start; infinity for no limit
 * @param coreSeconds of trials, those that have not ended included; infinity for no limit
 */
public record Budget(double seconds, double coreSeconds) {
  /** No limit. */
  public static final Budget UNLIMITED =
      new Budget(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  public Budget {
    require(seconds > 0, "seconds", seconds, "must be > 0");
    require(coreSeconds > 0, "coreSeconds", coreSeconds, "must be > 0");
  }

  /** Whether a run that has spent so much has to stop. */
  boolean isSpent(double spentSeconds, double spentCoreSeconds) {
    return spentSeconds >= seconds || spentCoreSeconds >= coreSeconds;
  }
}
