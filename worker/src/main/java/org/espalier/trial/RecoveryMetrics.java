package org.espalier.trial;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.espalier.metric.Bounds;
import org.espalier.metric.ChanceLevel;
import org.espalier.trial.Measurement.Recovery;

/** Whether attention found the edges of the graph: the identifiable ones, then all of them. */
final class RecoveryMetrics {

  /** In the order of their columns. */
  static final List<Metric> ALL =
      List.of(
          identifiable(
              "parent_attention_mean",
              "Mean over identifiable edges of the attention from child to parent, 0 to 1."
                  + " Null where the graph has no identifiable edge.",
              r -> r.mass().mean()),
          identifiable(
              "parent_attention_min",
              "Least attention from child to parent over identifiable edges, 0 to 1. Null"
                  + " where the graph has no identifiable edge.",
              r -> r.mass().min()),
          identifiable(
              "parent_attention_median",
              "Median over identifiable edges of the attention from child to parent, 0 to"
                  + " 1. Null where the graph has no identifiable edge.",
              r -> r.mass().median()),
          identifiable(
              "edge_accuracy",
              "Share of identifiable edges whose parent has the single largest attention of"
                  + " the child's row. In every metric of edges, an edge of a mixture is an"
                  + " edge of any of its structures. Null where the graph has no identifiable"
                  + " edge.",
              r -> r.recovery().accuracy()),
          identifiable(
              "precision_argmax",
              "Share of the row maxima of attention that are identifiable edges, over positions"
                  + " that have an identifiable parent. Null where none of their rows has a single"
                  + " largest entry.",
              r -> r.recovery().argmax().precision()),
          identifiable(
              "recall_argmax",
              "Share of identifiable edges that are the maximum of their row of attention."
                  + " Null where the graph has no identifiable edge.",
              r -> r.recovery().argmax().recall()),
          identifiable(
              "f1_argmax",
              "Harmonic mean of precision_argmax and recall_argmax. Null where there are"
                  + " neither row maxima nor identifiable edges.",
              r -> r.recovery().argmax().f1()),
          identifiableCount(
              "shd_argmax",
              "Structural Hamming distance between the graph of row maxima and the graph of"
                  + " identifiable edges, over positions that have an identifiable parent.",
              r -> r.recovery().argmax().hammingDistance()),
          identifiable(
              "precision_threshold",
              "Share of the pairs with attention above one half that are identifiable edges, over"
                  + " positions that have an identifiable parent. Null where none of their pairs"
                  + " has attention above one half.",
              r -> r.recovery().threshold().precision()),
          identifiable(
              "recall_threshold",
              "Share of identifiable edges with attention above one half. Null where the"
                  + " graph has no identifiable edge.",
              r -> r.recovery().threshold().recall()),
          identifiable(
              "f1_threshold",
              "Harmonic mean of precision_threshold and recall_threshold. Null where there"
                  + " are neither pairs above one half nor identifiable edges.",
              r -> r.recovery().threshold().f1()),
          identifiableCount(
              "shd_threshold",
              "Structural Hamming distance between the graph of pairs with attention above"
                  + " one half and the graph of identifiable edges, over positions that have an"
                  + " identifiable parent.",
              r -> r.recovery().threshold().hammingDistance()),
          identifiable(
              "auroc",
              "Area under the ROC curve of attention as a score for identifiable edges."
                  + " Null where the candidate pairs are all edges or none is.",
              r -> r.recovery().ranking().auroc()),
          identifiable(
              "average_precision",
              "Average precision of attention as a score for identifiable edges. Null where"
                  + " the graph has no identifiable edge.",
              r -> r.recovery().ranking().averagePrecision()),
          identifiable(
              "prevalence",
              "Share of candidate pairs that are identifiable edges, which is the average"
                  + " precision of a score without information. A candidate pair is a position with"
                  + " an identifiable parent, and itself or a position before it. Null where the"
                  + " graph has no identifiable edge.",
              r -> r.recovery().ranking().prevalence()),
          identifiable(
              "chance_edge_accuracy",
              "Edge accuracy that a uniform guess among each position and all before it is"
                  + " expected to have, the mean over identifiable edges of 1 / (i + 1), 0 to 1. It is"
                  + " of one guess: several heads find more before training, for a parent is found"
                  + " where its own head finds it. Null where the graph has no identifiable edge.",
              r -> ChanceLevel.of(r.graph(), r.scope()).edgeAccuracy()),
          Metric.real(
              "edge_accuracy_above_chance",
              Bounds.CORRELATION,
              "Edge accuracy minus its chance level, divided by 1 minus its chance level: 1 where"
                  + " every identifiable edge is found, 0 for a uniform guess, negative below it,"
                  + " and comparable between graphs of different lengths. Null where the graph has"
                  + " no identifiable edge.",
              Measurement::identifiable,
              RecoveryMetrics::aboveChance),
          identifiable(
              "chance_attention",
              "Attention from child to parent when it is uniform, as it is before training, mean"
                  + " over identifiable edges, 0 to 1. Where a child has more parents than the first"
                  + " layer has heads, parent_attention_mean begins below it. Null where the graph has no identifiable"
                  + " edge.",
              r -> ChanceLevel.of(r.graph(), r.scope()).edgeAccuracy()),
          Metric.real(
              "chance_shd",
              Bounds.NOT_NEGATIVE,
              "Structural Hamming distance that one uniform guess for each position with a parent is expected to have.",
              Measurement::identifiable,
              r -> ChanceLevel.of(r.graph(), r.scope()).hammingDistance()),
          identifiableCount(
              "edges", "Number of identifiable edges of the graph.", r -> r.recovery().edges()),
          all(
              "parent_attention_mean_all",
              "Mean over all edges of the attention from child to parent, 0 for an edge"
                  + " that the causal mask hides. Null where the graph has no edge.",
              r -> r.mass().mean()),
          all(
              "parent_attention_min_all",
              "Least attention from child to parent over all edges, 0 for an edge that the"
                  + " causal mask hides. Null where the graph has no edge.",
              r -> r.mass().min()),
          all(
              "parent_attention_median_all",
              "Median over all edges of the attention from child to parent, 0 for an edge"
                  + " that the causal mask hides. Null where the graph has no edge.",
              r -> r.mass().median()),
          all(
              "edge_accuracy_all",
              "Share of all edges whose parent has the single largest attention of the"
                  + " child's row. Null where the graph has no edge.",
              r -> r.recovery().accuracy()),
          all(
              "precision_argmax_all",
              "Share of the row maxima of attention that are edges, identifiable or not, over"
                  + " positions that have a parent. Null where none of their rows has a single"
                  + " largest entry.",
              r -> r.recovery().argmax().precision()),
          all(
              "recall_argmax_all",
              "Share of all edges that are the maximum of their row of attention. Null"
                  + " where the graph has no edge.",
              r -> r.recovery().argmax().recall()),
          all(
              "f1_argmax_all",
              "Harmonic mean of precision_argmax_all and recall_argmax_all. Null where there are neither row maxima nor edges.",
              r -> r.recovery().argmax().f1()),
          allCount(
              "shd_argmax_all",
              "Structural Hamming distance between the graph of row maxima and the causal"
                  + " graph with all its edges, over positions that have a parent.",
              r -> r.recovery().argmax().hammingDistance()),
          all(
              "auroc_all",
              "Area under the ROC curve of attention as a score for all edges. Null where the candidate pairs are all edges or none is.",
              r -> r.recovery().ranking().auroc()),
          all(
              "average_precision_all",
              "Average precision of attention as a score for all edges. Null where the"
                  + " graph has no edge.",
              r -> r.recovery().ranking().averagePrecision()),
          all(
              "prevalence_all",
              "Share of candidate pairs that are edges, identifiable or not; a candidate pair is"
                  + " a position with a parent, and itself, a position before it or a parent behind"
                  + " it. Null where the graph has no edge.",
              r -> r.recovery().ranking().prevalence()),
          allCount(
              "edges_all",
              "Number of edges of the graph, identifiable or not.",
              r -> r.recovery().edges()));

  private RecoveryMetrics() {}

  private static double aboveChance(Recovery r) {
    double chance = ChanceLevel.of(r.graph(), r.scope()).edgeAccuracy();
    return (r.recovery().accuracy() - chance) / (1 - chance);
  }

  private static Metric identifiable(
      String name, String meaning, ToDoubleFunction<Recovery> value) {
    return Metric.real(name, Bounds.UNIT, meaning, Measurement::identifiable, value);
  }

  private static Metric identifiableCount(
      String name, String meaning, Function<Recovery, Integer> value) {
    return Metric.whole(name, meaning, m -> m.identifiable().map(value).orElse(null));
  }

  private static Metric all(String name, String meaning, ToDoubleFunction<Recovery> value) {
    return Metric.real(name, Bounds.UNIT, meaning, Measurement::all, value);
  }

  private static Metric allCount(String name, String meaning, Function<Recovery, Integer> value) {
    return Metric.whole(name, meaning, m -> m.all().map(value).orElse(null));
  }
}
