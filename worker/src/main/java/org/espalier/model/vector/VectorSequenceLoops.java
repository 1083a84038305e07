package org.espalier.model.vector;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TriangularProduct.ROWS;
import static org.espalier.model.TriangularProduct.upToColumns;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.espalier.model.Matrix;
import org.espalier.model.SequenceLoops;
import org.espalier.model.TileLoops;
import org.espalier.model.TriangularProduct;

/** {@link SequenceLoops} on the Vector API. */
public final class VectorSequenceLoops implements SequenceLoops {
  private static final float[] ZEROS = new float[3 * LENGTH];

  private final float[] partial = new float[FOLD];

  @Override
  public void multiplyAdd(TriangularProduct product) {
    multiply(product, true);
  }

  @Override
  public void multiply(TriangularProduct product) {
    multiply(product, false);
  }

  /**
   * Down the rows first, so that the columns of B that they share stay in the cache.
   *
   * @param adds whether the sums begin with the numbers of C; with zeros otherwise
   */
  private static void multiply(TriangularProduct product, boolean adds) {
    int together;
    for (int j = 0; j < product.c().columns(); j += together) {
      together = product.together(j);
      for (int i = 0; i < product.c().rows(); i += ROWS) {
        int columns = Math.min(j + together, product.columns(i)) - j;
        if (columns > 0) {
          multiply(product, adds, i, j, columns);
        }
      }
    }
  }

  private static void multiply(TriangularProduct product, boolean adds, int i, int j, int columns) {
    int first = product.first(i, j);
    int end = product.end(i, j + columns - 1);
    if (adds && first >= end) {
      return; // there is nothing to add
    }
    if (columns % (3 * LENGTH) == 0) {
      for (int v = 0; v < columns; v += 3 * LENGTH) {
        multiplyThree(product, adds, i, j + v, first, end);
      }
    } else if (columns == LENGTH) {
      multiplyOne(product, adds, i, j, first, end);
    } else {
      for (int v = 0; v < columns; v += 2 * LENGTH) {
        multiplyTwo(product, adds, i, j + v, first, end);
      }
    }
  }

  /** Four rows and the columns of three vectors. */
  private static void multiplyThree(
      TriangularProduct product, boolean adds, int i, int j, int first, int end) {
    Matrix left = product.a();
    Matrix right = product.b();
    Matrix out = product.c();
    float[] a = left.array();
    float[] b = right.array();
    float[] c = out.array();
    int r = left.rowStride();
    int step = left.columnStride();
    int bStride = right.rowStride();
    int c0 = out.at() + i * out.rowStride() + j;
    int c1 = c0 + out.rowStride();
    int c2 = c1 + out.rowStride();
    int c3 = c2 + out.rowStride();
    float[] from = adds ? c : ZEROS;
    int from0 = adds ? c0 : 0;
    int from1 = adds ? c1 : 0;
    int from2 = adds ? c2 : 0;
    int from3 = adds ? c3 : 0;
    FloatVector x0 = FloatVector.fromArray(FLOATS, from, from0);
    FloatVector y0 = FloatVector.fromArray(FLOATS, from, from0 + LENGTH);
    FloatVector z0 = FloatVector.fromArray(FLOATS, from, from0 + 2 * LENGTH);
    FloatVector x1 = FloatVector.fromArray(FLOATS, from, from1);
    FloatVector y1 = FloatVector.fromArray(FLOATS, from, from1 + LENGTH);
    FloatVector z1 = FloatVector.fromArray(FLOATS, from, from1 + 2 * LENGTH);
    FloatVector x2 = FloatVector.fromArray(FLOATS, from, from2);
    FloatVector y2 = FloatVector.fromArray(FLOATS, from, from2 + LENGTH);
    FloatVector z2 = FloatVector.fromArray(FLOATS, from, from2 + 2 * LENGTH);
    FloatVector x3 = FloatVector.fromArray(FLOATS, from, from3);
    FloatVector y3 = FloatVector.fromArray(FLOATS, from, from3 + LENGTH);
    FloatVector z3 = FloatVector.fromArray(FLOATS, from, from3 + 2 * LENGTH);
    int entry = left.at() + i * r + first * step;
    int row = right.at() + first * bStride + j;
    for (int k = first; k < end; k++) {
      FloatVector x = FloatVector.fromArray(FLOATS, b, row);
      FloatVector y = FloatVector.fromArray(FLOATS, b, row + LENGTH);
      FloatVector z = FloatVector.fromArray(FLOATS, b, row + 2 * LENGTH);
      FloatVector m0 = FloatVector.broadcast(FLOATS, a[entry]);
      x0 = m0.fma(x, x0);
      y0 = m0.fma(y, y0);
      z0 = m0.fma(z, z0);
      FloatVector m1 = FloatVector.broadcast(FLOATS, a[entry + r]);
      x1 = m1.fma(x, x1);
      y1 = m1.fma(y, y1);
      z1 = m1.fma(z, z1);
      FloatVector m2 = FloatVector.broadcast(FLOATS, a[entry + 2 * r]);
      x2 = m2.fma(x, x2);
      y2 = m2.fma(y, y2);
      z2 = m2.fma(z, z2);
      FloatVector m3 = FloatVector.broadcast(FLOATS, a[entry + 3 * r]);
      x3 = m3.fma(x, x3);
      y3 = m3.fma(y, y3);
      z3 = m3.fma(z, z3);
      entry += step;
      row += bStride;
    }
    x0.intoArray(c, c0);
    y0.intoArray(c, c0 + LENGTH);
    z0.intoArray(c, c0 + 2 * LENGTH);
    x1.intoArray(c, c1);
    y1.intoArray(c, c1 + LENGTH);
    z1.intoArray(c, c1 + 2 * LENGTH);
    x2.intoArray(c, c2);
    y2.intoArray(c, c2 + LENGTH);
    z2.intoArray(c, c2 + 2 * LENGTH);
    x3.intoArray(c, c3);
    y3.intoArray(c, c3 + LENGTH);
    z3.intoArray(c, c3 + 2 * LENGTH);
  }

