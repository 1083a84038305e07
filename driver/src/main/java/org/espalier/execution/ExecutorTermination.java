package org.espalier.execution;

import java.time.Duration;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.SignalUtils;

/**
 * An executor that is asked to end (preemption, a node that is drained, the end of the application)
 * commits the trials that have ended before it does.
 */
final class ExecutorTermination {
  private static final Duration PATIENCE = Duration.ofSeconds(8);

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

  private static Object commitAndGoOn() {
    RunWatch.stopAll();
    RunWatch.awaitIdle(PATIENCE);
    return false; // the signal then does what it does
  }
}
