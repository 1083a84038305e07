package org.espalier.execution;

import java.time.Duration;
import org.espalier.plan.RetryPolicy;
import org.espalier.sweep.RunSettings;

/**
 * How a sweep runs; nothing of it changes a number.
 *
 * @param trialTimeout a trial that takes longer becomes a row {@code timed_out}
 * @param packDuration what a Spark task should take
 * @param retry which stored trials are trained again
 * @param maxFailures the run stops once so many of its trials did not succeed; {@link
 *     Integer#MAX_VALUE} for never
 * @param lease what to do if another run holds the folder
 */
public record RunOptions(
    Duration trialTimeout,
    Duration packDuration,
    RetryPolicy retry,
    int maxFailures,
    LeasePolicy lease) {

  /** What to do if another run holds the folder. */
  public enum LeasePolicy {
    /** Refuse to run. */
    RESPECT,
    /** Take it over. */
    STEAL
  }

  /** Trains what is missing, whatever fails. */
  public static RunOptions of(Duration trialTimeout, Duration packDuration) {
    return new RunOptions(
        trialTimeout, packDuration, RetryPolicy.NONE, Integer.MAX_VALUE, LeasePolicy.RESPECT);
  }

  /** What a sweep file says of how it runs. */
  public static RunOptions of(RunSettings settings) {
    return of(settings.trialTimeout(), settings.packDuration());
  }

  /** These options with other stored trials trained again. */
  public RunOptions retrying(RetryPolicy other) {
    return new RunOptions(trialTimeout, packDuration, other, maxFailures, lease);
  }

  /** These options with a stop after so many failures. */
  public RunOptions stoppingAfter(int failures) {
    return new RunOptions(trialTimeout, packDuration, retry, failures, lease);
  }

  /** These options with the lease taken from whoever holds it. */
  public RunOptions stealing() {
    return new RunOptions(trialTimeout, packDuration, retry, maxFailures, LeasePolicy.STEAL);
  }
}
