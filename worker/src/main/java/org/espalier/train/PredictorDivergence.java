package org.espalier.train;

import java.util.List;
import org.espalier.model.GradientEngine;
import org.espalier.model.Parameters;
import org.espalier.task.Predictor;
import org.espalier.task.SequenceBatch;

/**
 * How far a model is from predictors that need no training: KL(f || model) = sum_s f(s) ln(f(s) /
 * model(s)) of each predictor's f, mean over held-out sequences, in nats.
 *
 * @param mean [K] over the P positions that have a target, of each of the K predictors
 * @param byPosition [K,P] at each of them
 */
public record PredictorDivergence(double[] mean, double[][] byPosition) {

  /** A probability of the model below this, which single precision cannot tell from 0, is this. */
  private static final double LEAST = Float.MIN_NORMAL;

  /**
   * Of a model.
   *
   * @param pause called between batches; what it throws ends the comparison
   */
  public static PredictorDivergence of(
      List<Predictor> predictors,
      HeldOut heldOut,
      GradientEngine engine,
      Parameters parameters,
      Runnable pause) {
    List<SequenceBatch> batches = heldOut.batches();
    int positions = batches.get(0).targetPositions();
    double[] mean = new double[predictors.size()];
    double[][] byPosition = new double[predictors.size()][positions];
    long count = 0;
    for (SequenceBatch batch : batches) {
      pause.run();
      float[] model = new float[batch.targets().length];
      engine.probabilities(batch, parameters.flat(), model);
      double[] f = new double[positions * batch.vocab()];
      for (int p = 0; p < mean.length; p++) {
        for (int b = 0; b < batch.size(); b++) {
          predictors.get(p).predict(batch, b, f);
          mean[p] += add(f, model, batch, b, byPosition[p]);
        }
      }
      count += batch.size();
    }
    for (int p = 0; p < mean.length; p++) {
      mean[p] /= count * positions;
      for (int i = 0; i < positions; i++) {
        byPosition[p][i] /= count;
      }
    }
    return new PredictorDivergence(mean, byPosition);
  }

  /** Adds a sequence's divergence at each position, and says what it is over all of them. */
  private static double add(
      double[] f, float[] model, SequenceBatch batch, int b, double[] byPosition) {
    int vocab = batch.vocab();
    double sum = 0;
    for (int e = 0; e < f.length; e++) {
      if (f[e] > 0) {
        double part = f[e] * Math.log(f[e] / Math.max(LEAST, model[e * batch.size() + b]));
        sum += part;
        byPosition[e / vocab] += part;
      }
    }
    return sum;
  }
}
