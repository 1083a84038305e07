package org.espalier.model;

import org.espalier.task.SequenceBatch;

/** Loss and gradient of {@link Gpt} in float64, the gradient as slopes of the loss. */
final class GptReference {
  private final Gpt model;
  private final SequenceBatch batch;
  private final double[] targets;

  /**
   * For a batch.
   *
   * @param targets [P,S,B]
   */
  GptReference(Gpt model, SequenceBatch batch, double[] targets) {
    this.model = model;
    this.batch = batch;
    this.targets = targets.clone();
  }

  /** How many positions predict. */
  int positions() {
    return batch.targetPositions();
  }

  /** The mean cross-entropy over the batch and its positions. */
  double loss(double[] parameters) {
    int positions = positions();
    double loss = 0;
    for (int b = 0; b < batch.size(); b++) {
      int[] tokens = GptGoldenFile.tokens(batch, b);
      double[][] logits = new GptForward(model, batch.vocab(), parameters, tokens).logits();
      for (int p = 0; p < positions; p++) {
        double[] x = logits[batch.length() - positions + p];
        double sum = 0;
        for (double logit : x) {
          sum += Math.exp(logit);
        }
        for (int s = 0; s < x.length; s++) {
          double target = targets[(p * x.length + s) * batch.size() + b];
          loss -= target * (x[s] - Math.log(sum));
        }
      }
    }
    return loss / batch.size() / positions;
  }

  /** The slope at one parameter, by differences of fourth order: right to 1e-10 or so. */
  double slope(double[] parameters, int entry) {
    double step = 1e-5; // so small that hardly any relu changes its mind within it
    double near = loss(moved(parameters, entry, step)) - loss(moved(parameters, entry, -step));
    double far =
        loss(moved(parameters, entry, 2 * step)) - loss(moved(parameters, entry, -2 * step));
    return (8 * near - far) / (12 * step);
  }

  private static double[] moved(double[] parameters, int entry, double step) {
    double[] moved = parameters.clone();
    moved[entry] += step;
    return moved;
  }
}
