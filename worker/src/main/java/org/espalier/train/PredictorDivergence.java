package org.espalier.train;

import java.util.List;
import org.espalier.model.GradientEngine;
import org.espalier.model.Parameters;
import org.espalier.task.Predictor;
import org.espalier.task.SequenceBatch;

/** How far a model is from predictors that need no training. */
public final class PredictorDivergence {

  /** A probability of the model below this, which single precision cannot tell from 0, is this. */
  private static final double LEAST = Float.MIN_NORMAL;

  private PredictorDivergence() {}

  /**
   * KL(f || model) = sum_s f(s) ln(f(s) / model(s)) of each predictor's f, mean over held-out
   * sequences and over positions that have a target, in nats.
   *
   * @param pause called between batches; what it throws ends the comparison
   */
  public static double[] of(
      List<Predictor> predictors,
      HeldOut heldOut,
      GradientEngine engine,
      Parameters parameters,
      Runnable pause) {
    double[] sums = new double[predictors.size()];
    long count = 0;
    for (SequenceBatch batch : heldOut.batches()) {
      pause.run();
      float[] model = new float[batch.targets().length];
      engine.probabilities(batch, parameters.flat(), model);
      double[] f = new double[batch.targetPositions() * batch.vocab()];
      for (int p = 0; p < sums.length; p++) {
        for (int b = 0; b < batch.size(); b++) {
          predictors.get(p).predict(batch, b, f);
          sums[p] += divergence(f, model, batch.size(), b);
        }
      }
      count += (long) batch.size() * batch.targetPositions();
    }
    for (int p = 0; p < sums.length; p++) {
      sums[p] /= count;
    }
    return sums;
  }

  private static double divergence(double[] f, float[] model, int size, int b) {
    double sum = 0;
    for (int e = 0; e < f.length; e++) {
      sum += f[e] > 0 ? f[e] * Math.log(f[e] / Math.max(LEAST, model[e * size + b])) : 0;
    }
    return sum;
  }
}
