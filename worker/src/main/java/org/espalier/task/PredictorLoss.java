package org.espalier.task;

import java.util.List;

/** The loss of a predictor that needs no training. */
public final class PredictorLoss {

  private PredictorLoss() {}

  /**
   * Mean cross-entropy -sum_s target(s) ln f(s) over sequences and over positions that have a
   * target, in nats.
   */
  public static double of(Predictor predictor, List<SequenceBatch> batches) {
    double sum = 0;
    long count = 0;
    for (SequenceBatch batch : batches) {
      int positions = batch.targetPositions();
      int vocab = batch.vocab();
      int first = batch.length() - positions;
      double[] f = new double[positions * vocab];
      for (int b = 0; b < batch.size(); b++) {
        predictor.predict(batch, b, f);
        for (int p = 0; p < positions; p++) {
          for (int s = 0; s < vocab; s++) {
            sum += CrossEntropy.term(batch.target(b, first + p, s), f[p * vocab + s]);
          }
        }
      }
      count += (long) batch.size() * positions;
    }
    return sum / count;
  }
}
