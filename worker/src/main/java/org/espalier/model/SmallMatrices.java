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
      int row = aAt + i * aRow;
      int p = 0;
      // Four rows of B at a time: a quarter of the passes over the row of C.
      for (; p + 4 <= inner; p += 4) {
        float a0 = factor * a[row + p * aColumn];
        float a1 = factor * a[row + (p + 1) * aColumn];
        float a2 = factor * a[row + (p + 2) * aColumn];
        float a3 = factor * a[row + (p + 3) * aColumn];
        int b0 = bAt + p * columns;
        int b1 = b0 + columns;
        int b2 = b1 + columns;
        int b3 = b2 + columns;
        for (int j = 0; j < columns; j++) {
          float sum = Math.fma(a0, b[b0 + j], c[to + j]);
          sum = Math.fma(a1, b[b1 + j], sum);
          sum = Math.fma(a2, b[b2 + j], sum);
          c[to + j] = Math.fma(a3, b[b3 + j], sum);
        }
      }
      for (; p < inner; p++) {
        add(columns, factor * a[row + p * aColumn], b, bAt + p * columns, c, to);
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
