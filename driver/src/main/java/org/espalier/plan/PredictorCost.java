package org.espalier.plan;

import org.espalier.graph.Mixture;
import org.espalier.model.LossPositions;
import org.espalier.task.BayesLoss;
import org.espalier.task.KeptPredictor;
import org.espalier.task.PredictorKind;
import org.espalier.task.TaskSettings;
import org.espalier.trial.EvaluationSettings;
import org.espalier.trial.TrialSpec;

/**
 * What predictors without training take of a trial, in seconds on one core of the reference
 * machine. They go along every held-out sequence once, and again at every evaluation as far as
 * their predictions are too many to be kept ({@link KeptPredictor}); each prediction is compared
 * with the model's at every evaluation. Of a mixture or a pool the yardsticks average over
 * structures and matrices as well; else the Bayes predictor may draw transition matrices.
 */
final class PredictorCost {

  /** Of the logarithm in a prediction's loss or divergence. */
  private static final double COMPARED = 1.5e-8;

  /** Pseudo-counts that an order-m predictor tries, and the one that stays. */
  private static final int TRIED = 13;

  private PredictorCost() {}

  /**
   * All of it.
   *
   * @param evaluations rows of the learning curve
   */
  static double seconds(TrialSpec spec, double evaluations) {
    double tokens = (double) spec.evaluation().curve().sequences() * spec.task().length();
    double once = 0;
    int predictors = 0;
    for (PredictorKind kind : spec.evaluation().predictors()) {
      once += tokens * perToken(kind, spec);
      predictors += kind.count(spec.graph());
    }
    double compared = COMPARED * predictors * predictions(spec);
    return once * (1 + repeated(spec, predictors) * evaluations)
        + compared * (1 + evaluations)
        + yardsticks(spec)
        + draws(spec);
  }

  /**
   * Draws of the Bayes predictor: S^2 Gamma variates each, and the stationary distribution; where
   * rows are not independent, a scaling of them all; and a sum over each hidden node.
   */
  private static double draws(TrialSpec spec) {
    EvaluationSettings.Bayes bayes = spec.evaluation().bayes();
    TaskSettings task = spec.task();
    int sequences = Math.min(spec.evaluation().curve().sequences(), bayes.sequences());
    double draws = BayesLoss.draws(spec.graph(), spec.violations(), task, sequences, bayes.draws());
    if (draws == 0) {
      return 0;
    }
    double square = (double) task.vocab() * task.vocab();
    double matrix = (task.prior().hasIndependentRows() ? 2.8e-8 : 2.2e-7) * square;
    double sums = hidden(spec) * (6e-8 + 1.5e-9 * square);
    return draws * (2e-7 + matrix + sums);
  }

  /** Nodes that are not shown, of a task with a query. */
  private static int hidden(TrialSpec spec) {
    int shown = spec.task().length() - 1;
    return spec.violations().nodes(shown) - shown + spec.violations().confounders();
  }

  /** Numbers in a predictor's predictions for all held-out sequences. */
  private static double predictions(TrialSpec spec) {
    int positions = spec.learner().loss() == LossPositions.ALL ? spec.task().length() : 1;
    return (double) spec.evaluation().curve().sequences() * positions * spec.task().vocab();
  }

  /** Share of the predictors whose predictions are not kept. */
  private static double repeated(TrialSpec spec, int predictors) {
    double kept = Math.floor(KeptPredictor.MOST_BYTES / (Double.BYTES * predictions(spec)));
    return predictors == 0 ? 0 : Math.max(0, 1 - kept / predictors);
  }

  private static double perToken(PredictorKind kind, TrialSpec spec) {
    int vocab = spec.task().vocab();
    return switch (kind) {
      case N_GRAMS -> TRIED * (spec.graph().mostParents() + 1) * (6e-8 + 2e-8 * vocab);
      case STRUCTURES -> 2 * posterior(spec, spec.task().pool());
      case POOL -> posterior(spec, spec.task().pool()) + 1.7e-7;
    };
  }

  /**
   * To go on by a token with the posterior of structures and matrices.
   *
   * @param pool number of matrices; 0 for fresh ones, which are counted
   */
  private static double posterior(TrialSpec spec, int pool) {
    double each = pool == 0 ? 2e-8 + 5e-9 * spec.task().vocab() : 1e-8 + 1.3e-8 * pool;
    return structures(spec) * each;
  }

  private static int structures(TrialSpec spec) {
    return spec.graph() instanceof Mixture mixture ? mixture.structures().size() : 1;
  }

  /** The transition posterior of a mixture, and the Bayes predictor of a mixture or a pool. */
  private static double yardsticks(TrialSpec spec) {
    int heldOut = spec.evaluation().curve().sequences();
    double sequences = heldOut * (1.0 + spec.evaluation().shifts().size());
    sequences += Math.min(spec.task().samples(), heldOut);
    double baselines = structures(spec) == 1 ? 0 : sequences * posterior(spec, 0);
    boolean isExact = structures(spec) > 1 || spec.task().pool() > 0;
    double bayes =
        isExact && spec.evaluation().bayes().draws() > 0
            ? Math.min(heldOut, spec.evaluation().bayes().sequences())
                * posterior(spec, spec.task().pool())
            : 0;
    return spec.task().length() * (baselines + bayes);
  }
}
