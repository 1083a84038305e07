package org.espalier.execution;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.SignalUtils;

/**
 * An executor that is asked to end (preemption, a node that is drained, the end of the application)
 * commits the trials that have ended before it does.
 */
final class ExecutorTermination {
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private static volatile boolean asked;

  static {
    if (!isDriver()) {
      SignalUtils.register("TERM", ExecutorTermination::commitAndGoOn);
    }
  }

  private ExecutorTermination() {}

  /** Sees to it, from the first task of an executor on. */
  static void heed() {}

  static boolean isDriver() {
    return SparkEnv.get().executorId().equals("driver");
  }

  /** Whether this process is about to end. */
  static boolean isAsked() {
    return asked;
  }

  /**
   * Waits for the end of this process: a task that left trials undone must not return here, for
   * Spark would take it for done. It runs again elsewhere once this process is gone.
   *
   * @throws InterruptedException if Spark ends the task first
   */
  static void awaitEnd() throws InterruptedException {
    NEVER.await();
  }

  private static Object commitAndGoOn() {
    asked = true;
    RunWatch.stopAll();
    RunWatch.awaitIdle(PATIENCE);
    return false; // the signal then does what it does
  }
}
