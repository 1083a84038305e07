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
  private final Rows[] right; // [inner, WIDTH], by how many rows are in use
  private final Rows[] product; // [rows, WIDTH], likewise

  /**
   * For factors of up to {@code largest} rows or columns.
   *
   * @param loops not used by another thread
   */
  SmallMatrices(TileLoops loops, int largest) {
    this.loops = loops;
    right = leadingRows(largest);
    product = leadingRows(largest);
  }

  private static Rows[] leadingRows(int largest) {
    Rows all = Rows.allocate(largest);
    Rows[] leading = new Rows[largest + 1];
    Arrays.setAll(leading, n -> all.rows(0, n));
    return leading;
  }

  /** C <- C + factor A B, C being row-major. */
  void addProduct(float factor, Matrix a, Matrix b, Matrix c) {
    for (int j = 0; j < b.columns(); j += WIDTH) {
      int count = Math.min(WIDTH, b.columns() - j);
      for (int p = 0; p < b.rows(); p++) {
        copyRow(b, p, j, count);
      }
      loops.multiply(a, right[a.columns()], product[a.rows()]);
      for (int i = 0; i < a.rows(); i++) {
        int to = c.at() + i * c.rowStride() + j;
        add(count, factor, product[0].array(), i * WIDTH, c.array(), to);
      }
    }
  }

  /** Row p of {@link #right}: {@code count} entries of row p of B from column j on. */
  private void copyRow(Matrix b, int p, int j, int count) {
    float[] row = right[0].array();
    int from = b.at() + p * b.rowStride() + j * b.columnStride();
    if (b.columnStride() == 1) {
      System.arraycopy(b.array(), from, row, p * WIDTH, count);
    } else {
      for (int c = 0; c < count; c++) {
        row[p * WIDTH + c] = b.array()[from + c * b.columnStride()];
      }
    }
    Arrays.fill(row, p * WIDTH + count, (p + 1) * WIDTH, 0);
  }

  /** y <- y + factor x over n entries. */
  static void add(int n, float factor, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = Math.fma(factor, x[xAt + i], y[yAt + i]);
    }
  }
}
