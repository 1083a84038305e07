package org.espalier.execution;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The one session of the driver's tests, on two cores of this machine. It goes through rows one by
 * one: compiling a query takes longer than answering it where there are few.
 */
public final class SharedSpark {
  private static final SparkSession SESSION =
      SparkSessions.open(
          "local[2]",
          Map.of(
              "spark.sql.codegen.wholeStage",
              "false",
              "spark.sql.codegen.factoryMode",
              "NO_CODEGEN"));

  private SharedSpark() {}

  /** The session, which nobody closes. */
  public static SparkSession session() {
    return SESSION;
  }
}