  /** Four rows and the columns of two vectors. */
  private static void multiplyTwo(
      TriangularProduct product, boolean adds, int i, int j, int first, int end) {
    Matrix left = product.a();
    Matrix right = product.b();
    Matrix out = product.c();
    float[] a = left.array();
    float[] b = right.array();
    float[] c = out.array();
    int r = left.rowStride();
    int step = left.columnStride();
    int bStride = right.rowStride();
    int c0 = out.at() + i * out.rowStride() + j;
    int c1 = c0 + out.rowStride();
    int c2 = c1 + out.rowStride();
    int c3 = c2 + out.rowStride();
    float[] from = adds ? c : ZEROS;
    int from0 = adds ? c0 : 0;
    int from1 = adds ? c1 : 0;
    int from2 = adds ? c2 : 0;
    int from3 = adds ? c3 : 0;
    FloatVector x0 = FloatVector.fromArray(FLOATS, from, from0);
    FloatVector y0 = FloatVector.fromArray(FLOATS, from, from0 + LENGTH);
    FloatVector x1 = FloatVector.fromArray(FLOATS, from, from1);
    FloatVector y1 = FloatVector.fromArray(FLOATS, from, from1 + LENGTH);
    FloatVector x2 = FloatVector.fromArray(FLOATS, from, from2);
    FloatVector y2 = FloatVector.fromArray(FLOATS, from, from2 + LENGTH);
    FloatVector x3 = FloatVector.fromArray(FLOATS, from, from3);
    FloatVector y3 = FloatVector.fromArray(FLOATS, from, from3 + LENGTH);
    int entry = left.at() + i * r + first * step;
    int row = right.at() + first * bStride + j;
    for (int k = first; k < end; k++) {
      FloatVector x = FloatVector.fromArray(FLOATS, b, row);
      FloatVector y = FloatVector.fromArray(FLOATS, b, row + LENGTH);
      FloatVector m0 = FloatVector.broadcast(FLOATS, a[entry]);
      x0 = m0.fma(x, x0);
      y0 = m0.fma(y, y0);
      FloatVector m1 = FloatVector.broadcast(FLOATS, a[entry + r]);
      x1 = m1.fma(x, x1);
      y1 = m1.fma(y, y1);
      FloatVector m2 = FloatVector.broadcast(FLOATS, a[entry + 2 * r]);
      x2 = m2.fma(x, x2);
      y2 = m2.fma(y, y2);
      FloatVector m3 = FloatVector.broadcast(FLOATS, a[entry + 3 * r]);
      x3 = m3.fma(x, x3);
      y3 = m3.fma(y, y3);
      entry += step;
      row += bStride;
    }
    x0.intoArray(c, c0);
    y0.intoArray(c, c0 + LENGTH);
    x1.intoArray(c, c1);
    y1.intoArray(c, c1 + LENGTH);
    x2.intoArray(c, c2);
    y2.intoArray(c, c2 + LENGTH);
    x3.intoArray(c, c3);
    y3.intoArray(c, c3 + LENGTH);
  }

