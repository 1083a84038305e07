package org.espalier.trial;

import java.util.Locale;

/** How a trial ended. */
public enum TrialStatus {
  /** Trained all its steps; every metric is there. */
  SUCCEEDED,
  /** The loss or a parameter was no longer finite; the curve ends there. */
  DIVERGED,
  /** Something threw; the row has its class, message and stack. */
  FAILED,
  /** Took longer than the sweep allows; the curve ends there. */
  TIMED_OUT,
  /** Took its process down with it, more than once. */
  LOST;

  /** The value in the {@code trials} table. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The status with that label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TrialStatus of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
