package org.espalier.report;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.metric.Bounds;
import org.espalier.query.RivalColumns;
import org.espalier.trial.Metric;
import org.espalier.trial.TrialMetrics;

/**
 * A final metric, as the report plots it, or what it computes of some beside them.
 *
 * @param column of the view {@code trials}, or of {@link #RELATION}
 * @param label on an axis
 * @param unit in brackets behind the label; empty for a share
 * @param meaning one sentence
 * @param bounds of its values
 * @param yardsticks what it is seen against
 */
record Measure(
    String column,
    String label,
    String unit,
    String meaning,
    Bounds bounds,
    List<Yardstick> yardsticks) {

  /** What is asked for first, in this order. */
  private static final List<String> HEADLINE =
      List.of(
          "parent_attention_mean",
          "edge_accuracy",
          "loss_gap",
          "test_loss",
          "posterior_loss",
          "bayes_loss",
          "construction_loss",
          "uniform_loss",
          "chance_edge_accuracy",
          "chance_attention",
          "target_entropy",
          "architecture_gap",
          "optimisation_gap",
          "auroc",
          "average_precision",
          "prevalence",
          "shd_argmax",
          "chance_shd",
          "f1_argmax",
          "steps_to_accuracy_50",
          "steps_to_accuracy_100");

  /** Every metric of a trial, those that are asked for most often first. */
  static final List<Measure> ALL =
      TrialMetrics.ALL.stream()
          .sorted(Comparator.comparingInt(Measure::place))
          .map(Measure::of)
          .toList();

  private static final Measure BAYES_ABOVE_ENTROPY =
      new Measure(
          "bayes_above_entropy",
          "Bayes above entropy",
          "nats",
          "Bayes loss minus the entropy of the targets, in nats: what is not known of the"
              + " distribution.",
          Bounds.NONE,
          List.of());

  /** What is no metric of a trial, but computed from the tables. */
  static final List<Measure> DERIVED =
      Stream.concat(
              Stream.of(BAYES_ABOVE_ENTROPY),
              Stream.concat(RivalColumns.RIVALS.stream(), Stream.of(RivalColumns.RIVAL_CHANCE))
                  .map(Measure::ofRival))
          .toList();

  /** SQL: the view {@code trials} with a column for each that is derived. */
  static final String RELATION =
      "(SELECT *, bayes_loss - target_entropy AS bayes_above_entropy FROM "
          + RivalColumns.withRivals("trials")
          + ")";

  /** Mean attention from child to parent over identifiable edges: the paper's own measure. */
  static final Measure PARENT_ATTENTION = named("parent_attention_mean");

  /** What results are compared by. */
  static final List<Measure> COMPARED =
      List.of(PARENT_ATTENTION, named("edge_accuracy"), named("loss_gap"));

  private static Measure ofRival(RivalColumns.Contender rival) {
    return new Measure(
        rival.name(),
        "edge accuracy of " + rival.label(),
        "",
        rival.meaning(),
        Bounds.UNIT,
        Yardstick.of(rival.name()));
  }

  private static Measure of(Metric metric) {
    String name = metric.name();
    return new Measure(
        name, label(name), unit(metric), metric.meaning(), metric.bounds(), Yardstick.of(name));
  }

  private static Measure named(String column) {
    return ALL.stream().filter(m -> m.column().equals(column)).findFirst().orElseThrow();
  }

  private static int place(Metric metric) {
    int place = HEADLINE.indexOf(metric.name());
    return place < 0 ? HEADLINE.size() : place;
  }

  private static String label(String column) {
    return switch (column) {
      case "parent_attention_mean" -> "attention on the parent";
      case "loss_gap" -> "loss above the transition posterior";
      default -> column.replace('_', ' ');
    };
  }

  private static String unit(Metric metric) {
    if (metric.meaning().matches("(?s).*\\bin nats\\b.*")) {
      return "nats";
    }
    return metric.name().startsWith("steps_to") || metric.name().startsWith("plateau")
        ? "steps"
        : "";
  }
}
