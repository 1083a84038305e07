package org.espalier.plan;

import java.util.EnumSet;
import java.util.Set;
import org.espalier.trial.TrialStatus;

/**
 * Which stored trials are trained again.
 *
 * @param statuses those that ended so; never {@link TrialStatus#SUCCEEDED}
 */
public record RetryPolicy(Set<TrialStatus> statuses) {

  /** None: whatever has a row is done. */
  public static final RetryPolicy NONE = new RetryPolicy(Set.of());

  public RetryPolicy {
    if (statuses.contains(TrialStatus.SUCCEEDED)) {
      throw new IllegalArgumentException("a trial that succeeded is not trained again");
    }
    statuses = Set.copyOf(statuses);
  }

  /** Those that ended in one of these ways. */
  public static RetryPolicy of(TrialStatus first, TrialStatus... rest) {
    return new RetryPolicy(EnumSet.of(first, rest));
  }

  /** Whether that trial is trained again. */
  boolean retries(StoredTrial trial) {
    return statuses.contains(trial.status());
  }
}
