package org.espalier.model;

import java.util.Arrays;
import java.util.List;
import org.espalier.task.SequenceBatch;

/**
 * The output of a tile of sequences, f_i = softmax(x_i W) with x the parts of the residual stream,
 * at every position that counts, its cross-entropy with the targets, and its gradient.
 */
final class Readout {
  private final TileLoops loops;
  private final ResidualPart[] parts;
  private final Matrix[] w; // per part
  private final Prediction[] predictions; // per position
  private final Rows[] logitGradients; // per position, [S, WIDTH]
  private final OuterProducts matrixGradient; // dW
  private final Span span;

  /** Vectors {@code first} to {@code end} - 1, in which there are so many positions. */
  private record Span(int first, int end, int positions, boolean byPosition) {}

  /**
   * A read-out of the positions from {@code first} on.
   *
   * @param w W [n,S]
   */
  Readout(TileLoops loops, List<? extends ResidualPart> parts, Matrix w, int first, int length) {
    this(loops, parts, w, new Span(first, length, length - first, false));
  }

  private Readout(TileLoops loops, List<? extends ResidualPart> parts, Matrix w, Span span) {
    this.loops = loops;
    this.span = span;
    int first = span.first;
    int length = span.end;
    this.parts = parts.toArray(ResidualPart[]::new);
    this.w = new Matrix[this.parts.length];
    int row = 0;
    for (int p = 0; p < this.parts.length; p++) {
      this.w[p] = w.part(row, 0, this.parts[p].width(), w.columns());
      row += this.parts[p].width();
    }
    predictions = new Prediction[length - first];
    Arrays.setAll(predictions, i -> new Prediction(w.columns()));
    logitGradients = Rows.allocate(length - first, w.columns()).vectors(length - first);
    matrixGradient = new OuterProducts(parts, logitGradients, length);
  }

  /**
   * A read-out of all positions of one sequence, where lanes are positions.
   *
   * @param w W [n,S]
   * @param positions T
   */
  static Readout byPosition(
      TileLoops loops, List<? extends ResidualPart> parts, Matrix w, int positions) {
    return new Readout(loops, parts, w, new Span(0, TileLoops.tiles(positions), positions, true));
  }

  /** The first position that is read out. */
  int firstPrediction() {
    return span.first;
  }

  /** [S, WIDTH] f of a position, or of the positions that are lanes of a vector. */
  Rows distribution(int position) {
    return predictions[position - span.first].distribution();
  }

  /**
   * Computes f.
   *
   * @param firstSequence the tile's first sequence in the batch
   * @return the sum over the tile's sequences of -sum_s t_s log f_s, averaged over the positions
   */
  double forward(SequenceBatch batch, int firstSequence) {
    double loss = 0;
    for (int i = 0; i < predictions.length; i++) {
      Rows logits = predictions[i].logits();
      logits.clear();
      for (int p = 0; p < parts.length; p++) {
        parts[p].addProduct(span.first + i, w[p], logits);
      }
      loss +=
          span.byPosition
              ? predictions[i].forwardPositions(loops, batch, firstSequence, i)
              : predictions[i].forward(loops, batch, firstSequence, i);
    }
    return loss / span.positions;
  }

  /** Forgets the gradient of W. */
  void clearGradient() {
    matrixGradient.clear();
  }

  /** Adds to the derivatives by x and by W, of a batch of {@code size} sequences. */
  void backward(int size) {
    float factor = 1f / ((float) size * span.positions);
    for (int i = 0; i < predictions.length; i++) {
      loops.logitGradient(predictions[i], factor, logitGradients[i]);
    }
    matrixGradient.add();
    for (int i = 0; i < predictions.length; i++) {
      for (int p = 0; p < parts.length; p++) {
        parts[p].addGradientOfProduct(span.first + i, w[p], logitGradients[i]);
      }
    }
  }

  /** Writes the gradient of W [n,S]. */
  void writeGradient(float[] gradient, int gradientAt) {
    matrixGradient.write(gradient, gradientAt);
  }
}
