package org.espalier.trial;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.espalier.metric.ChanceLevel;
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
          last(
              "test_loss",
              "Cross-entropy of the trained model on the held-out sequences, in nats.",
              p -> p.testLoss()),
          new Metric(
              "train_loss",
              Kind.REAL,
              "Cross-entropy on training sequences, in nats. With a fixed data set it is"
                  + " measured after training on at most as many sequences as are held out; with"
                  + " fresh sequences it is the mean over the steps since the last but one row of"
                  + " the learning curve.",
              m -> m.trainLoss()),
          baseline(
              "posterior_loss",
              "Loss of the transition posterior, which knows the graph and the prior, on"
                  + " the held-out sequences, in nats.",
              b -> b.transitionPosterior()),
          baseline(
              "target_entropy",
              "Entropy of the targets of the held-out sequences, in nats, which no loss can"
                  + " be below.",
              b -> b.entropy()),
          baseline(
              "uniform_loss", "Loss of the uniform prediction, ln S, in nats.", b -> b.uniform()),
          baseline(
              "unigram_loss",
              "Loss on the held-out sequences of predicting the frequencies of the"
                  + " context's tokens, in nats.",
              b -> b.unigram()),
          gap(
              "loss_gap",
              "Test loss minus the loss of the transition posterior, in nats.",
              g -> g.gap()),
          gap(
              "normalized_gap",
              "Loss gap divided by the uniform loss minus the posterior loss: 0 is as good"
                  + " as the posterior, 1 as bad as the uniform prediction. Null where"
                  + " the posterior loss is not below the uniform loss by more than two of its standard"
                  + " errors over the held-out sequences.",
              g -> g.normalized()),
          real(
              "bayes_loss",
              "Loss on the held-out sequences of the Bayes predictor, which knows the graph, the"
                  + " prior and the distribution of the roots, in nats: no predictor can be below it but by"
                  + " chance. With stationary roots it is by importance sampling, hidden nodes and"
                  + " confounders summed over; with other roots it is the posterior loss. Null"
                  + " where evaluation.bayes-draws = 0; with flips, jitter or a closed cycle, for"
                  + " then it is not known; and where nodes are hidden in a dag or with roots that"
                  + " are not stationary.",
              Measurement::bayes,
              b -> b.loss()),
          real(
              "bayes_loss_error",
              "Standard error of bayes_loss, in nats: of the Monte Carlo means, and of having"
                  + " looked at evaluation.bayes-sequences of the held-out sequences only. 0 where"
                  + " it is exact. Null where bayes_loss is.",
              Measurement::bayes,
              b -> b.error()),
          real(
              "bayes_sample_size",
              "Effective sample size of the draws behind a prediction of the Bayes predictor,"
                  + " (sum w)^2 / (sum w^2) with weights w, mean over sequences. Null where"
                  + " bayes_loss is null or exact.",
              Measurement::bayes,
              b -> b.effectiveSampleSize()),
          real(
              "construction_loss",
              "Loss on the held-out sequences of the paper's own construction, in nats: the first"
                  + " layer attends wholly to the parent, the second to positions whose parent"
                  + " shows the query's token. It takes tokens as they are shown and is defined for"
                  + " every graph. Null where evaluation.bayes-draws = 0.",
              Measurement::construction,
              c -> c.loss()),
          real(
              "construction_beta",
              "Sharpness of the second layer at which the construction's loss is least, 0 to 256."
                  + " Null where evaluation.bayes-draws = 0.",
              Measurement::construction,
              c -> c.beta()),
          real(
              "construction_epsilon",
              "What the construction adds to every probability: model.epsilon of the reduced"
                  + " model, else the best of a grid. Null where evaluation.bayes-draws = 0.",
              Measurement::construction,
              c -> c.epsilon()),
          new Metric(
              "optimisation_gap",
              Kind.REAL,
              "Test loss minus the construction's loss, in nats: what training left, negative"
                  + " where it found better than the construction. Of the reduced model, whose"
                  + " prediction sums to 1 + S epsilon, with ln(1 + S epsilon) added. Null where"
                  + " evaluation.bayes-draws = 0.",
              m -> m.optimisationGap()),
          new Metric(
              "architecture_gap",
              Kind.REAL,
              "Construction's loss minus the Bayes loss, in nats: what the construction cannot"
                  + " express. Null where bayes_loss is.",
              m -> m.architectureGap()),
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
                  + " the child's row. Null where the graph has no identifiable edge.",
              r -> r.recovery().accuracy()),
          identifiable(
              "precision_argmax",
              "Share of the row maxima of attention that are identifiable edges. Null where"
                  + " no row has a single largest entry.",
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
                  + " identifiable edges.",
              r -> r.recovery().argmax().hammingDistance()),
          identifiable(
              "precision_threshold",
              "Share of the pairs with attention above one half that are identifiable"
                  + " edges. Null where no pair has attention above one half.",
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
                  + " one half and the graph of identifiable edges.",
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
                  + " precision of a score without information.",
              r -> r.recovery().ranking().prevalence()),
          identifiable(
              "chance_edge_accuracy",
              "Edge accuracy that a uniform guess among each position and all before it is"
                  + " expected to have, the mean over identifiable edges of 1 / (i + 1), 0 to 1."
                  + " Null where the graph has no identifiable edge.",
              r -> ChanceLevel.of(r.graph(), r.scope()).edgeAccuracy()),
          identifiable(
              "chance_attention",
              "Attention from child to parent when it is uniform, as it is before training, mean"
                  + " over identifiable edges, 0 to 1. Null where the graph has no identifiable"
                  + " edge.",
              r -> ChanceLevel.of(r.graph(), r.scope()).edgeAccuracy()),
          identifiable(
              "chance_shd",
              "Structural Hamming distance that one uniform guess for each position with a parent"
                  + " is expected to have.",
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
              "Share of the row maxima of attention that are edges, identifiable or not."
                  + " Null where no row has a single largest entry.",
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
                  + " graph with all its edges.",
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
              "Share of candidate pairs that are edges, identifiable or not.",
              r -> r.recovery().ranking().prevalence()),
          allCount(
              "edges_all",
              "Number of edges of the graph, identifiable or not.",
              r -> r.recovery().edges()),
          integer(
              "edges_back",
              "Number of edges whose parent stands after its child; each of them closes a cycle.",
              m -> m.attention().map(a -> a.cycles().backEdges()).orElse(null)),
          attention(
              "edge_accuracy_back",
              "Share of back edges whose parent has the largest attention of the child's"
                  + " row, which is 0 because the causal mask hides them. Null where no edge"
                  + " leads back.",
              a -> a.cycles().backAccuracy()),
          attention(
              "edges_back_reversed",
              "Share of back edges whose later position has its largest attention at the"
                  + " earlier one, as if the edge led the other way. Null where no edge leads"
                  + " back.",
              a -> a.cycles().reversed()),
          integer(
              "edges_cycle",
              "Number of identifiable edges that lie on a cycle.",
              m -> m.attention().map(a -> a.cycles().forwardEdges()).orElse(null)),
          attention(
              "edge_accuracy_cycle",
              "Share of identifiable edges on a cycle whose parent has the largest"
                  + " attention of the child's row. Null where no identifiable edge lies on a"
                  + " cycle.",
              a -> a.cycles().forwardAccuracy()),
          attention(
              "parent_attention_cycle",
              "Mean over identifiable edges on a cycle of the attention from child to"
                  + " parent, 0 to 1. Null where no identifiable edge lies on a cycle.",
              a -> a.cycles().forwardAttention()),
          attention(
              "root_entropy",
              "Mean entropy of the attention of positions without a parent, in nats. Null"
                  + " where only position 0 is a root.",
              a -> a.roots().entropy()),
          attention(
              "root_entropy_normalized",
              "Mean over positions without a parent of the entropy of their attention"
                  + " divided by the entropy of uniform attention, 0 to 1. Null where only"
                  + " position 0 is a root.",
              a -> a.roots().normalizedEntropy()),
          attention(
              "wrong_attention",
              "Mean attention that positions with a parent pay to positions other than"
                  + " their parents, 0 to 1. Null where no position has a parent.",
              a -> a.wrong().total()),
          wrong("wrong_self", "to the position itself", Relation.SELF),
          wrong("wrong_sibling", "to another child of the position's parent", Relation.SIBLING),
          wrong("wrong_ancestor", "to an ancestor other than a parent", Relation.ANCESTOR),
          wrong("wrong_child", "to a child of the position", Relation.CHILD),
          wrong(
              "wrong_confounded",
              "to a position that depends on it through a hidden cause",
              Relation.CONFOUNDED),
          wrong("wrong_other", "to a position of any other relation", Relation.OTHER),
          integer(
              "confounded_pairs",
              "Number of pairs of positions whose nearest common cause is hidden.",
              m -> m.attention().map(a -> a.confounded().pairs()).orElse(null)),
          attention(
              "confounded_attention",
              "Mean over confounded pairs of the attention from the later to the earlier"
                  + " position, 0 to 1. Null where there is no confounded pair.",
              a -> a.confounded().attention()),
          attention(
              "confounded_lift",
              "Mean over confounded pairs of the attention from the later to the earlier"
                  + " position, as a multiple of uniform attention. Null where there is no"
                  + " confounded pair.",
              a -> a.confounded().lift()),
          attention(
              "head_duplication",
              "Share of pairs of first-layer heads in which both point at one position,"
                  + " over positions with an identifiable parent. Null where the layer has a"
                  + " single head.",
              a -> a.duplication().sameTarget()),
          attention(
              "head_cosine",
              "Mean cosine between the attention rows of two first-layer heads, over pairs"
                  + " of heads and positions with an identifiable parent. Null where the layer"
                  + " has a single head.",
              a -> a.duplication().cosine()),
          attention(
              "edge_accuracy_shared",
              "Edge accuracy when one head is assigned to the k-th parent of every position"
                  + " alike. Null where the graph has no identifiable edge.",
              a -> a.sharedAccuracy()),
          theory(
              "theory_gradient_share",
              "Share of positions with an identifiable parent for which the reduced model's"
                  + " gradient before training is most negative at that parent. Null where"
                  + " evaluation.theory-sequences is 0 or the graph is a dag.",
              t -> t.gradientShare()),
          theory(
              "theory_information_share",
              "Share of positions with an identifiable parent whose mutual information is"
                  + " largest with that parent. Null where evaluation.theory-sequences is 0,"
                  + " edges are jittered or the graph is no forest.",
              t -> t.informationShare()),
          theory(
              "theory_gradient_correlation",
              "Correlation over pairs of the reduced model's gradient before training with"
                  + " the gradient that the mutual informations predict. Null where"
                  + " evaluation.theory-sequences is 0, edges are jittered or the graph is no"
                  + " forest.",
              t -> t.predictionCorrelation()),
          theory(
              "theory_information_correlation",
              "Correlation over pairs of the reduced model's negative gradient before"
                  + " training with the mutual information. Null where"
                  + " evaluation.theory-sequences is 0, edges are jittered or the graph is no"
                  + " forest.",
              t -> t.informationCorrelation()),
          integer(
              "theory_contradictions",
              "Number of pairs whose mutual information exceeds that of child and parent by"
                  + " more than 3 standard errors, against the data-processing inequality. Null"
                  + " where evaluation.theory-sequences is 0, edges are jittered or the graph is"
                  + " no forest.",
              m -> m.theory().map(t -> boxed(t.contradictions())).orElse(null)),
          theory(
              "theory_information_error",
              "Largest Monte Carlo standard error of a mutual information. Null where"
                  + " evaluation.theory-sequences is 0, edges are jittered or the graph is no"
                  + " forest.",
              t -> t.informationError()),
          circuit(
              "circuit_position_share",
              "Share of the sum of squares of the first layer's matrix A that lies in its"
                  + " position-position block. Null where the model is not disentangled.",
              c -> c.positionShare()),
          circuit(
              "circuit_token_alignment",
              "Cosine between the second layer's token block, rows centred, and the"
                  + " identity. Null where the model has no such block.",
              c -> c.tokens().alignment()),
          circuit(
              "circuit_token_rows",
              "Share of the rows of the second layer's token block whose largest entry is"
                  + " on the diagonal. Null where the model has no such block.",
              c -> c.tokens().rowShare()),
          circuit(
              "circuit_copy_alignment",
              "Cosine between the copy block of the output matrix W, rows centred, and the"
                  + " identity. Null where the model is not disentangled.",
              c -> c.copy().alignment()),
          circuit(
              "circuit_copy_rows",
              "Share of the rows of the copy block of the output matrix W whose largest"
                  + " entry is on the diagonal. Null where the model is not disentangled.",
              c -> c.copy().rowShare()),
          milestone(
              "steps_to_accuracy_50",
              "First watched step with an edge accuracy of at least .5. Null where it was not reached.",
              0),
          milestone(
              "steps_to_accuracy_90",
              "First watched step with an edge accuracy of at least .9. Null where it was not reached.",
              1),
          milestone(
              "steps_to_accuracy_100",
              "First watched step with an edge accuracy of 1. Null where it was not reached.",
              2),
          integer(
              "plateau_start",
              "Step at which the longest plateau of the test loss begins. Null where the"
                  + " curve has no plateau.",
              m -> m.plateau().map(p -> boxed(p.start())).orElse(null)),
          integer(
              "plateau_length",
              "Length of the longest plateau of the test loss, in steps, 0 without a plateau.",
              m -> m.plateau().map(p -> p.length()).orElse(null)),
          integer(
              "steps_to_tenth",
              "First step of the learning curve at which the test loss has fallen by a"
                  + " tenth of its whole fall. Null where the loss never fell.",
              m -> m.plateau().map(p -> boxed(p.tenth())).orElse(null)),
          integer(
              "divergence_step",
              "Number of steps done when the loss or a parameter was no longer finite. Null"
                  + " where the trial did not diverge.",
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
        name,
        "Share of the wrong attention of positions with a parent that goes "
            + goesTo
            + ". Null where no attention is wrong.",
        a -> a.wrong().share(relation));
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
