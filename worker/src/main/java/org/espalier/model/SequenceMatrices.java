package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

/**
 * Matrices of one sequence, with space for what {@link TriangularProduct} computes together, their
 * softmax, and copies between them and vectors whose lanes are positions, of which each holds
 * {@value TileLoops#WIDTH} neighbours.
 */
final class SequenceMatrices {

  private static final int LINE = 16; // floats of a line of the cache

  private SequenceMatrices() {}

  /** Floats from a row with a number for each of {@code length} positions to the next. */
  static int stride(int length) {
    return TileLoops.tiles(length) * WIDTH;
  }

  /** Space for a matrix whose rows are {@code stride} floats apart. */
  static Matrix zeros(int rows, int columns, int stride) {
    return Matrix.zeros(TileLoops.upToFour(rows), stride).part(0, 0, rows, columns);
  }

  /** Space for a matrix [entries,T], each row filled up to whole vectors. */
  static Matrix entries(int entries, int length) {
    return zeros(entries, length, stride(length));
  }

  /** Space for a matrix [T,entries]. */
  static Matrix rows(int length, int entries) {
    return zeros(length, entries, TriangularProduct.upToColumns(entries));
  }

  /** Space for a matrix [T,T]. */
  static Matrix square(int length) {
    return square(length, new float[squareSize(length)]);
  }

  /** A matrix [T,T] in work space. */
  static Matrix square(int length, GptScratch scratch, GptScratch.Use use) {
    return square(length, scratch.numbers(use, squareSize(length)));
  }

  private static Matrix square(int length, float[] array) {
    return Matrix.of(array, TileLoops.upToFour(length), squareStride(length))
        .part(0, 0, length, length);
  }

  private static int squareSize(int length) {
    return TileLoops.upToFour(length) * squareStride(length);
  }

  /**
   * An odd number of cache lines: with a power of two the first columns of all rows would share a
   * few places of the first-level cache.
   */
  private static int squareStride(int length) {
    return (TriangularProduct.upToColumns(length) / LINE | 1) * LINE;
  }

  /** The vectors of all positions to a matrix [entries,T], up to the end of their lanes. */
  static void copyLanes(Rows[] from, Matrix to) {
    for (int b = 0; b < from.length; b++) {
      for (int r = 0; r < to.rows(); r++) {
        int at = r * to.rowStride() + b * WIDTH;
        System.arraycopy(from[b].array(), from[b].at() + r * WIDTH, to.array(), at, WIDTH);
      }
    }
  }

  /** A matrix [entries,T] to the vectors of all positions. */
  static void copyToLanes(Matrix from, Rows[] to) {
    for (int b = 0; b < to.length; b++) {
      for (int r = 0; r < from.rows(); r++) {
        int at = r * from.rowStride() + b * WIDTH;
        System.arraycopy(from.array(), at, to[b].array(), to[b].at() + r * WIDTH, WIDTH);
      }
    }
  }

  /** The vectors of all positions to a matrix [T,entries]. */
  static void copyLanesTransposed(Rows[] from, Matrix to) {
    for (int i = 0; i < to.rows(); i++) {
      Rows lanes = from[i / WIDTH];
      int row = i * to.rowStride();
      int at = lanes.at() + i % WIDTH;
      for (int c = 0; c < to.columns(); c++) {
        to.array()[row + c] = lanes.array()[at + c * WIDTH];
      }
    }
  }

  /** A matrix [T,entries] to the vectors of all positions; lanes past the last one stay. */
  static void copyTransposedToLanes(Matrix from, Rows[] to) {
    for (int i = 0; i < from.rows(); i++) {
      Rows lanes = to[i / WIDTH];
      int row = i * from.rowStride();
      int at = lanes.at() + i % WIDTH;
      for (int c = 0; c < from.columns(); c++) {
        lanes.array()[at + c * WIDTH] = from.array()[row + c];
      }
    }
  }

  /** to = from^T, eight rows of {@code from} at a time, which lie side by side in {@code to}. */
  static void copyTransposed(Matrix from, Matrix to) {
    float[] x = from.array();
    float[] y = to.array();
    for (int first = 0; first < from.rows(); first += 8) {
      int end = Math.min(from.rows(), first + 8);
      for (int c = 0; c < from.columns(); c++) {
        for (int r = first; r < end; r++) {
          y[c * to.rowStride() + r] = x[r * from.rowStride() + c];
        }
      }
    }
  }

  /** In place softmax of each row of a full or lower matrix, where it can have numbers. */
  static void softmax(SequenceLoops loops, Triangular x) {
    Matrix m = x.matrix();
    for (int i = 0; i < m.rows(); i++) {
      loops.softmax(m.array(), m.at() + i * m.rowStride(), x.endColumn(i));
    }
  }

  /** The gradient of {@link #softmax} in place of dw, a matrix of the same shape. */
  static void softmaxGradient(SequenceLoops loops, Triangular w, Triangular dw) {
    Matrix from = w.matrix();
    Matrix to = dw.matrix();
    for (int i = 0; i < from.rows(); i++) {
      int at = from.at() + i * from.rowStride();
      int toAt = to.at() + i * to.rowStride();
      loops.softmaxGradient(from.array(), at, to.array(), toAt, w.endColumn(i));
    }
  }
}
