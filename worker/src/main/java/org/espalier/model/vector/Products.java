package org.espalier.model.vector;

import static org.espalier.model.Lanes.FOLD;
import static org.espalier.model.Lanes.WIDTH;
import static org.espalier.model.vector.Vectors.LENGTH;
import static org.espalier.model.vector.Vectors.broadcast;
import static org.espalier.model.vector.Vectors.load;
import static org.espalier.model.vector.Vectors.zero;

import jdk.incubator.vector.FloatVector;

/** Tiles of matrix products whose sums stay in registers. */
final class Products {

  private Products() {}

  /** y_r <- y_r + sum_c m_rc x_c for four rows and two vectors of lanes. */
  static void multiplyFour(
      int columns,
      float[] m,
      int mAt,
      int rowStride,
      int columnStride,
      float[] x,
      int xAt,
      float[] y,
      int yAt) {
    FloatVector a0 = load(y, yAt);
    FloatVector b0 = load(y, yAt + LENGTH);
    FloatVector a1 = load(y, yAt + WIDTH);
    FloatVector b1 = load(y, yAt + WIDTH + LENGTH);
    FloatVector a2 = load(y, yAt + 2 * WIDTH);
    FloatVector b2 = load(y, yAt + 2 * WIDTH + LENGTH);
    FloatVector a3 = load(y, yAt + 3 * WIDTH);
    FloatVector b3 = load(y, yAt + 3 * WIDTH + LENGTH);
    int entry = mAt;
    int row = xAt;
    for (int c = 0; c < columns; c++) {
      FloatVector p = load(x, row);
      FloatVector q = load(x, row + LENGTH);
      FloatVector m0 = broadcast(m[entry]);
      a0 = m0.fma(p, a0);
      b0 = m0.fma(q, b0);
      FloatVector m1 = broadcast(m[entry + rowStride]);
      a1 = m1.fma(p, a1);
      b1 = m1.fma(q, b1);
      FloatVector m2 = broadcast(m[entry + 2 * rowStride]);
      a2 = m2.fma(p, a2);
      b2 = m2.fma(q, b2);
      FloatVector m3 = broadcast(m[entry + 3 * rowStride]);
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

  /** y_r <- y_r + sum_c m_rc x_c for one row and two vectors of lanes. */
  static void multiplyOne(
      int columns, float[] m, int mAt, int columnStride, float[] x, int xAt, float[] y, int yAt) {
    FloatVector a = load(y, yAt);
    FloatVector b = load(y, yAt + LENGTH);
    for (int c = 0; c < columns; c++) {
      FloatVector entry = broadcast(m[mAt + c * columnStride]);
      a = entry.fma(load(x, xAt + c * WIDTH), a);
      b = entry.fma(load(x, xAt + c * WIDTH + LENGTH), b);
    }
    a.intoArray(y, yAt);
    b.intoArray(y, yAt + LENGTH);
  }

  /** Sixteen sums of products: rows r..r+3 of x with rows c..c+3 of y. */
  static void contractFourByFour(
      int blocks,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt,
      int yStride,
      float[] sums,
      int to,
      int toStride) {
    FloatVector s00 = zero();
    FloatVector s01 = zero();
    FloatVector s02 = zero();
    FloatVector s03 = zero();
    FloatVector s10 = zero();
    FloatVector s11 = zero();
    FloatVector s12 = zero();
    FloatVector s13 = zero();
    FloatVector s20 = zero();
    FloatVector s21 = zero();
    FloatVector s22 = zero();
    FloatVector s23 = zero();
    FloatVector s30 = zero();
    FloatVector s31 = zero();
    FloatVector s32 = zero();
    FloatVector s33 = zero();
    // Half a row of lanes at a time.
    for (int p = 0; p < blocks * (WIDTH / FOLD); p++) {
      int half = (p % (WIDTH / FOLD)) * FOLD;
      int row = xAt + p / (WIDTH / FOLD) * xStride + half;
      int column = yAt + p / (WIDTH / FOLD) * yStride + half;
      FloatVector y0 = load(y, column);
      FloatVector y1 = load(y, column + WIDTH);
      FloatVector y2 = load(y, column + 2 * WIDTH);
      FloatVector y3 = load(y, column + 3 * WIDTH);
      FloatVector x0 = load(x, row);
      s00 = x0.fma(y0, s00);
      s01 = x0.fma(y1, s01);
      s02 = x0.fma(y2, s02);
      s03 = x0.fma(y3, s03);
      FloatVector x1 = load(x, row + WIDTH);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
      s12 = x1.fma(y2, s12);
      s13 = x1.fma(y3, s13);
      FloatVector x2 = load(x, row + 2 * WIDTH);
      s20 = x2.fma(y0, s20);
      s21 = x2.fma(y1, s21);
      s22 = x2.fma(y2, s22);
      s23 = x2.fma(y3, s23);
      FloatVector x3 = load(x, row + 3 * WIDTH);
      s30 = x3.fma(y0, s30);
      s31 = x3.fma(y1, s31);
      s32 = x3.fma(y2, s32);
      s33 = x3.fma(y3, s33);
    }
    addFour(s00, s01, s02, s03, sums, to);
    addFour(s10, s11, s12, s13, sums, to + toStride);
    addFour(s20, s21, s22, s23, sums, to + 2 * toStride);
    addFour(s30, s31, s32, s33, sums, to + 3 * toStride);
  }

  private static void addFour(
      FloatVector a, FloatVector b, FloatVector c, FloatVector d, float[] sums, int to) {
    addTo(sums, to, a);
    addTo(sums, to + FOLD, b);
    addTo(sums, to + 2 * FOLD, c);
    addTo(sums, to + 3 * FOLD, d);
  }

  /** Rows r..r+3 of x with one row of y. */
  static void contractFourByOne(
      int blocks,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt,
      int yStride,
      float[] sums,
      int to,
      int toStride) {
    FloatVector s0 = zero();
    FloatVector s1 = zero();
    FloatVector s2 = zero();
    FloatVector s3 = zero();
    for (int p = 0; p < blocks * (WIDTH / FOLD); p++) {
      int half = (p % (WIDTH / FOLD)) * FOLD;
      int row = xAt + p / (WIDTH / FOLD) * xStride + half;
      FloatVector other = load(y, yAt + p / (WIDTH / FOLD) * yStride + half);
      s0 = load(x, row).fma(other, s0);
      s1 = load(x, row + WIDTH).fma(other, s1);
      s2 = load(x, row + 2 * WIDTH).fma(other, s2);
      s3 = load(x, row + 3 * WIDTH).fma(other, s3);
    }
    addTo(sums, to, s0);
    addTo(sums, to + toStride, s1);
    addTo(sums, to + 2 * toStride, s2);
    addTo(sums, to + 3 * toStride, s3);
  }

  /** One row of x with one row of y. */
  static void contractOne(
      int blocks,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt,
      int yStride,
      float[] sums,
      int to) {
    FloatVector s = zero();
    for (int p = 0; p < blocks; p++) {
      for (int half = 0; half < WIDTH; half += FOLD) {
        s = load(x, xAt + p * xStride + half).fma(load(y, yAt + p * yStride + half), s);
      }
    }
    addTo(sums, to, s);
  }

  private static void addTo(float[] sums, int at, FloatVector x) {
    load(sums, at).add(x).intoArray(sums, at);
  }
}
