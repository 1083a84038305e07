package org.espalier.trial;

import org.espalier.metric.LossGap;
import org.espalier.task.Baselines;

/**
 * How a trained model does under a distribution that it was not trained under, on as many held-out
 * sequences as under its own.
 *
 * @param shift the distribution
 * @param loss of the model, in nats
 * @param baselines of predictors without training, on the same sequences; the transition posterior
 *     is the one for the shifted prior
 */
public record ShiftScore(EvaluationSettings.Shift shift, double loss, Baselines baselines) {

  /** The distance from the transition posterior. */
  public LossGap gap() {
    return new LossGap(
        loss, baselines.transitionPosterior(), baselines.uniform(), baselines.posteriorError());
  }
}
