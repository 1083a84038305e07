package org.espalier.model.vector;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.vector.Vectors.LENGTH;
import static org.espalier.model.vector.Vectors.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.espalier.model.ResidualLoops;

/**
 * {@link ResidualLoops} on the Vector API.
 *
 * <p>A multiply-add needs two numbers from memory unless one of them is used again. So loops go
 * over four rows at a time, and two vectors of lanes: one weight serves four rows, and eight
 * independent sums hide the latency of the multiply-add.
 */
final class VectorResidualLoops implements ResidualLoops {
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
    int rows = n + grow * (count - 1);
    int k = 0;
    for (; k + 4 <= rows; k += 4) {
      int from = grow == 0 ? 0 : Math.max(0, k - n + 1);
      int weights = wAt + from * wStride;
      int vectors = xAt + from * xStride + k * WIDTH;
      for (int l = 0; l < WIDTH; l += 2 * LENGTH) {
        combineFour(
            count - from, w, weights + l, wStride, x, vectors + l, xStride, y, yAt + k * WIDTH + l);
      }
    }
    for (; k < rows; k++) {
      int from = grow == 0 ? 0 : Math.max(0, k - n + 1);
      int weights = wAt + from * wStride;
      int vectors = xAt + from * xStride + k * WIDTH;
      for (int l = 0; l < WIDTH; l += 2 * LENGTH) {
        combineOne(
            count - from, w, weights + l, wStride, x, vectors + l, xStride, y, yAt + k * WIDTH + l);
      }
    }
  }

  private static void combineFour(
      int count,
      float[] w,
      int wAt,
      int wStride,
      float[] x,
      int xAt,
      int xStride,
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
    for (int c = 0; c < count; c++) {
      int weight = wAt + c * wStride;
      int row = xAt + c * xStride;
      FloatVector wa = load(w, weight);
      FloatVector wb = load(w, weight + LENGTH);
      a0 = wa.fma(load(x, row), a0);
      b0 = wb.fma(load(x, row + LENGTH), b0);
      a1 = wa.fma(load(x, row + WIDTH), a1);
      b1 = wb.fma(load(x, row + WIDTH + LENGTH), b1);
      a2 = wa.fma(load(x, row + 2 * WIDTH), a2);
      b2 = wb.fma(load(x, row + 2 * WIDTH + LENGTH), b2);
      a3 = wa.fma(load(x, row + 3 * WIDTH), a3);
      b3 = wb.fma(load(x, row + 3 * WIDTH + LENGTH), b3);
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

  private static void combineOne(
      int count,
      float[] w,
      int wAt,
      int wStride,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt) {
    FloatVector a = load(y, yAt);
    FloatVector b = load(y, yAt + LENGTH);
    for (int c = 0; c < count; c++) {
      int weight = wAt + c * wStride;
      int row = xAt + c * xStride;
      a = load(w, weight).fma(load(x, row), a);
      b = load(w, weight + LENGTH).fma(load(x, row + LENGTH), b);
    }
    a.intoArray(y, yAt);
    b.intoArray(y, yAt + LENGTH);
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
    int c = 0;
    for (; c + 4 <= count; c += 4) {
      int rows = n + grow * (c + 3); // what the first three lack are zeros
      for (int l = 0; l < WIDTH; l += 2 * LENGTH) {
        fourDots(rows, x, xAt + c * xStride + l, xStride, y, yAt + l, w, wAt + c * WIDTH + l);
      }
    }
    for (; c < count; c++) {
      int rows = n + grow * c;
      for (int l = 0; l < WIDTH; l += 2 * LENGTH) {
        // one dot product is one sum of rows, weighted by those of the other vector
        combineOne(
            rows, y, yAt + l, WIDTH, x, xAt + c * xStride + l, WIDTH, w, wAt + c * WIDTH + l);
      }
    }
  }

  private static void fourDots(
      int rows, float[] x, int xAt, int xStride, float[] y, int yAt, float[] w, int wAt) {
    FloatVector a0 = load(w, wAt);
    FloatVector b0 = load(w, wAt + LENGTH);
    FloatVector a1 = load(w, wAt + WIDTH);
    FloatVector b1 = load(w, wAt + WIDTH + LENGTH);
    FloatVector a2 = load(w, wAt + 2 * WIDTH);
    FloatVector b2 = load(w, wAt + 2 * WIDTH + LENGTH);
    FloatVector a3 = load(w, wAt + 3 * WIDTH);
    FloatVector b3 = load(w, wAt + 3 * WIDTH + LENGTH);
    for (int k = 0; k < rows; k++) {
      int row = yAt + k * WIDTH;
      int x0 = xAt + k * WIDTH;
      int x1 = x0 + xStride;
      int x2 = x1 + xStride;
      int x3 = x2 + xStride;
      FloatVector ya = load(y, row);
      FloatVector yb = load(y, row + LENGTH);
      a0 = ya.fma(load(x, x0), a0);
      b0 = yb.fma(load(x, x0 + LENGTH), b0);
      a1 = ya.fma(load(x, x1), a1);
      b1 = yb.fma(load(x, x1 + LENGTH), b1);
      a2 = ya.fma(load(x, x2), a2);
      b2 = yb.fma(load(x, x2 + LENGTH), b2);
      a3 = ya.fma(load(x, x3), a3);
      b3 = yb.fma(load(x, x3 + LENGTH), b3);
    }
    a0.intoArray(w, wAt);
    b0.intoArray(w, wAt + LENGTH);
    a1.intoArray(w, wAt + WIDTH);
    b1.intoArray(w, wAt + WIDTH + LENGTH);
    a2.intoArray(w, wAt + 2 * WIDTH);
    b2.intoArray(w, wAt + 2 * WIDTH + LENGTH);
    a3.intoArray(w, wAt + 3 * WIDTH);
    b3.intoArray(w, wAt + 3 * WIDTH + LENGTH);
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
    for (int lane = 0; lane < FOLD; lane += LENGTH) {
      int r = 0;
      for (; r + 4 <= xRows; r += 4) {
        int xRow = xAt + r * WIDTH + lane;
        int to = sumsAt + r * yRows * FOLD + lane;
        int c = 0;
        for (; c + 2 <= yRows; c += 2) {
          contractFourByTwo(
              count,
              x,
              xRow,
              xStride,
              y,
              yAt + c * WIDTH + lane,
              yStride,
              sums,
              to + c * FOLD,
              yRows * FOLD);
        }
        for (; c < yRows; c++) {
          for (int i = 0; i < 4; i++) {
            contractOne(
                count,
                x,
                xRow + i * WIDTH,
                xStride,
                y,
                yAt + c * WIDTH + lane,
                yStride,
                sums,
                to + (i * yRows + c) * FOLD);
          }
        }
      }
      for (; r < xRows; r++) {
        int xRow = xAt + r * WIDTH + lane;
        int to = sumsAt + r * yRows * FOLD + lane;
        int c = 0;
        for (; c + 4 <= yRows; c += 4) {
          contractOneByFour(
              count, x, xRow, xStride, y, yAt + c * WIDTH + lane, yStride, sums, to + c * FOLD);
        }
        for (; c < yRows; c++) {
          contractOne(
              count, x, xRow, xStride, y, yAt + c * WIDTH + lane, yStride, sums, to + c * FOLD);
        }
      }
    }
  }

  private static void contractFourByTwo(
      int count,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt,
      int yStride,
      float[] sums,
      int at,
      int rowStride) {
    int at1 = at + rowStride;
    int at2 = at1 + rowStride;
    int at3 = at2 + rowStride;
    FloatVector a0 = load(sums, at);
    FloatVector b0 = load(sums, at + FOLD);
    FloatVector a1 = load(sums, at1);
    FloatVector b1 = load(sums, at1 + FOLD);
    FloatVector a2 = load(sums, at2);
    FloatVector b2 = load(sums, at2 + FOLD);
    FloatVector a3 = load(sums, at3);
    FloatVector b3 = load(sums, at3 + FOLD);
    for (int p = 0; p < count; p++) {
      for (int half = 0; half < WIDTH; half += FOLD) {
        int row = xAt + p * xStride + half;
        int column = yAt + p * yStride + half;
        FloatVector ya = load(y, column);
        FloatVector yb = load(y, column + WIDTH);
        FloatVector x0 = load(x, row);
        FloatVector x1 = load(x, row + WIDTH);
        FloatVector x2 = load(x, row + 2 * WIDTH);
        FloatVector x3 = load(x, row + 3 * WIDTH);
        a0 = x0.fma(ya, a0);
        b0 = x0.fma(yb, b0);
        a1 = x1.fma(ya, a1);
        b1 = x1.fma(yb, b1);
        a2 = x2.fma(ya, a2);
        b2 = x2.fma(yb, b2);
        a3 = x3.fma(ya, a3);
        b3 = x3.fma(yb, b3);
      }
    }
    a0.intoArray(sums, at);
    b0.intoArray(sums, at + FOLD);
    a1.intoArray(sums, at1);
    b1.intoArray(sums, at1 + FOLD);
    a2.intoArray(sums, at2);
    b2.intoArray(sums, at2 + FOLD);
    a3.intoArray(sums, at3);
    b3.intoArray(sums, at3 + FOLD);
  }

  private static void contractOneByFour(
      int count,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt,
      int yStride,
      float[] sums,
      int at) {
    FloatVector a0 = load(sums, at);
    FloatVector a1 = load(sums, at + FOLD);
    FloatVector a2 = load(sums, at + 2 * FOLD);
    FloatVector a3 = load(sums, at + 3 * FOLD);
    for (int p = 0; p < count; p++) {
      for (int half = 0; half < WIDTH; half += FOLD) {
        FloatVector xa = load(x, xAt + p * xStride + half);
        int column = yAt + p * yStride + half;
        a0 = xa.fma(load(y, column), a0);
        a1 = xa.fma(load(y, column + WIDTH), a1);
        a2 = xa.fma(load(y, column + 2 * WIDTH), a2);
        a3 = xa.fma(load(y, column + 3 * WIDTH), a3);
      }
    }
    a0.intoArray(sums, at);
    a1.intoArray(sums, at + FOLD);
    a2.intoArray(sums, at + 2 * FOLD);
    a3.intoArray(sums, at + 3 * FOLD);
  }

  private static void contractOne(
      int count,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt,
      int yStride,
      float[] sums,
      int at) {
    FloatVector a = load(sums, at);
    for (int p = 0; p < count; p++) {
      for (int half = 0; half < WIDTH; half += FOLD) {
        a = load(x, xAt + p * xStride + half).fma(load(y, yAt + p * yStride + half), a);
      }
    }
    a.intoArray(sums, at);
  }

  @Override
  public void rectify(int n, float[] x, int xAt) {
    for (int i = xAt; i < xAt + n * WIDTH; i += LENGTH) {
      load(x, i).max(0).intoArray(x, i);
    }
  }

  /** y is not negative: its bits as an integer are positive where it is. Masks are allocated. */
  @Override
  public void rectifyGradient(int n, float[] y, int yAt, float[] dy, int dyAt) {
    for (int i = 0; i < n * WIDTH; i += LENGTH) {
      IntVector positive =
          load(y, yAt + i).reinterpretAsInts().neg().lanewise(VectorOperators.ASHR, 31);
      load(dy, dyAt + i)
          .reinterpretAsInts()
          .and(positive)
          .reinterpretAsFloats()
          .intoArray(dy, dyAt + i);
    }
  }
}
