package org.espalier.trial;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.espalier.metric.Bounds;
import org.espalier.metric.ScoreRecovery;
import org.espalier.trial.Measurement.ReadOuts;

/** Whether what the loss depends on finds the identifiable edges, beside attention itself. */
final class ReadOutMetrics {
  private static final String WITHOUT =
      " Null where evaluation.attribution-sequences = 0, the model has one layer";

  /** In the order of their columns. */
  static final List<Metric> ALL =
      List.of(
          accuracy(
              "edge_ablation_accuracy",
              "by edge_ablation of the table edges",
              "",
              m -> m.readOuts().map(ReadOuts::edgeAblation)),
          auroc(
              "edge_ablation_auroc",
              "edge_ablation of the table edges",
              "",
              m -> m.readOuts().map(ReadOuts::edgeAblation)),
          accuracy(
              "gradient_attention_accuracy",
              "by gradient_attention of the table edges",
              "",
              m -> m.readOuts().map(ReadOuts::gradientAttention)),
          auroc(
              "gradient_attention_auroc",
              "gradient_attention of the table edges",
              "",
              m -> m.readOuts().map(ReadOuts::gradientAttention)),
          accuracy(
              "head_ablation_accuracy",
              "by the mean attention of the heads of all layers but the last, weighted by"
                  + " head_ablation of the table attention where that is positive",
              ", no such head is missed",
              m -> m.readOuts().flatMap(ReadOuts::headAttention)),
          auroc(
              "head_ablation_auroc",
              "attention weighted by heads, as for head_ablation_accuracy,",
              ", no such head is missed",
              m -> m.readOuts().flatMap(ReadOuts::headAttention)),
          Metric.real(
              "chance_read_out_accuracy",
              Bounds.UNIT,
              "Accuracy that edge_ablation_accuracy, gradient_attention_accuracy and"
                  + " head_ablation_accuracy are expected to have without information: the mean"
                  + " over identifiable edges of the child's number of parents / (i + 1), 0 to 1."
                  + " Null where edge_ablation_accuracy is.",
              Measurement::readOuts,
              r -> r.edgeAblation().chance()));

  private ReadOutMetrics() {}

  private static Metric accuracy(
      String name,
      String score,
      String missing,
      Function<Measurement, Optional<ScoreRecovery>> part) {
    return of(
        name,
        "Share of identifiable edges whose parent is among the largest of its row, as many as it"
            + " has parents, "
            + score
            + ", 0 to 1."
            + WITHOUT
            + missing
            + ", or the graph has no identifiable edge.",
        part,
        ScoreRecovery::accuracy);
  }

  private static Metric auroc(
      String name,
      String score,
      String missing,
      Function<Measurement, Optional<ScoreRecovery>> part) {
    return of(
        name,
        "Area under the ROC curve of "
            + score
            + " as a score for identifiable edges."
            + WITHOUT
            + missing
            + ", or the candidate pairs are all edges or none is.",
        part,
        r -> r.ranking().auroc());
  }

  private static Metric of(
      String name,
      String meaning,
      Function<Measurement, Optional<ScoreRecovery>> part,
      ToDoubleFunction<ScoreRecovery> value) {
    return Metric.real(name, Bounds.UNIT, meaning, part, value);
  }
}
