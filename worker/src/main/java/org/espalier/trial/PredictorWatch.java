package org.espalier.trial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.model.GradientEngine;
import org.espalier.task.KeptPredictor;
import org.espalier.task.Predictor;
import org.espalier.task.PredictorLoss;
import org.espalier.train.HeldOut;
import org.espalier.train.PredictorDivergence;
import org.espalier.train.Trainer;

/** Compares a model with predictors that need no training, on the sequences of its test loss. */
final class PredictorWatch {
  private final List<Predictor> predictors;
  private final HeldOut heldOut;
  private final GradientEngine engine;
  private final double[] losses;

  PredictorWatch(List<Predictor> predictors, HeldOut heldOut, GradientEngine engine) {
    this.predictors = KeptPredictor.of(predictors, heldOut.batches());
    this.heldOut = heldOut;
    this.engine = engine;
    losses =
        this.predictors.stream().mapToDouble(p -> PredictorLoss.of(p, heldOut.batches())).toArray();
  }

  /** A score for each predictor, by position as well at the last step. */
  List<PredictorScore> scores(Trainer trainer, boolean isLast, Runnable pause) {
    if (predictors.isEmpty()) {
      return List.of();
    }
    PredictorDivergence divergence =
        PredictorDivergence.of(predictors, heldOut, engine, trainer.parameters(), pause);
    var scores = new ArrayList<PredictorScore>();
    for (int p = 0; p < losses.length; p++) {
      List<Double> byPosition =
          isLast ? Arrays.stream(divergence.byPosition()[p]).boxed().toList() : List.of();
      scores.add(
          new PredictorScore(
              trainer.steps(),
              predictors.get(p).name(),
              losses[p],
              divergence.mean()[p],
              byPosition));
    }
    return scores;
  }
}
