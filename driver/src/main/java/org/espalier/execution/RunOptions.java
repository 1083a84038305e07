package org.espalier.execution;

import static org.espalier.InvalidValueException.require;

import java.time.Duration;
import java.util.OptionalLong;
import org.espalier.plan.RetryPolicy;
import org.espalier.sweep.RunSettings;

/**
 * How a sweep runs; nothing of it changes a number.
 *
 * @param trialTimeout a trial that takes longer becomes a row {@code timed_out}
 * @param packDuration what a Spark task should take
 * @param trialMemory a trial that needs more bytes fails before it begins; empty for what the
 *     process has that runs it
 * @param checkpointEvery a trial that takes longer keeps its state in this interval, and goes on
 *     from there if its process dies
 * @param retry which stored trials are trained again
 * @param maxFailures the run stops once so many of its trials did not succeed; {@link
 *     Integer#MAX_VALUE} for never
 * @param lease what to do if another run holds the folder
 * @param budget what the run may spend
 * @param isKeepingEnds whether the state at the end of every trial is kept, so that longer ones can
 *     go on from there
 */
public record RunOptions(
    Duration trialTimeout,
    Duration packDuration,
    OptionalLong trialMemory,
    Duration checkpointEvery,
    RetryPolicy retry,
    int maxFailures,
    LeasePolicy lease,
    Budget budget,
    boolean isKeepingEnds) {

  /** What to do if another run holds the folder. */
  public enum LeasePolicy {
    /** Refuse to run. */
    RESPECT,
    /** Take it over. */
    STEAL
  }

  public RunOptions {
    require(maxFailures >= 1, "maxFailures", maxFailures, "must be >= 1");
  }

  /** Trains what is missing, whatever fails. */
  public static RunOptions of(Duration trialTimeout, Duration packDuration) {
    return new RunOptions(
        trialTimeout,
        packDuration,
        OptionalLong.empty(),
        packDuration,
        RetryPolicy.NONE,
        Integer.MAX_VALUE,
        LeasePolicy.RESPECT,
        Budget.UNLIMITED,
        false);
  }

  /** What a sweep file says of how it runs. */
  public static RunOptions of(RunSettings settings) {
    return new RunOptions(
        settings.trialTimeout(),
        settings.packDuration(),
        settings.trialMemory(),
        settings.checkpointEvery(),
        RetryPolicy.NONE,
        Integer.MAX_VALUE,
        LeasePolicy.RESPECT,
        Budget.UNLIMITED,
        settings.isKeepingState());
  }

  /** These options with other stored trials trained again. */
  public RunOptions retrying(RetryPolicy other) {
    return new RunOptions(
        trialTimeout,
        packDuration,
        trialMemory,
        checkpointEvery,
        other,
        maxFailures,
        lease,
        budget,
        isKeepingEnds);
  }

  /** These options with a stop after so many failures. */
  public RunOptions stoppingAfter(int failures) {
    return new RunOptions(
        trialTimeout,
        packDuration,
        trialMemory,
        checkpointEvery,
        retry,
        failures,
        lease,
        budget,
        isKeepingEnds);
  }

  /** These options with the lease taken from whoever holds it. */
  public RunOptions stealing() {
    return new RunOptions(
        trialTimeout,
        packDuration,
        trialMemory,
        checkpointEvery,
        retry,
        maxFailures,
        LeasePolicy.STEAL,
        budget,
        isKeepingEnds);
  }

  /** These options with a limit to what the run spends. */
  public RunOptions within(Budget other) {
    return new RunOptions(
        trialTimeout,
        packDuration,
        trialMemory,
        checkpointEvery,
        retry,
        maxFailures,
        lease,
        other,
        isKeepingEnds);
  }
}
