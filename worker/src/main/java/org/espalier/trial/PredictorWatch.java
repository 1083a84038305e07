package org.espalier.trial;

import java.util.ArrayList;
import java.util.List;
import org.espalier.model.GradientEngine;
import org.espalier.model.Parameters;
import org.espalier.task.Predictor;
import org.espalier.task.PredictorLoss;
import org.espalier.train.HeldOut;
import org.espalier.train.PredictorDivergence;

/** Compares a model with predictors that need no training, on the sequences of its test loss. */
final class PredictorWatch {
  private final List<Predictor> predictors;
  private final HeldOut heldOut;
  private final double[] losses;

  PredictorWatch(List<Predictor> predictors, HeldOut heldOut) {
    this.predictors = predictors;
    this.heldOut = heldOut;
    losses = predictors.stream().mapToDouble(p -> PredictorLoss.of(p, heldOut.batches())).toArray();
  }

  /** A score for each predictor. */
  List<PredictorScore> scores(
      int step, GradientEngine engine, Parameters parameters, Runnable pause) {
    if (predictors.isEmpty()) {
      return List.of();
    }
    double[] divergences = PredictorDivergence.of(predictors, heldOut, engine, parameters, pause);
    var scores = new ArrayList<PredictorScore>();
    for (int p = 0; p < divergences.length; p++) {
      scores.add(new PredictorScore(step, predictors.get(p).name(), losses[p], divergences[p]));
    }
    return scores;
  }
}
