package org.espalier.trial;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * When a trial ends though it is not done. Neither can change a number in a result that is
 * complete.
 *
 * @param timeout a trial that takes longer, earlier attempts from whose state it goes on included,
 *     ends as {@link TrialStatus#TIMED_OUT}; more than zero
 * @param stop asked between steps; once true the trial is abandoned without a result, by a {@link
 *     CancellationException}
 * @param memory a trial that needs more bytes, by {@link TrialMemory}, fails before it begins
 */
public record TrialLimits(Duration timeout, BooleanSupplier stop, long memory) {

  /** No limit. */
  public static final TrialLimits NONE = of(Duration.ofDays(10_000));

  public TrialLimits {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout = " + timeout + " must be > 0");
    }
    if (memory <= 0) {
      throw new IllegalArgumentException("memory = " + memory + " must be > 0");
    }
  }

  /** A time-out and nothing that stops it. */
  public static TrialLimits of(Duration timeout) {
    return new TrialLimits(timeout, () -> false, Long.MAX_VALUE);
  }

  /** These limits with another bound on memory. */
  public TrialLimits withMemory(long bytes) {
    return new TrialLimits(timeout, stop, bytes);
  }

  /**
   * Returns if a trial may begin.
   *
   * @throws MemoryBoundException if it needs too much memory
   */
  void requireRoom(TrialSpec spec) {
    long needed = TrialMemory.bytes(spec);
    if (needed > memory || needed == Long.MAX_VALUE) {
      throw new MemoryBoundException(needed, memory);
    }
  }

  /** These limits from now on. */
  Clock start() {
    return new Clock(System.nanoTime());
  }

  /** The limits of a trial that has begun. */
  final class Clock {
    private long started;

    private Clock(long started) {
      this.started = started;
    }

    /** Counts what the trial had taken in earlier attempts, from whose state it goes on. */
    void add(Duration before) {
      started -= before.toNanos();
    }

    /** What the trial has taken in all. */
    Duration elapsed() {
      return Duration.ofNanos(System.nanoTime() - started);
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
      if (elapsed().compareTo(timeout) > 0) {
        throw new TimedOutException(timeout);
      }
    }
  }

  /** A trial needs more memory than it may have. */
  public static final class MemoryBoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MemoryBoundException(long needed, long allowed) {
      super(
          needed == Long.MAX_VALUE
              ? "needs arrays of more than 2^31 elements"
              : String.format(
                  Locale.ROOT,
                  "needs about %d MB of memory and may have %d MB (run.trial-memory)",
                  megabytes(needed),
                  megabytes(allowed)));
    }

    private static long megabytes(long bytes) {
      return -Math.floorDiv(-bytes, 1L << 20);
    }
  }

  /** What is said of a trial that took too long: {@code took longer than 0.005 s}. */
  public static String tookLonger(Duration timeout) {
    BigDecimal seconds =
        BigDecimal.valueOf(timeout.getSeconds()).add(BigDecimal.valueOf(timeout.getNano(), 9));
    return "took longer than " + seconds.stripTrailingZeros().toPlainString() + " s";
  }

  /** A trial has taken too long. */
  static final class TimedOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TimedOutException(Duration timeout) {
      super(tookLonger(timeout));
    }
  }
}
