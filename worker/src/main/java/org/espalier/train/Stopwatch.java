package org.espalier.train;

import java.time.Duration;

/** Adds up the time between starts and stops. */
public final class Stopwatch {
  private long total;
  private long since;
  private boolean running;

  /** Starts, unless it runs. */
  public void start() {
    if (!running) {
      running = true;
      since = System.nanoTime();
    }
  }

  /** Stops, if it runs. */
  public void stop() {
    if (running) {
      running = false;
      total += System.nanoTime() - since;
    }
  }

  /** Begins with time that was measured before. */
  public void add(Duration earlier) {
    total += earlier.toNanos();
  }

  /** The time up to the last stop. */
  public Duration elapsed() {
    return Duration.ofNanos(total);
  }
}
