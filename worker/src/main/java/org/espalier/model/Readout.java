package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;
import java.util.List;
import org.espalier.task.SequenceBatch;

/**
 * The output of a tile of sequences, f = softmax(x_{T-1} W) with x the parts of the residual
 * stream, its cross-entropy with the targets, and its gradient.
 */
final class Readout {
  private final TileLoops loops;
  private final int last; // T-1
  private final int vocab;
  private final ResidualPart[] parts;
  private final float[] logits; // [S, WIDTH]
  private final float[] logitGradient; // [S, WIDTH]
  private final float[] distribution; // [S, WIDTH]
  private final float[] targets; // [S, WIDTH]
  private final float[] normalisers; // [3, WIDTH]
  private final OuterProducts matrixGradient; // dW

  Readout(TileLoops loops, List<ResidualPart> parts, int vocab, int length) {
    this.loops = loops;
    this.last = length - 1;
    this.vocab = vocab;
    this.parts = parts.toArray(ResidualPart[]::new);
    logits = new float[vocab * WIDTH];
    logitGradient = new float[vocab * WIDTH];
    distribution = new float[vocab * WIDTH];
    targets = new float[vocab * WIDTH];
    normalisers = new float[3 * WIDTH];
    matrixGradient = new OuterProducts(parts, vocab, last, length);
  }

  /** [S, WIDTH] f. */
  float[] distribution() {
    return distribution;
  }

  /**
   * Computes f.
   *
   * @param w W [n,S] from {@code wAt}
   * @param first the tile's first sequence in the batch
   * @return the sum over the tile's sequences of -sum_s t_s log f_s
   */
  double forward(SequenceBatch batch, int first, float[] w, int wAt) {
    Arrays.fill(logits, 0);
    int at = wAt;
    for (ResidualPart part : parts) {
      part.addProduct(last, vocab, w, at, vocab, logits, 0);
      at += part.width() * vocab;
    }
    int count = Math.min(WIDTH, batch.size() - first);
    for (int s = 0; s < vocab; s++) {
      int row = s * WIDTH;
      System.arraycopy(batch.targets(), s * batch.size() + first, targets, row, count);
      Arrays.fill(targets, row + count, row + WIDTH, 0);
    }
    loops.predict(vocab, logits, targets, distribution, normalisers);
    double loss = 0;
    for (int l = 0; l < count; l++) {
      double total = normalisers[2 * WIDTH + l];
      loss += total * Math.log(normalisers[l]) - normalisers[WIDTH + l];
    }
    return loss;
  }

  /** Forgets the gradient of W. */
  void clearGradient() {
    matrixGradient.clear();
  }

  /** Adds to the derivatives by x_{T-1} and by W, of a batch of {@code size} sequences. */
  void backward(int size, float[] w, int wAt) {
    loops.logitGradient(
        vocab, 1f / size, distribution, targets, normalisers, 2 * WIDTH, logitGradient, 0);
    matrixGradient.add(logitGradient);
    int at = wAt;
    for (ResidualPart part : parts) {
      part.addGradientOfProduct(last, vocab, w, at, vocab, logitGradient, 0);
      at += part.width() * vocab;
    }
  }

  /** Writes the gradient of W [n,S]. */
  void writeGradient(float[] gradient, int gradientAt) {
    matrixGradient.write(gradient, gradientAt);
  }
}
