package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;

/**
 * Products of the few small row-major matrices that are multiplied once a step. {@link
 * TileLoops#WIDTH} columns of the right factor at a time take the place of the lanes: rows of some
 * thirty entries are too short for the compiler to vectorise a loop over them.
 */
final class SmallMatrices {
  private final TileLoops loops;
  private final float[] right; // [inner, WIDTH]
  private final float[] product; // [rows, WIDTH]

  /**
   * For factors of up to {@code largest} rows or columns.
   *
   * @param loops not used by another thread
   */
  SmallMatrices(TileLoops loops, int largest) {
    this.loops = loops;
    right = new float[largest * WIDTH];
    product = new float[largest * WIDTH];
  }

  /** C <- C + factor A B with A [rows, inner], B [inner, columns]. */
  void addProduct(
      int rows,
      int inner,
      int columns,
      float factor,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] c,
      int cAt) {
    addStrided(rows, inner, columns, factor, a, aAt, inner, 1, b, bAt, c, cAt);
  }

  /** C <- C + factor A^T B with A [inner, rows], B [inner, columns]. */
  void addTransposedProduct(
      int rows,
      int inner,
      int columns,
      float factor,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] c,
      int cAt) {
    addStrided(rows, inner, columns, factor, a, aAt, 1, rows, b, bAt, c, cAt);
  }

  private void addStrided(
      int rows,
      int inner,
      int columns,
      float factor,
      float[] a,
      int aAt,
      int aRow,
      int aColumn,
      float[] b,
      int bAt,
      float[] c,
      int cAt) {
    for (int j = 0; j < columns; j += WIDTH) {
      int count = Math.min(WIDTH, columns - j);
      for (int p = 0; p < inner; p++) {
        System.arraycopy(b, bAt + p * columns + j, right, p * WIDTH, count);
        Arrays.fill(right, p * WIDTH + count, (p + 1) * WIDTH, 0);
      }
      loops.multiply(rows, inner, a, aAt, aRow, aColumn, right, 0, product, 0);
      for (int i = 0; i < rows; i++) {
        add(count, factor, product, i * WIDTH, c, cAt + i * columns + j);
      }
    }
  }

  /** B <- A^T with A [rows, columns]. */
  static void transpose(int rows, int columns, float[] a, int aAt, float[] b) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        b[j * rows + i] = a[aAt + i * columns + j];
      }
    }
  }

  /** y <- y + factor x over n entries. */
  static void add(int n, float factor, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = Math.fma(factor, x[xAt + i], y[yAt + i]);
    }
  }
}
