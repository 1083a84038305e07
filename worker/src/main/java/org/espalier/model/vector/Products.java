package org.espalier.model.vector;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import jdk.incubator.vector.FloatVector;
import org.espalier.model.Matrix;
import org.espalier.model.Rows;
import org.espalier.model.Sums;

/**
 * Tiles of matrix products whose sums stay in registers.
 *
 * <p>The tiles call the Vector API directly: past a certain size the compiler inlines nothing else,
 * and a vector that a method of ours takes or returns is then allocated.
 */
final class Products {

  private Products() {}

  /** y_r <- y_r + sum_c m_rc x_c for four rows from r on and two vectors of lanes from v on. */
  static void multiplyFour(Matrix matrix, int r, Rows from, Rows to, int v) {
    float[] m = matrix.array();
    float[] x = from.array();
    float[] y = to.array();
    int rowStride = matrix.rowStride();
    int columnStride = matrix.columnStride();
    int columns = from.count();
    int yAt = to.at() + r * WIDTH + v;
    FloatVector a0 = FloatVector.fromArray(FLOATS, y, yAt);
    FloatVector b0 = FloatVector.fromArray(FLOATS, y, yAt + LENGTH);
    FloatVector a1 = FloatVector.fromArray(FLOATS, y, yAt + WIDTH);
    FloatVector b1 = FloatVector.fromArray(FLOATS, y, yAt + WIDTH + LENGTH);
    FloatVector a2 = FloatVector.fromArray(FLOATS, y, yAt + 2 * WIDTH);
    FloatVector b2 = FloatVector.fromArray(FLOATS, y, yAt + 2 * WIDTH + LENGTH);
    FloatVector a3 = FloatVector.fromArray(FLOATS, y, yAt + 3 * WIDTH);
    FloatVector b3 = FloatVector.fromArray(FLOATS, y, yAt + 3 * WIDTH + LENGTH);
    int entry = matrix.at() + r * rowStride;
    int row = from.at() + v;
    for (int c = 0; c < columns; c++) {
      FloatVector p = FloatVector.fromArray(FLOATS, x, row);
      FloatVector q = FloatVector.fromArray(FLOATS, x, row + LENGTH);
      FloatVector m0 = FloatVector.broadcast(FLOATS, m[entry]);
      a0 = m0.fma(p, a0);
      b0 = m0.fma(q, b0);
      FloatVector m1 = FloatVector.broadcast(FLOATS, m[entry + rowStride]);
      a1 = m1.fma(p, a1);
      b1 = m1.fma(q, b1);
      FloatVector m2 = FloatVector.broadcast(FLOATS, m[entry + 2 * rowStride]);
      a2 = m2.fma(p, a2);
      b2 = m2.fma(q, b2);
      FloatVector m3 = FloatVector.broadcast(FLOATS, m[entry + 3 * rowStride]);
      a3 = m3.fma(p, a3);
      b3 = m3.fma(q, b3);
      entry += columnStride;
      row += WIDTH;
    }
    a0.intoArray(y, yAt);
    b0.intoArray(y, yAt + LENGTH);
    a1.intoArray(y, yAt + WIDTH);
    b1.intoArray(y, yAt + WIDTH + LENGTH);
    a2.intoArray(y, yAt + 2 * WIDTH);
    b2.intoArray(y, yAt + 2 * WIDTH + LENGTH);
    a3.intoArray(y, yAt + 3 * WIDTH);
    b3.intoArray(y, yAt + 3 * WIDTH + LENGTH);
  }

  /** y_r <- y_r + sum_c m_rc x_c for one row and two vectors of lanes from v on. */
  static void multiplyOne(Matrix matrix, int r, Rows from, Rows to, int v) {
    float[] m = matrix.array();
    float[] x = from.array();
    float[] y = to.array();
    int columnStride = matrix.columnStride();
    int columns = from.count();
    int mAt = matrix.at() + r * matrix.rowStride();
    int xAt = from.at() + v;
    int yAt = to.at() + r * WIDTH + v;
    FloatVector a = FloatVector.fromArray(FLOATS, y, yAt);
    FloatVector b = FloatVector.fromArray(FLOATS, y, yAt + LENGTH);
    for (int c = 0; c < columns; c++) {
      FloatVector entry = FloatVector.broadcast(FLOATS, m[mAt + c * columnStride]);
      a = entry.fma(FloatVector.fromArray(FLOATS, x, xAt + c * WIDTH), a);
      b = entry.fma(FloatVector.fromArray(FLOATS, x, xAt + c * WIDTH + LENGTH), b);
    }
    a.intoArray(y, yAt);
    b.intoArray(y, yAt + LENGTH);
  }

