package org.espalier.model;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;

/**
 * {@link ResidualLoops} as plain loops: what runs where the Vector API is absent, and what the
 * other implementation is compared with.
 */
final class ScalarResidualLoops implements ResidualLoops {

  @Override
  public void combine(
      int count,
      float[] w,
      int wAt,
      int wStride,
      int n,
      int grow,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt) {
    for (int c = 0; c < count; c++) {
      int weight = wAt + c * wStride;
      int vector = xAt + c * xStride;
      for (int k = 0; k < n + grow * c; k++) {
        int from = vector + k * WIDTH;
        int to = yAt + k * WIDTH;
        for (int l = 0; l < WIDTH; l++) {
          y[to + l] = Math.fma(w[weight + l], x[from + l], y[to + l]);
        }
      }
    }
  }

  @Override
  public void dots(
      int count,
      int n,
      int grow,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt,
      float[] w,
      int wAt) {
    for (int c = 0; c < count; c++) {
      int vector = xAt + c * xStride;
      int to = wAt + c * WIDTH;
      for (int k = 0; k < n + grow * c; k++) {
        int from = vector + k * WIDTH;
        int other = yAt + k * WIDTH;
        for (int l = 0; l < WIDTH; l++) {
          w[to + l] = Math.fma(x[from + l], y[other + l], w[to + l]);
        }
      }
    }
  }

  @Override
  public void contract(
      int count,
      int xRows,
      float[] x,
      int xAt,
      int xStride,
      int yRows,
      float[] y,
      int yAt,
      int yStride,
      float[] sums,
      int sumsAt) {
    for (int r = 0; r < xRows; r++) {
      for (int c = 0; c < yRows; c++) {
        int at = sumsAt + (r * yRows + c) * FOLD;
        for (int p = 0; p < count; p++) {
          int row = xAt + p * xStride + r * WIDTH;
          int column = yAt + p * yStride + c * WIDTH;
          for (int half = 0; half < WIDTH; half += FOLD) {
            for (int l = 0; l < FOLD; l++) {
              sums[at + l] = Math.fma(x[row + half + l], y[column + half + l], sums[at + l]);
            }
          }
        }
      }
    }
  }

  @Override
  public void rectify(int n, float[] x, int xAt) {
    for (int i = xAt; i < xAt + n * WIDTH; i++) {
      x[i] = Math.max(x[i], 0);
    }
  }

  @Override
  public void rectifyGradient(int n, float[] y, int yAt, float[] dy, int dyAt) {
    for (int i = 0; i < n * WIDTH; i++) {
      dy[dyAt + i] = y[yAt + i] > 0 ? dy[dyAt + i] : 0;
    }
  }
}
