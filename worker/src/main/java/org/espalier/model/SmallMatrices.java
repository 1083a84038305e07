package org.espalier.model;

/**
 * Products of the few small matrices that are multiplied once a step, row-major. Their inner loops
 * run along rows, which the compiler vectorises.
 */
final class SmallMatrices {

  private SmallMatrices() {}

  /** C <- C + factor A B with A [rows, inner], B [inner, columns]. */
  static void addProduct(
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
  static void addTransposedProduct(
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

  private static void addStrided(
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
    for (int i = 0; i < rows; i++) {
      int to = cAt + i * columns;
      for (int p = 0; p < inner; p++) {
        float entry = factor * a[aAt + i * aRow + p * aColumn];
        int from = bAt + p * columns;
        for (int j = 0; j < columns; j++) {
          c[to + j] = Math.fma(entry, b[from + j], c[to + j]);
        }
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