  /**
   * Sixteen sums of products, continued: rows r..r+3 of x with rows c..c+3 of y, at one vector of
   * lanes of a half row.
   *
   * @param xRow floats from the first row of x to row r, and on to the vector
   * @param yRow likewise for y
   */
  static void contractFourByFour(
      int tiles, Rows left, int xRow, Rows right, int yRow, Sums target) {
    float[] x = left.array();
    float[] y = right.array();
    float[] sums = target.array();
    int xStride = left.stride();
    int yStride = right.stride();
    int xAt = left.at() + xRow;
    int yAt = right.at() + yRow;
    int to = entry(target, xRow, yRow);
    int toStride = target.columns() * FOLD;
    int to0 = to;
    int to1 = to + toStride;
    int to2 = to + 2 * toStride;
    int to3 = to + 3 * toStride;
    FloatVector s00 = FloatVector.fromArray(FLOATS, sums, to0);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sums, to0 + FOLD);
    FloatVector s02 = FloatVector.fromArray(FLOATS, sums, to0 + 2 * FOLD);
    FloatVector s03 = FloatVector.fromArray(FLOATS, sums, to0 + 3 * FOLD);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sums, to1);
    FloatVector s11 = FloatVector.fromArray(FLOATS, sums, to1 + FOLD);
    FloatVector s12 = FloatVector.fromArray(FLOATS, sums, to1 + 2 * FOLD);
    FloatVector s13 = FloatVector.fromArray(FLOATS, sums, to1 + 3 * FOLD);
    FloatVector s20 = FloatVector.fromArray(FLOATS, sums, to2);
    FloatVector s21 = FloatVector.fromArray(FLOATS, sums, to2 + FOLD);
    FloatVector s22 = FloatVector.fromArray(FLOATS, sums, to2 + 2 * FOLD);
    FloatVector s23 = FloatVector.fromArray(FLOATS, sums, to2 + 3 * FOLD);
    FloatVector s30 = FloatVector.fromArray(FLOATS, sums, to3);
    FloatVector s31 = FloatVector.fromArray(FLOATS, sums, to3 + FOLD);
    FloatVector s32 = FloatVector.fromArray(FLOATS, sums, to3 + 2 * FOLD);
    FloatVector s33 = FloatVector.fromArray(FLOATS, sums, to3 + 3 * FOLD);
    for (int p = 0; p < tiles; p++) {
      for (int half = 0; half < WIDTH; half += FOLD) {
        int row = xAt + p * xStride + half;
        int column = yAt + p * yStride + half;
        FloatVector y0 = FloatVector.fromArray(FLOATS, y, column);
        FloatVector y1 = FloatVector.fromArray(FLOATS, y, column + WIDTH);
        FloatVector y2 = FloatVector.fromArray(FLOATS, y, column + 2 * WIDTH);
        FloatVector y3 = FloatVector.fromArray(FLOATS, y, column + 3 * WIDTH);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, row);
        s00 = x0.fma(y0, s00);
        s01 = x0.fma(y1, s01);
        s02 = x0.fma(y2, s02);
        s03 = x0.fma(y3, s03);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, row + WIDTH);
        s10 = x1.fma(y0, s10);
        s11 = x1.fma(y1, s11);
        s12 = x1.fma(y2, s12);
        s13 = x1.fma(y3, s13);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, row + 2 * WIDTH);
        s20 = x2.fma(y0, s20);
        s21 = x2.fma(y1, s21);
        s22 = x2.fma(y2, s22);
        s23 = x2.fma(y3, s23);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, row + 3 * WIDTH);
        s30 = x3.fma(y0, s30);
        s31 = x3.fma(y1, s31);
        s32 = x3.fma(y2, s32);
        s33 = x3.fma(y3, s33);
      }
    }
    s00.intoArray(sums, to0);
    s01.intoArray(sums, to0 + FOLD);
    s02.intoArray(sums, to0 + 2 * FOLD);
    s03.intoArray(sums, to0 + 3 * FOLD);
    s10.intoArray(sums, to1);
    s11.intoArray(sums, to1 + FOLD);
    s12.intoArray(sums, to1 + 2 * FOLD);
    s13.intoArray(sums, to1 + 3 * FOLD);
    s20.intoArray(sums, to2);
    s21.intoArray(sums, to2 + FOLD);
    s22.intoArray(sums, to2 + 2 * FOLD);
    s23.intoArray(sums, to2 + 3 * FOLD);
    s30.intoArray(sums, to3);
    s31.intoArray(sums, to3 + FOLD);
    s32.intoArray(sums, to3 + 2 * FOLD);
    s33.intoArray(sums, to3 + 3 * FOLD);
  }

  /** Rows r..r+3 of x with one row of y, otherwise as {@link #contractFourByFour}. */
  static void contractFourByOne(int tiles, Rows left, int xRow, Rows right, int yRow, Sums target) {
    float[] x = left.array();
    float[] y = right.array();
    float[] sums = target.array();
    int xStride = left.stride();
    int yStride = right.stride();
    int xAt = left.at() + xRow;
    int yAt = right.at() + yRow;
    int to = entry(target, xRow, yRow);
    int toStride = target.columns() * FOLD;
    FloatVector s0 = FloatVector.fromArray(FLOATS, sums, to);
    FloatVector s1 = FloatVector.fromArray(FLOATS, sums, to + toStride);
    FloatVector s2 = FloatVector.fromArray(FLOATS, sums, to + 2 * toStride);
    FloatVector s3 = FloatVector.fromArray(FLOATS, sums, to + 3 * toStride);
    for (int p = 0; p < tiles; p++) {
      for (int half = 0; half < WIDTH; half += FOLD) {
        int row = xAt + p * xStride + half;
        FloatVector other = FloatVector.fromArray(FLOATS, y, yAt + p * yStride + half);
        s0 = FloatVector.fromArray(FLOATS, x, row).fma(other, s0);
        s1 = FloatVector.fromArray(FLOATS, x, row + WIDTH).fma(other, s1);
        s2 = FloatVector.fromArray(FLOATS, x, row + 2 * WIDTH).fma(other, s2);
        s3 = FloatVector.fromArray(FLOATS, x, row + 3 * WIDTH).fma(other, s3);
      }
    }
    s0.intoArray(sums, to);
    s1.intoArray(sums, to + toStride);
    s2.intoArray(sums, to + 2 * toStride);
    s3.intoArray(sums, to + 3 * toStride);
  }

  /** One row of x with one row of y. */
  static void contractOne(int tiles, Rows left, int xRow, Rows right, int yRow, Sums target) {
    float[] x = left.array();
    float[] y = right.array();
    float[] sums = target.array();
    int xStride = left.stride();
    int yStride = right.stride();
    int xAt = left.at() + xRow;
    int yAt = right.at() + yRow;
    int to = entry(target, xRow, yRow);
    FloatVector s = FloatVector.fromArray(FLOATS, sums, to);
    for (int p = 0; p < tiles; p++) {
      for (int half = 0; half < WIDTH; half += FOLD) {
        FloatVector other = FloatVector.fromArray(FLOATS, y, yAt + p * yStride + half);
        s = FloatVector.fromArray(FLOATS, x, xAt + p * xStride + half).fma(other, s);
      }
    }
    s.intoArray(sums, to);
  }

  /** The partial sums of entry (r, c), at the vector of lanes that both rows are at. */
  private static int entry(Sums sums, int xRow, int yRow) {
    return sums.at() + (xRow / WIDTH * sums.columns() + yRow / WIDTH) * FOLD + xRow % WIDTH;
  }
}
