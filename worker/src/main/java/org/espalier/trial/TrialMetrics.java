package org.espalier.trial;

import java.util.List;

/**
 * The final metrics of a trial, in the order of their columns in the {@code trials} table.
 *
 * <p>To add a metric, add its line here and put its value where the trial runner measures; the
 * table, SQL and report take it from this list.
 */
public final class TrialMetrics {

  /** What values a metric has. */
  public enum Kind {
    /** A whole number. */
    INTEGER,
    /** A real number. */
    REAL
  }

  /**
   * One metric.
   *
   * @param name column in the {@code trials} table
   * @param kind whole or real
   * @param meaning one sentence with unit and range
   */
  public record Metric(String name, Kind kind, String meaning) {}

  /** All metrics. */
  public static final List<Metric> ALL =
      List.of(real("test_loss", "cross-entropy on the held-out sequences after training, in nats"));

  private TrialMetrics() {}

  private static Metric real(String name, String meaning) {
    return new Metric(name, Kind.REAL, meaning);
  }
}
