package org.espalier.model;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TriangularProduct.ROWS;
import static org.espalier.model.TriangularProduct.upToColumns;

import java.util.Arrays;

/** {@link SequenceLoops} in plain Java. */
final class ScalarSequenceLoops implements SequenceLoops {
  private final float[] partial = new float[FOLD];

  @Override
  public void multiplyAdd(TriangularProduct product) {
    multiply(product, true);
  }

  @Override
  public void multiply(TriangularProduct product) {
    multiply(product, false);
  }

  private static void multiply(TriangularProduct product, boolean adds) {
    for (int i = 0; i < product.c().rows(); i += ROWS) {
      for (int j = 0; j < product.columns(i); j++) {
        for (int r = i; r < i + ROWS; r++) {
          multiply(product, adds, i, r, j);
        }
      }
    }
  }

  private static void multiply(TriangularProduct product, boolean adds, int i, int row, int j) {
    Matrix a = product.a();
    Matrix b = product.b();
    int to = product.c().at() + row * product.c().rowStride() + j;
    float sum = adds ? product.c().array()[to] : 0;
    int end = product.end(i, j);
    for (int k = product.first(i, j); k < end; k++) {
      float x = a.array()[a.at() + row * a.rowStride() + k * a.columnStride()];
      sum = Math.fma(x, b.array()[b.at() + k * b.rowStride() + j], sum);
    }
    product.c().array()[to] = sum;
  }

  @Override
  public void add(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] += x[xAt + i];
    }
  }

  @Override
  public void softmax(float[] x, int at, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = at; i < at + n; i++) {
      max = Math.max(max, x[i]);
    }
    Arrays.fill(partial, 0);
    for (int i = 0; i < n; i++) {
      float shifted = x[at + i] - max;
      x[at + i] = shifted < TileLoops.LN_NEGLIGIBLE ? 0 : FloatExp.exp(shifted);
      partial[i % FOLD] += x[at + i];
    }
    float scale = 1 / TileLoops.total(partial, 0);
    for (int i = at; i < at + n; i++) {
      x[i] *= scale;
    }
    Arrays.fill(x, at + n, at + upToColumns(n), 0);
  }

  @Override
  public void softmaxGradient(float[] w, int wAt, float[] dw, int dwAt, int n) {
    Arrays.fill(partial, 0);
    for (int i = 0; i < n; i++) {
      partial[i % FOLD] = Math.fma(w[wAt + i], dw[dwAt + i], partial[i % FOLD]);
    }
    float mean = TileLoops.total(partial, 0);
    for (int i = 0; i < n; i++) {
      dw[dwAt + i] = w[wAt + i] * (dw[dwAt + i] - mean);
    }
    Arrays.fill(dw, dwAt + n, dwAt + upToColumns(n), 0);
  }
}
