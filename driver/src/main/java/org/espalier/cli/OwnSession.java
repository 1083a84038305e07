package org.espalier.cli;

import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.espalier.ConfigurationException;
import org.espalier.execution.SparkSessions;

/** A Spark session that is stopped at the end if it was started here. */
final class OwnSession implements AutoCloseable {
  private final SparkSession spark;
  private final boolean isOurs;

  private OwnSession(SparkSession spark, boolean isOurs) {
    this.spark = spark;
    this.isOurs = isOurs;
  }

  /**
   * This process's session if it has one, else a new one.
   *
   * @throws ConfigurationException if Spark does not start with this master and these properties,
   *     with its reason
   */
  static OwnSession open(String master, Map<String, String> conf) {
    return SparkSessions.present()
        .map(present -> new OwnSession(present, false))
        .orElseGet(() -> new OwnSession(started(master, conf), true));
  }

  /** Scala throws checked exceptions that its methods do not declare. */
  private static SparkSession started(String master, Map<String, String> conf) {
    try {
      return SparkSessions.open(master, conf);
    } catch (Exception e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      boolean isOfDistribution = reason.startsWith("Could not parse Master URL");
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "Spark does not start with master %s: %s%s",
              master,
              reason,
              isOfDistribution ? "; `submit` runs it through spark-submit, which may know it" : ""),
          e);
    }
  }

  /** The session. */
  SparkSession spark() {
    return spark;
  }

  @Override
  public void close() {
    if (isOurs) {
      spark.stop();
    }
  }
}
