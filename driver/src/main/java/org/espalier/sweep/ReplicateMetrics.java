package org.espalier.sweep;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Mixture;
import org.espalier.graph.RandomGraphs;
import org.espalier.model.Initialization;
import org.espalier.model.LossPositions;
import org.espalier.model.Model;
import org.espalier.task.PredictorKind;
import org.espalier.trial.InitialTheory;
import org.espalier.trial.SeedStreams;
import org.espalier.trial.TrialSpec;

/**
 * Which metrics can say how many replicates a sweep needs: those that some cell has, and that may
 * differ between its seeds. Of any other one the first interval would seem narrow enough.
 */
final class ReplicateMetrics {

  /** The same of every trial that has them, whatever its settings. */
  static final Set<String> CONSTANT = Set.of("uniform_loss", "edge_accuracy_back");

  /** Depend on the graph alone. */
  static final Set<String> OF_GRAPH =
      Set.of(
          "chance_edge_accuracy",
          "chance_attention",
          "chance_shd",
          "chance_read_out_accuracy",
          "prevalence",
          "prevalence_all",
          "edges",
          "edges_all",
          "edges_back",
          "edges_cycle",
          "confounded_pairs");

  /** Depend on the graph and the held-out sequences alone: no trained model is part of them. */
  static final Pattern OF_HELD_OUT =
      Pattern.compile(
          "(posterior|unigram|bayes|construction)_loss|target_entropy|bayes_(loss_error|sample_size)"
              + "|construction_(beta|epsilon)|architecture_gap|order_\\d_loss"
              + "|(model_averaging|most_likely_structure|pool_posterior|transition_posterior)_loss"
              + "|theory_.*");

  private static final Pattern ORDER = Pattern.compile("(?:order_|steps_to_order_)(\\d)(?:_loss)?");

  /**
   * What a trial must be for metrics to be measured.
   *
   * @param metrics which ones
   * @param isMeasured whether a trial is so
   * @param needs in words
   */
  record Need(Pattern metrics, Predicate<TrialSpec> isMeasured, String needs) {
    Need(String metrics, Predicate<TrialSpec> isMeasured, String needs) {
      this(Pattern.compile(metrics), isMeasured, needs);
    }
  }

  static final List<Need> NEEDS =
      List.of(
          new Need(
              "divergence_step", spec -> false, "a trial that diverged, which is no replicate"),
          new Need(
              "(edge_ablation|gradient_attention|head_ablation)_.*|chance_read_out_accuracy",
              spec ->
                  spec.evaluation().readOut().attributionSequences() > 0
                      && spec.model().heads().size() > 1,
              "evaluation.attribution-sequences > 0 and a model of several layers"),
          new Need(
              "bayes_.*|architecture_gap",
              spec ->
                  hasYardsticks(spec) && spec.task().flip() == 0 && spec.violations().jitter() == 0,
              "evaluation.bayes-draws > 0, task.flip = 0 and graph.jitter = 0"),
          new Need(
              "construction_.*|architecture_gap|optimisation_gap",
              spec ->
                  hasYardsticks(spec)
                      && spec.learner().loss() == LossPositions.LAST
                      && !(spec.graph() instanceof Mixture),
              "evaluation.bayes-draws > 0, training.loss = last and one graph in place of a mixture"),
          new Need(
              "order_\\d_loss|steps_to_order_\\d|last_stage|stage_changes",
              spec -> compares(spec, PredictorKind.N_GRAMS),
              "n-grams among evaluation.predictors"),
          new Need(
              "(model_averaging|most_likely_structure)_.*|(chance_)?(symbol_)?selection_correlation",
              spec -> compares(spec, PredictorKind.STRUCTURES),
              "structures among evaluation.predictors"),
          new Need(
              "(pool_posterior|transition_posterior)_.*",
              spec -> compares(spec, PredictorKind.POOL),
              "pool among evaluation.predictors"),
          new Need(
              "theory_.*",
              spec -> spec.evaluation().theorySequences() > 0 && spec.drawGraphs().hasQuery(),
              "evaluation.theory-sequences > 0 and a query"),
          new Need(
              "theory_(information_.*|gradient_correlation|contradictions)",
              spec -> InitialTheory.hasInformation(spec.drawGraphs(), spec.task()),
              "one forest for all sequences, with stationary roots"),
          new Need(
              "circuit_(position|copy)_.*",
              spec -> spec.model() instanceof Model.Disentangled,
              "model.family = disentangled"),
          new Need(
              "circuit_token_.*",
              spec ->
                  spec.model() instanceof Model.Disentangled
                      || spec.model() instanceof Model.Reduced,
              "model.family = disentangled or reduced"),
          new Need(
              "head_(duplication|cosine)",
              spec -> spec.model().heads().get(0) > 1,
              "several heads in the first layer"),
          new Need(
              "edges_back_reversed|.*_cycle",
              spec ->
                  spec.violations().cyclic() > 0 || spec.graph() instanceof GraphFamily.Explicit,
              "graph.cyclic > 0"),
          new Need(
              "confounded_(attention|lift)",
              spec -> spec.violations().latent() > 0 || spec.violations().confounders() > 0,
              "graph.latent > 0 or graph.confounders > 0"));

