package org.espalier.trial;

import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.model.LossPositions;
import org.espalier.model.Model;
import org.espalier.task.BayesLoss;
import org.espalier.task.Construction;
import org.espalier.task.SequenceProcess;
import org.espalier.train.HeldOut;

/**
 * What the loss of a trained model is measured by, on the sequences of its test loss.
 *
 * @param bayes the loss that no predictor can beat; empty where it is not known
 * @param construction the loss that the paper's construction attains; empty with a loss at all
 *     positions, for it predicts at the last one, and of a mixture, for it knows one graph
 */
record Yardsticks(Optional<BayesLoss> bayes, Optional<Construction> construction) {

  /**
   * Measures them.
   *
   * @param seed of the draws behind the Bayes loss
   * @return empty if the trial does not ask for them
   */
  static Optional<Yardsticks> of(
      TrialSpec spec, SequenceProcess process, HeldOut heldOut, long seed, Runnable pause) {
    EvaluationSettings evaluation = spec.evaluation();
    if (evaluation.bayes().draws() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Yardsticks(
            BayesLoss.of(
                process,
                heldOut.batches(),
                evaluation.bayes().sequences(),
                evaluation.bayes().draws(),
                heldOut.baselines().transitionPosterior(),
                seed,
                pause),
            spec.learner().loss() == LossPositions.ALL || process.graphs().size() > 1
                ? Optional.empty()
                : Optional.of(
                    Construction.of(
                        process.graphs().first(), heldOut.batches(), epsilon(spec), pause))));
  }

  /** What the reduced model adds to every probability of its prediction; other models have none. */
  static OptionalDouble epsilon(TrialSpec spec) {
    return spec.model() instanceof Model.Reduced reduced
        ? OptionalDouble.of(reduced.epsilon())
        : OptionalDouble.empty();
  }
}
