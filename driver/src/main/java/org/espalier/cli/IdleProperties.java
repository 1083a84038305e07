package org.espalier.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.espalier.sweep.MasterAddress;

/** Properties of Spark that a sweep or its profile sets and that change nothing where it runs. */
final class IdleProperties {
  /** Of the driver's process, which {@code spark-submit} starts by them, and {@code run} is. */
  private static final List<String> OF_THE_DRIVER =
      List.of(
          "spark.driver.memory",
          "spark.driver.extraJavaOptions",
          "spark.driver.defaultJavaOptions",
          "spark.driver.extraClassPath",
          "spark.driver.extraLibraryPath");

  /** Of executors, which there are none of where the driver runs the trials itself. */
  private static final List<String> OF_EXECUTORS =
      List.of(
          "spark.executor.memory",
          "spark.executor.memoryOverhead",
          "spark.executor.cores",
          "spark.executor.instances",
          "spark.cores.max");

  private IdleProperties() {}

  /**
   * What to say of those that are set; empty if none is.
   *
   * @param conf what sweep and profile set
   * @param isSubmitted whether {@code spark-submit} has started this process
   */
  static Optional<String> note(String master, Map<String, String> conf, boolean isSubmitted) {
    var idle = new TreeSet<String>();
    if (!isSubmitted) {
      idle.addAll(OF_THE_DRIVER);
    }
    if (master.equals("local") || MasterAddress.LOCAL.matcher(master).matches()) {
      idle.addAll(OF_EXECUTORS);
    }
    idle.retainAll(conf.keySet());
    return idle.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "without effect with master %s in this process, whose memory ESPALIER_HEAP sets: %s",
                master,
                String.join(", ", idle)));
  }
}