  private ReplicateMetrics() {}

  /**
   * Why a metric cannot say how many replicates are needed.
   *
   * @param metric of the table {@code trials}
   * @param trials of the sweep
   * @return what it must be, and is not; empty if nothing is known against it
   */
  static Optional<String> objection(String metric, List<TrialSpec> trials) {
    for (Need need : NEEDS) {
      if (need.metrics().matcher(metric).matches()
          && trials.stream().noneMatch(need.isMeasured())) {
        return objection("must be measured in some cell: %s needs %s", metric, need.needs());
      }
    }
    Matcher order = ORDER.matcher(metric);
    if (order.matches() && trials.stream().noneMatch(t -> isOfOrder(t, order.group(1)))) {
      return objection(
          "must be measured in some cell: %s needs a chain of order %s", metric, order.group(1));
    }
    if (CONSTANT.contains(metric)) {
      return objection("must vary with the seed: %s is the same number in every trial", metric);
    }
    if (OF_GRAPH.contains(metric) && trials.stream().noneMatch(ReplicateMetrics::drawsGraph)) {
      return objection(
          "must vary with the seed: %s depends on the graph alone, which is the same for all seeds"
              + " of each cell",
          metric);
    }
    if (OF_HELD_OUT.matcher(metric).matches()
        && trials.stream().noneMatch(ReplicateMetrics::drawsHeldOut)) {
      return objection(
          "must vary with the seed: %s depends on the graph and the held-out sequences alone, which"
              + " are the same for all seeds of each cell",
          metric);
    }
    return trials.stream().anyMatch(ReplicateMetrics::drawsAnything)
        ? Optional.empty()
        : objection(
            "must vary with the seed: %s does not where every stream of random numbers is pinned or"
                + " unused",
            metric);
  }

  private static Optional<String> objection(String text, Object... parts) {
    return Optional.of(String.format(Locale.ROOT, text, parts));
  }

  private static boolean hasYardsticks(TrialSpec spec) {
    return spec.evaluation().bayes().draws() > 0;
  }

  private static boolean compares(TrialSpec spec, PredictorKind kind) {
    return spec.evaluation().predictors().contains(kind);
  }

  private static boolean isOfOrder(TrialSpec spec, String order) {
    return spec.graph() instanceof GraphFamily.Dag dag && dag.k() >= Integer.parseInt(order);
  }

  private static boolean drawsGraph(TrialSpec spec) {
    return spec.seeds().graph().isEmpty()
        && RandomGraphs.areDrawn(spec.graph(), spec.violations(), spec.task().length());
  }

  /** A pool of matrices is of the training data. */
  private static boolean drawsHeldOut(TrialSpec spec) {
    SeedStreams seeds = spec.seeds();
    return seeds.evaluation().isEmpty()
        || (spec.task().pool() > 0 && seeds.data().isEmpty())
        || drawsGraph(spec);
  }

  private static boolean drawsAnything(TrialSpec spec) {
    SeedStreams seeds = spec.seeds();
    return seeds.data().isEmpty()
        || (seeds.initialization().isEmpty() && drawsParameters(spec))
        || seeds.evaluation().isEmpty()
        || drawsGraph(spec);
  }

  private static boolean drawsParameters(TrialSpec spec) {
    return Initialization.isDrawn(
        spec.model(), spec.task().vocab(), spec.task().length(), spec.learner().initialScale());
  }
}
