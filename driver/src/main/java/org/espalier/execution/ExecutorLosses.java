package org.espalier.execution;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/**
 * Executors that die of their memory, in one line each that says what to set. What Spark says of it
 * differs by the cluster's manager: YARN names the limit, Kubernetes and standalone workers give
 * the exit code, 137 for a process that was killed and 52 for one whose heap was full.
 */
final class ExecutorLosses extends SparkListener {
  private static final Pattern FULL_HEAP =
      Pattern.compile("(?i)(exit(ed with)? code|exit status:?)\\s*\\W?52\\b|OutOfMemoryError");
  private static final Pattern OVER_LIMIT =
      Pattern.compile(
          "(?i)(exit(ed with)? code|exit status:?)\\s*\\W?137\\b|OOM ?Killed|container OOM"
              + "|exceeding (physical |virtual )?memory limits|beyond the '?(PHYSICAL|VIRTUAL)'? memory");

  private final Map<String, String> hosts = new ConcurrentHashMap<>();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final SparkConf conf;

  ExecutorLosses(SparkConf conf) {
    this.conf = conf;
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded added) {
    hosts.put(added.executorId(), added.executorInfo().executorHost());
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    String executor =
        String.format(
            Locale.ROOT,
            "executor %s on %s",
            removed.executorId(),
            hosts.getOrDefault(removed.executorId(), "an unknown host"));
    advice(removed.reason()).ifPresent(advice -> lines.add(executor + " " + advice));
  }

  /** What has to be said since this was asked last. */
  Optional<String> next() {
    return Optional.ofNullable(lines.poll());
  }

  /** What to do about a loss for which Spark gives that reason; empty if it is not of memory. */
  private Optional<String> advice(String reason) {
    String cores = conf.get("spark.executor.cores", "all of the worker's");
    if (FULL_HEAP.matcher(reason).find()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "died because its heap was full: set spark.executor.memory above %s, or"
                  + " spark.executor.cores (trials at once) below %s; its trials run again elsewhere",
              conf.get("spark.executor.memory", "1g"),
              cores));
    }
    if (OVER_LIMIT.matcher(reason).find()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "was killed, as happens to a process that takes more memory than it may: set"
                  + " spark.executor.memoryOverhead above %s, or spark.executor.cores (trials at"
                  + " once) below %s; its trials run again elsewhere",
              conf.get("spark.executor.memoryOverhead", "a tenth of spark.executor.memory"),
              cores));
    }
    return Optional.empty();
  }
}
