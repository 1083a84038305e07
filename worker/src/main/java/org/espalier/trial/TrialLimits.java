package org.espalier.trial;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * When a trial ends though it is not done. Neither can change a number in a result that is
 * complete.
 *
 * @param timeout a trial that takes longer ends as {@link TrialStatus#TIMED_OUT}; more than zero
 * @param stop asked between steps; once true the trial is abandoned without a result, by a {@link
 *     CancellationException}
 */
public record TrialLimits(Duration timeout, BooleanSupplier stop) {

  /** No limit. */
  public static final TrialLimits NONE = of(Duration.ofDays(10_000));

  public TrialLimits {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout = " + timeout + " must be > 0");
    }
  }

  /** A time-out and nothing that stops it. */
  public static TrialLimits of(Duration timeout) {
    return new TrialLimits(timeout, () -> false);
  }

  /** These limits from now on. */
  Clock start() {
    return new Clock(System.nanoTime());
  }

  /** The limits of a trial that has begun. */
  final class Clock {
    private final long started;

    private Clock(long started) {
      this.started = started;
    }

    /**
     * Returns if the trial may go on.
     *
     * @throws TimedOutException if it has taken too long
     * @throws CancellationException if it is to stop
     */
    void check() {
      if (stop.getAsBoolean()) {
        throw new CancellationException("the trial was stopped");
      }
      if (System.nanoTime() - started > timeout.toNanos()) {
        throw new TimedOutException(timeout);
      }
    }
  }

  /** A trial has taken too long. */
  static final class TimedOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TimedOutException(Duration timeout) {
      super("took longer than %.1f s".formatted(timeout.toMillis() / 1000.0));
    }
  }
}
