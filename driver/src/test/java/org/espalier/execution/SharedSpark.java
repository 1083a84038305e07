package org.espalier.execution;

import org.apache.spark.sql.SparkSession;

/**
 * The one session of the driver's tests, on two cores of this machine. It works as sessions of the
 * command line do where there are few rows ({@link SparkSessions#expectRows}).
 */
public final class SharedSpark {
  private static final SparkSession SESSION =
      SparkSessions.open("local[2]", SparkSessions.forRows(false));

  private SharedSpark() {}

  /** The session, which nobody closes. */
  public static SparkSession session() {
    return SESSION;
  }
}
