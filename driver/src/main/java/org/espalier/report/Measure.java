package org.espalier.report;

import java.util.List;

/**
 * A final metric that the report plots.
 *
 * @param column of the view {@code trials}
 * @param label on an axis
 * @param unit in brackets behind the label; empty for a share
 * @param low the scale's fixed lower end, or null to fit
 * @param high the scale's fixed upper end, or null to fit
 */
record Measure(String column, String label, String unit, Double low, Double high) {

  /** Mean attention from child to parent over identifiable edges: the paper's own measure. */
  static final Measure PARENT_ATTENTION =
      new Measure("parent_attention_mean", "attention on the parent", "", 0.0, 1.0);

  /** What is plotted against every axis. */
  static final List<Measure> ALL =
      List.of(
          PARENT_ATTENTION,
          new Measure("edge_accuracy", "edge accuracy", "", 0.0, 1.0),
          new Measure("loss_gap", "loss above the transition posterior", "nats", null, null));
}
