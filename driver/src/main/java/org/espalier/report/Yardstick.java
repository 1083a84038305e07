package org.espalier.report;

import java.util.List;
import org.espalier.query.RivalColumns;

/**
 * What a measure is seen against: what chance gives, or what is known without training.
 *
 * @param column of the view {@code trials} that has the level of each trial, or null
 * @param level that is the same for all trials, or null
 * @param label in a legend
 */
record Yardstick(String column, Double level, String label) {
  private static final String CHANCE = "chance";
  private static final String POSTERIOR = "transition posterior";
  private static final String BAYES = "Bayes predictor";
  private static final String CONSTRUCTION = "the paper’s construction";
  private static final String UNIFORM = "uniform prediction";

  Yardstick {
    if ((column == null) == (level == null)) {
      throw new IllegalArgumentException(label + " must have a column or a level");
    }
  }

  /** Of a metric of trials or of a column of learning curves; empty where there is none. */
  static List<Yardstick> of(String measure) {
    return switch (measure) {
      case "test_loss" ->
          List.of(
              in("posterior_loss", POSTERIOR),
              in("bayes_loss", BAYES),
              in("construction_loss", CONSTRUCTION),
              in("uniform_loss", UNIFORM));
      case "train_loss", "unigram_loss" -> List.of(in("uniform_loss", UNIFORM));
      case "posterior_loss", "construction_loss" -> List.of(in("bayes_loss", BAYES));
      case "bayes_loss" -> List.of(in("target_entropy", "entropy of the targets"));
      case "loss_gap" -> List.of(at(0, POSTERIOR));
      case "normalized_gap" -> List.of(at(0, POSTERIOR), at(1, UNIFORM));
      case "optimisation_gap" -> List.of(at(0, CONSTRUCTION));
      case "architecture_gap" -> List.of(at(0, BAYES));
      case "parent_attention", "parent_attention_mean" -> List.of(in("chance_attention", CHANCE));
      case "edge_accuracy", "edge_accuracy_shared", "recall_argmax" ->
          List.of(in("chance_edge_accuracy", CHANCE));
      case "edge_ablation_accuracy", "gradient_attention_accuracy", "head_ablation_accuracy" ->
          List.of(in("chance_read_out_accuracy", CHANCE));
      case "shd_argmax" -> List.of(in("chance_shd", CHANCE));
      case "average_precision" -> List.of(in("prevalence", CHANCE));
      case "average_precision_all" -> List.of(in("prevalence_all", CHANCE));
      case "selection_correlation" -> List.of(in("chance_selection_correlation", CHANCE));
      case "symbol_selection_correlation" ->
          List.of(in("chance_symbol_selection_correlation", CHANCE));
      case "edge_accuracy_above_chance" -> List.of(at(0, CHANCE));
      default -> others(measure);
    };
  }

  private static List<Yardstick> others(String measure) {
    if (RivalColumns.RIVALS.stream().anyMatch(rival -> rival.name().equals(measure))) {
      return List.of(in(RivalColumns.RIVAL_CHANCE.name(), CHANCE));
    }
    return isAreaUnderRoc(measure) ? List.of(at(.5, CHANCE)) : List.of();
  }

  private static boolean isAreaUnderRoc(String measure) {
    return measure.endsWith("auroc") || measure.endsWith("auroc_all");
  }

  private static Yardstick in(String column, String label) {
    return new Yardstick(column, null, label);
  }

  private static Yardstick at(double level, String label) {
    return new Yardstick(null, level, label);
  }
}
