package org.espalier.cli;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.espalier.execution.SparkSessions;

/** A Spark session that is stopped at the end if it was started here. */
final class OwnSession implements AutoCloseable {
  private final SparkSession spark;
  private final boolean isOurs;

  private OwnSession(SparkSession spark, boolean isOurs) {
    this.spark = spark;
    this.isOurs = isOurs;
  }

  /** This process's session if it has one, else a new one. */
  static OwnSession open(String master, Map<String, String> conf) {
    return SparkSessions.present()
        .map(present -> new OwnSession(present, false))
        .orElseGet(() -> new OwnSession(SparkSessions.open(master, conf), true));
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