  /** Four rows and the columns of one vector. */
  private static void multiplyOne(
      TriangularProduct product, boolean adds, int i, int j, int first, int end) {
    Matrix left = product.a();
    Matrix right = product.b();
    Matrix out = product.c();
    float[] a = left.array();
    float[] b = right.array();
    float[] c = out.array();
    int r = left.rowStride();
    int step = left.columnStride();
    int bStride = right.rowStride();
    int c0 = out.at() + i * out.rowStride() + j;
    int c1 = c0 + out.rowStride();
    int c2 = c1 + out.rowStride();
    int c3 = c2 + out.rowStride();
    float[] from = adds ? c : ZEROS;
    int from0 = adds ? c0 : 0;
    int from1 = adds ? c1 : 0;
    int from2 = adds ? c2 : 0;
    int from3 = adds ? c3 : 0;
    FloatVector x0 = FloatVector.fromArray(FLOATS, from, from0);
    FloatVector x1 = FloatVector.fromArray(FLOATS, from, from1);
    FloatVector x2 = FloatVector.fromArray(FLOATS, from, from2);
    FloatVector x3 = FloatVector.fromArray(FLOATS, from, from3);
    int entry = left.at() + i * r + first * step;
    int row = right.at() + first * bStride + j;
    for (int k = first; k < end; k++) {
      FloatVector x = FloatVector.fromArray(FLOATS, b, row);
      FloatVector m0 = FloatVector.broadcast(FLOATS, a[entry]);
      x0 = m0.fma(x, x0);
      FloatVector m1 = FloatVector.broadcast(FLOATS, a[entry + r]);
      x1 = m1.fma(x, x1);
      FloatVector m2 = FloatVector.broadcast(FLOATS, a[entry + 2 * r]);
      x2 = m2.fma(x, x2);
      FloatVector m3 = FloatVector.broadcast(FLOATS, a[entry + 3 * r]);
      x3 = m3.fma(x, x3);
      entry += step;
      row += bStride;
    }
    x0.intoArray(c, c0);
    x1.intoArray(c, c1);
    x2.intoArray(c, c2);
    x3.intoArray(c, c3);
  }

  @Override
  public void add(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i += LENGTH) {
      FloatVector.fromArray(FLOATS, y, yAt + i)
          .add(FloatVector.fromArray(FLOATS, x, xAt + i))
          .intoArray(y, yAt + i);
    }
  }

  @Override
  public void softmax(float[] x, int at, int n) {
    int size = upToColumns(n);
    Arrays.fill(x, at + n, at + size, Float.NEGATIVE_INFINITY);
    float max = max(x, at, size);
    for (int i = at; i < at + size; i += LENGTH) {
      FloatVector.fromArray(FLOATS, x, i).sub(max).intoArray(x, i);
    }
    Arrays.fill(x, at + n, at + size, 2 * TileLoops.LN_NEGLIGIBLE);
    Vectors.attentionExp(size, x, at);
    for (int v = 0; v < FOLD; v += LENGTH) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = at + v; i < at + size; i += FOLD) {
        sum = sum.add(FloatVector.fromArray(FLOATS, x, i));
      }
      sum.intoArray(partial, v);
    }
    float scale = 1 / TileLoops.total(partial, 0);
    for (int i = at; i < at + size; i += LENGTH) {
      FloatVector.fromArray(FLOATS, x, i).mul(scale).intoArray(x, i);
    }
  }

  private float max(float[] x, int at, int size) {
    FloatVector largest = FloatVector.fromArray(FLOATS, x, at);
    for (int i = at + LENGTH; i < at + size; i += LENGTH) {
      largest = largest.max(FloatVector.fromArray(FLOATS, x, i));
    }
    largest.intoArray(partial, 0);
    float max = partial[0];
    for (int v = 1; v < LENGTH; v++) {
      max = Math.max(max, partial[v]);
    }
    return max;
  }

  @Override
  public void softmaxGradient(float[] w, int wAt, float[] dw, int dwAt, int n) {
    int size = upToColumns(n);
    Arrays.fill(dw, dwAt + n, dwAt + size, 0);
    for (int v = 0; v < FOLD; v += LENGTH) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = v; i < size; i += FOLD) {
        sum =
            FloatVector.fromArray(FLOATS, w, wAt + i)
                .fma(FloatVector.fromArray(FLOATS, dw, dwAt + i), sum);
      }
      sum.intoArray(partial, v);
    }
    float mean = TileLoops.total(partial, 0);
    for (int i = 0; i < size; i += LENGTH) {
      FloatVector.fromArray(FLOATS, w, wAt + i)
          .mul(FloatVector.fromArray(FLOATS, dw, dwAt + i).sub(mean))
          .intoArray(dw, dwAt + i);
    }
  }
}
