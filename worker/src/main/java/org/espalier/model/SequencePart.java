package org.espalier.model;

import static org.espalier.model.TriangularProduct.upToColumns;

/**
 * A learned part of the residual stream of one sequence: x_i, an average of one-hot embeddings or
 * of such averages, [weights by token (S); weights by position (T)], at every position i, with the
 * derivative of the loss by it. The weights of positions after i are zero.
 */
final class SequencePart {
  private final int vocab;
  private final int length;
  private final Triangular x;
  private final Triangular dx;
  private Triangular columns; // a copy of the transpose of x, if somebody reads it

  SequencePart(int vocab, int length) {
    this.vocab = vocab;
    this.length = length;
    x = vectors(vocab, length);
    dx = vectors(vocab, length);
  }

  /** Vectors of S + T entries at every position, of which those after the position do not count. */
  static Triangular vectors(int vocab, int length) {
    return Triangular.lower(
        SequenceMatrices.zeros(length, vocab + length, stride(vocab, length)), vocab + 1);
  }

  /** Floats from a vector to the next: the weights by position are filled up to whole columns. */
  static int stride(int vocab, int length) {
    return upToColumns(vocab + upToColumns(length));
  }

  /** x [T, S+T]. */
  Triangular x() {
    return x;
  }

  /** The derivatives by x [T, S+T]. */
  Triangular dx() {
    return dx;
  }

  /** The part of it that weighs positions [T,T], that of vectors of this shape. */
  Triangular byPosition() {
    return byPosition(x, vocab, length);
  }

  static Triangular byPosition(Triangular vectors, int vocab, int length) {
    return Triangular.lower(vectors.matrix().part(0, vocab, length, length), 1);
  }

  /** The transpose of x [S+T, T] as {@link #transpose} leaves it: columns side by side. */
  Triangular columns() {
    if (columns == null) {
      columns =
          new Triangular(
              SequenceMatrices.zeros(vocab + length, length, upToColumns(length)),
              Triangular.Shape.UPPER,
              vocab + 1);
    }
    return columns;
  }

  /** Copies x to its {@link #columns}, if they are read. */
  void transpose() {
    if (columns == null) {
      return;
    }
    float[] from = x.matrix().array();
    float[] to = columns.matrix().array();
    int stride = x.matrix().rowStride();
    int toStride = columns.matrix().rowStride();
    for (int first = 0; first < length; first += 8) {
      int end = Math.min(length, first + 8);
      for (int c = 0; c < vocab + end; c++) {
        for (int i = first; i < end; i++) {
          to[c * toStride + i] = from[i * stride + c];
        }
      }
    }
  }

  /** Sets the derivatives to zero. */
  void clearGradient() {
    dx.matrix().clearArray();
  }
}
