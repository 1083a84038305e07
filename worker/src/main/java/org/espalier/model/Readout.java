package org.espalier.model;

import java.util.List;
import org.espalier.task.SequenceBatch;

/**
 * The output of a tile of sequences, f = softmax(x_{T-1} W) with x the parts of the residual
 * stream, its cross-entropy with the targets, and its gradient.
 */
final class Readout {
  private final TileLoops loops;
  private final int last; // T-1
  private final ResidualPart[] parts;
  private final Matrix[] w; // per part
  private final Prediction prediction;
  private final Rows logitGradient; // [S, WIDTH]
  private final OuterProducts matrixGradient; // dW

  /**
   * A read-out of the last position.
   *
   * @param w W [n,S]
   */
  Readout(TileLoops loops, List<ResidualPart> parts, Matrix w, int length) {
    this.loops = loops;
    this.last = length - 1;
    this.parts = parts.toArray(ResidualPart[]::new);
    this.w = new Matrix[this.parts.length];
    int row = 0;
    for (int p = 0; p < this.parts.length; p++) {
      this.w[p] = w.part(row, 0, this.parts[p].width(), w.columns());
      row += this.parts[p].width();
    }
    prediction = new Prediction(w.columns());
    logitGradient = Rows.allocate(w.columns());
    matrixGradient = new OuterProducts(parts, new Rows[] {logitGradient}, length);
  }

  /** [S, WIDTH] f. */
  float[] distribution() {
    return prediction.distribution().array();
  }

  /**
   * Computes f.
   *
   * @param first the tile's first sequence in the batch
   * @return the sum over the tile's sequences of -sum_s t_s log f_s
   */
  double forward(SequenceBatch batch, int first) {
    Rows logits = prediction.logits();
    logits.clear();
    for (int p = 0; p < parts.length; p++) {
      parts[p].addProduct(last, w[p], logits);
    }
    return prediction.forward(loops, batch, first);
  }

  /** Forgets the gradient of W. */
  void clearGradient() {
    matrixGradient.clear();
  }

  /** Adds to the derivatives by x_{T-1} and by W, of a batch of {@code size} sequences. */
  void backward(int size) {
    loops.logitGradient(prediction, 1f / size, logitGradient);
    matrixGradient.add();
    for (int p = 0; p < parts.length; p++) {
      parts[p].addGradientOfProduct(last, w[p], logitGradient);
    }
  }

  /** Writes the gradient of W [n,S]. */
  void writeGradient(float[] gradient, int gradientAt) {
    matrixGradient.write(gradient, gradientAt);
  }
}
