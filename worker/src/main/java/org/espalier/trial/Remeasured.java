package org.espalier.trial;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Mixture;
import org.espalier.model.LossPositions;
import org.espalier.model.Model;
import org.espalier.task.BayesLoss;
import org.espalier.task.RootDistribution;
import org.espalier.task.TaskSettings;

/** Trials of which a number was wrong once: those stored before are not taken for new ones. */
final class Remeasured {
  private static final double SMALL_ALPHA = 0.05;

  private Remeasured() {}

  /**
   * Whether format 4 is the first to measure all of a trial rightly:
   *
   * <ul>
   *   <li>of the reduced model every loss, and its divergence from predictors;
   *   <li>of a disentangled model of several layers how diagonal its token blocks are, where the
   *       last token may be a parent of the target: it was not among what they may compare;
   *   <li>of cyclic graphs without a query what is seen of them, for the last position counted as
   *       hidden;
   *   <li>of a mixture with a weight of 0 what its other structures show.
   * </ul>
   */
  static boolean isSince4(TrialSpec spec) {
    Model model = spec.model();
    boolean hasQuery = spec.graph().hasQuery();
    return model instanceof Model.Reduced
        || (asksOfTheLastToken(spec.graph())
            && model instanceof Model.Disentangled
            && model.heads().size() > 1)
        || (!hasQuery && spec.violations().cyclic() > 0)
        || (spec.graph() instanceof Mixture mixture && mixture.weights().contains(0.0));
  }

  /**
   * Each says of which trials a number was wrong before format 5, whatever their steps: trials of
   * one trajectory go on from one another.
   */
  private static final List<Predicate<TrialSpec>> SINCE_5 =
      List.of(
          Remeasured::forgotDrawnRoots,
          Remeasured::lostSmallProbabilities,
          Remeasured::hadEvidenceOfAPool,
          Remeasured::drewTooFew);

  /**
   * Whether format 5 is the first to measure all of a trial rightly, see the conditions; so it is
   * where {@link #judgedUnseenSequences}.
   */
  static boolean isSince5(TrialSpec spec) {
    return SINCE_5.stream().anyMatch(condition -> condition.test(spec));
  }

  /**
   * Of a fixed set that is larger than all batches together, rivals were given sequences on which
   * the model was not trained, and its training loss was over such. Longer trials see the whole
   * set.
   */
  static boolean judgedUnseenSequences(TrialSpec spec) {
    long seen = spec.trainingSequences();
    boolean byRivals = !spec.rivals().methods().isEmpty() && spec.rivals().sequences() > seen;
    return spec.task().samples() > seen
        && (byRivals || spec.evaluation().curve().sequences() > seen);
  }

  /**
   * In a mixture the transition posterior and the predictors of its structures did not predict
   * drawn roots from those before them.
   */
  private static boolean forgotDrawnRoots(TrialSpec spec) {
    return spec.learner().loss() == LossPositions.ALL
        && spec.task().roots() == RootDistribution.DRAWN
        && spec.graph() instanceof Mixture mixture
        && mixture.structures().stream().anyMatch(structure -> structure.leadingRoots() > 1);
  }

  /**
   * Mutual informations left out symbols whose stationary probability is below every double. With
   * {@value #SMALL_ALPHA} there is such a matrix in less than one of 1e10.
   */
  private static boolean lostSmallProbabilities(TrialSpec spec) {
    return isSmall(spec.task())
        && spec.evaluation().theorySequences() > 0
        && spec.graph().hasQuery()
        && isOneGraph(spec.graph())
        && spec.violations().jitter() == 0
        && spec.task().roots().resolved(true) == RootDistribution.STATIONARY
        && spec.task().pool() == 0;
  }

  private static boolean isOneGraph(GraphFamily graph) {
    return !(graph instanceof Mixture mixture) || mixture.drawn().size() == 1;
  }

  private static boolean isSmall(TaskSettings task) {
    return task.prior()
        .dirichlet(task.vocab())
        .filter(alphas -> Arrays.stream(alphas).anyMatch(alpha -> alpha < SMALL_ALPHA))
        .isPresent();
  }

  /**
   * Few of the draws behind a prediction of the Bayes predictor may have had nearly all the weight;
   * and entries below every double counted as e^-745 in a stationary distribution.
   */
  private static boolean drewTooFew(TrialSpec spec) {
    TaskSettings task = spec.task();
    int draws = spec.evaluation().bayes().draws();
    int sequences = spec.evaluation().bayes().sequences();
    return draws > 0
        && (BayesLoss.mayNeedMoreDraws(spec.graph(), spec.violations(), task)
            || (isSmall(task)
                && BayesLoss.draws(spec.graph(), spec.violations(), task, sequences, draws) > 0));
  }

  /**
   * Where sequences share the matrices of a pool, the evidence of graphs was as if each had its
   * own.
   */
  private static boolean hadEvidenceOfAPool(TrialSpec spec) {
    return spec.task().pool() > 0 && !spec.rivals().methods().isEmpty();
  }

  private static boolean asksOfTheLastToken(GraphFamily graph) {
    return graph instanceof Mixture mixture
        ? mixture.structures().stream().anyMatch(Remeasured::asksOfTheLastToken)
        : graph instanceof GraphFamily.Dag dag && dag.delay() == 0;
  }
}
