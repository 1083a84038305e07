package org.espalier.trial;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.espalier.metric.CircuitScores;
import org.espalier.metric.LossGap;
import org.espalier.metric.Relation;
import org.espalier.task.Baselines;
import org.espalier.theory.TheoryScores;
import org.espalier.train.CurvePoint;
import org.espalier.trial.Measurement.Attention;
import org.espalier.trial.Measurement.Recovery;

/**
 * The final metrics of a trial, in the order of their columns in the {@code trials} table.
 *
 * <p>Metrics of recovery are of the first layer's positional attention (of the transformer: of its
 * attention averaged over held-out sequences), and of identifiable edges unless the name ends in
 * {@code _all}. To add a metric, add its line here; the table, SQL and report take it from this
 * list.
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
   * @param value where it was measured; null or NaN where it was not or does not apply
   */
  public record Metric(
      String name, Kind kind, String meaning, Function<Measurement, Number> value) {}

  /** All metrics. */
  public static final List<Metric> ALL =
      List.of(
          last("test_loss", "cross-entropy on the held-out sequences, in nats", p -> p.testLoss()),
          new Metric(
              "train_loss",
              Kind.REAL,
              "cross-entropy on the training sequences, in nats: of a fixed set after training (at"
                  + " most as many as are held out), of fresh ones during the steps of the"
                  + " learning curve's last row",
              m -> m.trainLoss()),
          baseline(
              "posterior_loss",
              "loss of the transition posterior, which knows the graph, on the held-out sequences,"
                  + " in nats",
              b -> b.transitionPosterior()),
          baseline(
              "target_entropy",
              "entropy of the held-out targets, a lower bound of every loss, in nats",
              b -> b.entropy()),
          baseline(
              "uniform_loss", "loss of the uniform prediction, ln S, in nats", b -> b.uniform()),
          baseline(
              "unigram_loss",
              "loss of the context's token frequencies on the held-out sequences, in nats",
              b -> b.unigram()),
          gap("loss_gap", "test loss minus the transition posterior's, in nats", g -> g.gap()),
          gap(
              "normalized_gap",
              "loss gap over (uniform - posterior loss): 0 as good as the posterior, 1 as bad as"
                  + " uniform",
              g -> g.normalized()),
          identifiable(
              "parent_attention_mean",
              "attention from child to parent, mean over edges, 0 to 1",
              r -> r.mass().mean()),
          identifiable(
              "parent_attention_min",
              "attention from child to parent, least over edges, 0 to 1",
              r -> r.mass().min()),
          identifiable(
              "parent_attention_median",
              "attention from child to parent, median over edges, 0 to 1",
              r -> r.mass().median()),
          identifiable(
              "edge_accuracy",
              "share of edges whose parent has the row's single largest attention",
              r -> r.recovery().accuracy()),
          identifiable(
              "precision_argmax",
              "share of the row maxima that are edges",
              r -> r.recovery().argmax().precision()),
          identifiable(
              "recall_argmax",
              "share of edges that are row maxima",
              r -> r.recovery().argmax().recall()),
          identifiable(
              "f1_argmax",
              "harmonic mean of precision_argmax and recall_argmax",
              r -> r.recovery().argmax().f1()),
          identifiableCount(
              "shd_argmax",
              "structural Hamming distance between the graph of row maxima and the true one",
              r -> r.recovery().argmax().hammingDistance()),
          identifiable(
              "precision_threshold",
              "share of the pairs with attention above one half that are edges",
              r -> r.recovery().threshold().precision()),
          identifiable(
              "recall_threshold",
              "share of edges with attention above one half",
              r -> r.recovery().threshold().recall()),
          identifiable(
              "f1_threshold",
              "harmonic mean of precision_threshold and recall_threshold",
              r -> r.recovery().threshold().f1()),
          identifiableCount(
              "shd_threshold",
              "structural Hamming distance between the graph of pairs with attention above one half"
                  + " and the true one",
              r -> r.recovery().threshold().hammingDistance()),
          identifiable(
              "auroc",
              "area under the ROC curve of attention as a score for edges",
              r -> r.recovery().ranking().auroc()),
          identifiable(
              "average_precision",
              "average precision of attention as a score for edges",
              r -> r.recovery().ranking().averagePrecision()),
          identifiable(
              "prevalence",
              "share of candidate pairs that are edges: average precision without information",
              r -> r.recovery().ranking().prevalence()),
          identifiableCount("edges", "number of identifiable edges", r -> r.recovery().edges()),
          all(
              "parent_attention_mean_all",
              "attention from child to parent, mean over all edges, those hidden by the mask at 0",
              r -> r.mass().mean()),
          all(
              "parent_attention_min_all",
              "attention from child to parent, least over all edges",
              r -> r.mass().min()),
          all(
              "parent_attention_median_all",
              "attention from child to parent, median over all edges",
              r -> r.mass().median()),
          all(
              "edge_accuracy_all",
              "share of all edges whose parent has the row's single largest attention",
              r -> r.recovery().accuracy()),
          all(
              "precision_argmax_all",
              "share of the row maxima that are edges, all edges",
              r -> r.recovery().argmax().precision()),
          all(
              "recall_argmax_all",
              "share of all edges that are row maxima",
              r -> r.recovery().argmax().recall()),
          all("f1_argmax_all", "f1_argmax for all edges", r -> r.recovery().argmax().f1()),
          allCount(
              "shd_argmax_all",
              "shd_argmax for all edges",
              r -> r.recovery().argmax().hammingDistance()),
          all("auroc_all", "auroc for all edges", r -> r.recovery().ranking().auroc()),
          all(
              "average_precision_all",
              "average_precision for all edges",
              r -> r.recovery().ranking().averagePrecision()),
          all(
              "prevalence_all",
              "prevalence of all edges",
              r -> r.recovery().ranking().prevalence()),
          allCount("edges_all", "number of edges of the graph", r -> r.recovery().edges()),
          integer(
              "edges_back",
              "number of edges whose parent stands after its child: each closes a cycle",
              m -> m.attention().map(a -> a.cycles().backEdges()).orElse(null)),
          attention(
              "edge_accuracy_back",
              "share of those whose parent has the row's largest attention: 0, for the mask hides it",
              a -> a.cycles().backAccuracy()),
          attention(
              "edges_back_reversed",
              "share of those of which the later position has its largest attention at the earlier",
              a -> a.cycles().reversed()),
          integer(
              "edges_cycle",
              "number of identifiable edges that lie on a cycle",
              m -> m.attention().map(a -> a.cycles().forwardEdges()).orElse(null)),
          attention(
              "edge_accuracy_cycle",
              "share of those whose parent has the row's largest attention",
              a -> a.cycles().forwardAccuracy()),
          attention(
              "parent_attention_cycle",
              "attention from child to parent, mean over identifiable edges that lie on a cycle",
              a -> a.cycles().forwardAttention()),
          attention(
              "root_entropy",
              "entropy of attention of positions without a parent, mean, in nats",
              a -> a.roots().entropy()),
          attention(
              "root_entropy_normalized",
              "the same over the entropy of uniform attention, 0 to 1",
              a -> a.roots().normalizedEntropy()),
          attention(
              "wrong_attention",
              "attention of positions with a parent to others than their parents, mean, 0 to 1",
              a -> a.wrong().total()),
          wrong("wrong_self", "that goes to the position itself", Relation.SELF),
          wrong("wrong_sibling", "that goes to another child of a parent", Relation.SIBLING),
          wrong("wrong_ancestor", "that goes to an ancestor but a parent", Relation.ANCESTOR),
          wrong("wrong_child", "that goes to a child", Relation.CHILD),
          wrong(
              "wrong_confounded",
              "that goes to a position dependent through a hidden cause",
              Relation.CONFOUNDED),
          wrong("wrong_other", "that goes elsewhere", Relation.OTHER),
          integer(
              "confounded_pairs",
              "number of pairs of positions whose nearest common cause is hidden",
              m -> m.attention().map(a -> a.confounded().pairs()).orElse(null)),
          attention(
              "confounded_attention",
              "attention from the later to the earlier of such a pair, mean, 0 to 1",
              a -> a.confounded().attention()),
          attention(
              "confounded_lift",
              "the same as a multiple of uniform attention",
              a -> a.confounded().lift()),
          attention(
              "head_duplication",
              "share of pairs of heads that point at the same position, over positions with a parent",
              a -> a.duplication().sameTarget()),
          attention(
              "head_cosine",
              "cosine between the attention rows of two heads, mean over pairs and such positions",
              a -> a.duplication().cosine()),
          attention(
              "edge_accuracy_shared",
              "edge accuracy with one head for the k-th parent of every position",
              a -> a.sharedAccuracy()),
          theory(
              "theory_gradient_share",
              "share of positions with a parent whose most negative gradient, of the reduced model"
                  + " before training, is at the parent",
              t -> t.gradientShare()),
          theory(
              "theory_information_share",
              "share of positions with a parent whose largest mutual information is with it",
              t -> t.informationShare()),
          theory(
              "theory_gradient_correlation",
              "correlation of that gradient with the one that the informations predict",
              t -> t.predictionCorrelation()),
          theory(
              "theory_information_correlation",
              "correlation of the negative gradient with the informations themselves",
              t -> t.informationCorrelation()),
          integer(
              "theory_contradictions",
              "pairs more informative than child and parent, against the data-processing inequality,"
                  + " by over 3 standard errors",
              m -> m.theory().map(t -> boxed(t.contradictions())).orElse(null)),
          theory(
              "theory_information_error",
              "largest Monte Carlo standard error of an information",
              t -> t.informationError()),
          circuit(
              "circuit_position_share",
              "share of the first layer's A, in squares, within its position-position block",
              c -> c.positionShare()),
          circuit(
              "circuit_token_alignment",
              "cosine of the second layer's token block with the identity, rows centred",
              c -> c.tokens().alignment()),
          circuit(
              "circuit_token_rows",
              "share of its rows whose largest entry is on the diagonal",
              c -> c.tokens().rowShare()),
          circuit(
              "circuit_copy_alignment",
              "cosine of the output's copy block with the identity, rows centred",
              c -> c.copy().alignment()),
          circuit(
              "circuit_copy_rows",
              "share of its rows whose largest entry is on the diagonal",
              c -> c.copy().rowShare()),
          milestone("steps_to_accuracy_50", "first step seen with edge accuracy >= .5", 0),
          milestone("steps_to_accuracy_90", "first step seen with edge accuracy >= .9", 1),
          milestone("steps_to_accuracy_100", "first step seen with edge accuracy 1", 2),
          integer(
              "plateau_start",
              "step at which the longest plateau of the test loss begins",
              m -> m.plateau().map(p -> boxed(p.start())).orElse(null)),
          integer(
              "plateau_length",
              "length of the longest plateau of the test loss, in steps; 0 without one",
              m -> m.plateau().map(p -> p.length()).orElse(null)),
          integer(
              "steps_to_tenth",
              "first step at which the test loss had fallen by a tenth of all that it fell",
              m -> m.plateau().map(p -> boxed(p.tenth())).orElse(null)),
          integer(
              "divergence_step",
              "steps done when the loss or a parameter was no longer finite",
              m -> boxed(m.divergenceStep())));

  private TrialMetrics() {}

  /** The metrics that were measured, by name. */
  static Map<String, Number> values(Measurement measurement) {
    var values = new HashMap<String, Number>();
    for (Metric metric : ALL) {
      Number value = metric.value().apply(measurement);
      if (value != null && !Double.isNaN(value.doubleValue())) {
        values.put(metric.name(), value);
      }
    }
    return values;
  }

  private static Metric last(String name, String meaning, ToDoubleFunction<CurvePoint> value) {
    return real(name, meaning, Measurement::last, value);
  }

  private static Metric baseline(String name, String meaning, ToDoubleFunction<Baselines> value) {
    return real(name, meaning, Measurement::baselines, value);
  }

  private static Metric gap(String name, String meaning, ToDoubleFunction<LossGap> value) {
    return real(name, meaning, Measurement::gap, value);
  }

  private static Metric identifiable(
      String name, String meaning, ToDoubleFunction<Recovery> value) {
    return real(name, meaning, Measurement::identifiable, value);
  }

  private static Metric identifiableCount(
      String name, String meaning, Function<Recovery, Integer> value) {
    return integer(name, meaning, m -> m.identifiable().map(value).orElse(null));
  }

  private static Metric all(String name, String meaning, ToDoubleFunction<Recovery> value) {
    return real(name, meaning, Measurement::all, value);
  }

  private static Metric allCount(String name, String meaning, Function<Recovery, Integer> value) {
    return integer(name, meaning, m -> m.all().map(value).orElse(null));
  }

  private static Metric attention(String name, String meaning, ToDoubleFunction<Attention> value) {
    return real(name, meaning, Measurement::attention, value);
  }

  private static Metric wrong(String name, String goesTo, Relation relation) {
    return attention(
        name, "share of the wrong attention " + goesTo, a -> a.wrong().share(relation));
  }

  private static Metric theory(String name, String meaning, ToDoubleFunction<TheoryScores> value) {
    return real(name, meaning, Measurement::theory, value);
  }

  private static Metric circuit(
      String name, String meaning, ToDoubleFunction<CircuitScores> value) {
    return real(name, meaning, Measurement::circuit, value);
  }

  private static Metric milestone(String name, String meaning, int level) {
    return integer(name, meaning, m -> boxed(m.milestone(level)));
  }

  private static <T> Metric real(
      String name,
      String meaning,
      Function<Measurement, Optional<T>> part,
      ToDoubleFunction<T> value) {
    return new Metric(
        name, Kind.REAL, meaning, m -> part.apply(m).map(p -> value.applyAsDouble(p)).orElse(null));
  }

  private static Metric integer(String name, String meaning, Function<Measurement, Integer> value) {
    return new Metric(name, Kind.INTEGER, meaning, value::apply);
  }

  private static Integer boxed(OptionalInt value) {
    return value.isPresent() ? value.getAsInt() : null;
  }
}
