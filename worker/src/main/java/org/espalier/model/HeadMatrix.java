package org.espalier.model;

import java.util.Arrays;

/**
 * The matrix M of a head that attends at every position, between any two of the parts that it
 * reads, each of S + T entries: the first the embedding, the others learned.
 */
final class HeadMatrix {
  private final int width; // S + T
  private final int parts;
  private final int at; // in the parameters
  private final Matrix[][] m; // [row's part][column's part], [width, width]
  private final Matrix[][] transposed; // of them, where the row's part is learned
  private final Matrix[][] gradient;

  HeadMatrix(int vocab, int length, int parts, int at) {
    width = vocab + length;
    this.parts = parts;
    this.at = at;
    int stride = SequencePart.stride(vocab, length);
    m = new Matrix[parts][parts];
    transposed = new Matrix[parts][parts];
    gradient = new Matrix[parts][parts];
    for (int r = 0; r < parts; r++) {
      Arrays.setAll(m[r], c -> SequenceMatrices.zeros(width, width, stride));
      Arrays.setAll(gradient[r], c -> SequenceMatrices.zeros(width, width, stride));
      if (r > 0) {
        Arrays.setAll(transposed[r], c -> SequenceMatrices.zeros(width, width, stride));
      }
    }
  }

  /** Parts that it reads. */
  int parts() {
    return parts;
  }

  /** M between two parts, [S+T, S+T]. */
  Matrix between(int row, int column) {
    return m[row][column];
  }

  /** The transpose of M between a learned part and another, its columns side by side. */
  Matrix transposed(int row, int column) {
    return transposed[row][column];
  }

  /** The gradient by M between two parts. */
  Matrix gradient(int row, int column) {
    return gradient[row][column];
  }

  /** Takes M from the parameters and sets its gradient to zero. */
  void prepare(float[] parameters) {
    for (int r = 0; r < parts; r++) {
      for (int c = 0; c < parts; c++) {
        gradient[r][c].clearArray();
        for (int i = 0; i < width; i++) {
          int to = i * m[r][c].rowStride();
          System.arraycopy(parameters, index(r, c, i), m[r][c].array(), to, width);
        }
        if (r > 0) {
          copyTransposed(m[r][c], transposed[r][c]);
        }
      }
    }
  }

  private void copyTransposed(Matrix from, Matrix to) {
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        to.array()[j * to.rowStride() + i] = from.array()[i * from.rowStride() + j];
      }
    }
  }

  /** Where the parameters, and their gradient, have row i of M between two parts. */
  private int index(int r, int c, int i) {
    return at + (r * width + i) * parts * width + c * width;
  }

  /** Writes the gradient of M. */
  void writeGradient(float[] to) {
    for (int r = 0; r < parts; r++) {
      for (int c = 0; c < parts; c++) {
        for (int i = 0; i < width; i++) {
          int from = i * gradient[r][c].rowStride();
          System.arraycopy(gradient[r][c].array(), from, to, index(r, c, i), width);
        }
      }
    }
  }
}
