package org.espalier.query;

import java.util.List;

/**
 * Which metrics stand for recovery where there is room for a few only: edge accuracy beside chance,
 * and what training and what the architecture lack of the best loss there is.
 */
public final class Headline {
  /** Names of columns of the {@code trials} table. */
  public static final List<String> METRICS =
      List.of(
          "edge_accuracy",
          "chance_edge_accuracy",
          "parent_attention_mean",
          "optimisation_gap",
          "architecture_gap");

  private Headline() {}
}
