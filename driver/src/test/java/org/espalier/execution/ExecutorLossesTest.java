package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reasons are those that Spark 4.1 gives, by the cluster's manager. */
class ExecutorLossesTest {
  private final ExecutorLosses losses =
      new ExecutorLosses(
          new SparkConf(false)
              .set("spark.executor.cores", "4")
              .set("spark.executor.memory", "2g")
              .set("spark.executor.memoryOverhead", "1500m"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Command exited with code 137",
        "Container killed by YARN for exceeding physical memory limits. 4.5 GB of 4 GB used.",
        "Container from a bad node: container_1 on host: h. Exit status: 137. Diagnostics: ...",
        "The executor with id 7 exited with exit code 137(SIGKILL, possible container OOM).",
        "The executor with id 7 was terminated: reason OOMKilled",
      })
  void processThatTookMoreThanItMayIsSaidWithTheOverheadToRaise(String reason) {
    losses.onExecutorRemoved(new SparkListenerExecutorRemoved(0, "7", reason));
    assertThat(losses.next().orElseThrow())
        .startsWith("executor 7 on an unknown host was killed")
        .contains("spark.executor.memoryOverhead above 1500m", "spark.executor.cores", "below 4");
    assertThat(losses.next()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Command exited with code 52",
        "The executor with id 7 exited with exit code 52(JVM OOM).",
        "Unable to create executor due to java.lang.OutOfMemoryError: Java heap space",
      })
  void fullHeapIsSaidWithTheMemoryToRaise(String reason) {
    losses.onExecutorRemoved(new SparkListenerExecutorRemoved(0, "7", reason));
    assertThat(losses.next().orElseThrow())
        .contains("its heap was full", "spark.executor.memory above 2g");
  }

  @Test
  void executorsThatLeaveForOtherReasonsAreNotAccusedOfMemory() {
    for (String reason :
        new String[] {
          "Executor killed by driver.",
          "Executor decommission.",
          "Command exited with code 143",
          "worker lost",
          "Executor heartbeat timed out after 137000 ms"
        }) {
      losses.onExecutorRemoved(new SparkListenerExecutorRemoved(0, "7", reason));
      assertThat(losses.next()).as(reason).isEmpty();
    }
  }
}
