package org.espalier.execution;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The one session of the driver's tests, on two cores of this machine. */
public final class SharedSpark {
  private static final SparkSession SESSION = SparkSessions.open("local[2]", Map.of());

  private SharedSpark() {}

  /** The session, which nobody closes. */
  public static SparkSession session() {
    return SESSION;
  }
}
