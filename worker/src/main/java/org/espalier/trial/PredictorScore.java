package org.espalier.trial;

import java.io.Serializable;
import java.util.List;

/**
 * How far a model is from a predictor that needs no training, at one step.
 *
 * @param step gradient steps done
 * @param predictor its name
 * @param loss of the predictor on the held-out sequences, in nats, at every step the same
 * @param divergence KL(predictor || model), mean over held-out sequences and positions, in nats
 * @param byPosition the same at each position that is predicted from, mean over held-out sequences;
 *     of the trained model, and empty before
 */
public record PredictorScore(
    int step, String predictor, double loss, double divergence, List<Double> byPosition)
    implements Serializable {

  public PredictorScore {
    byPosition = List.copyOf(byPosition);
  }

  /** Before the end of training. */
  public PredictorScore(int step, String predictor, double loss, double divergence) {
    this(step, predictor, loss, divergence, List.of());
  }
}
