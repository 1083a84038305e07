package org.espalier.model.vector;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.espalier.model.Matrix;
import org.espalier.model.ResidualLoops;
import org.espalier.model.Rows;
import org.espalier.model.Sums;
import org.espalier.model.TokenTile;

/**
 * {@link ResidualLoops} on the Vector API.
 *
 * <p>A multiply-add needs two numbers from memory unless one of them is used again. So loops go
 * over four rows at a time, and two vectors of lanes: one weight serves four rows, and eight
 * independent sums hide the latency of the multiply-add.
 */
final class VectorResidualLoops implements ResidualLoops {
  @Override
  public void combine(int count, Rows w, Rows x, int grow, Rows y) {
    combine(count, w, x, y.count(), grow, y);
  }

  /** For the leading rows of y. */
  private static void combine(int count, Rows w, Rows x, int rows, int grow, Rows y) {
    int always = rows - grow * (count - 1);
    int k = 0;
    for (; k + 4 <= rows; k += 4) {
      int from = grow == 0 ? 0 : Math.max(0, k - always + 1);
      for (int lane = 0; lane < WIDTH; lane += 2 * LENGTH) {
        combineFour(from, count, w, x, y, k * WIDTH + lane);
      }
    }
    for (; k < rows; k++) {
      int from = grow == 0 ? 0 : Math.max(0, k - always + 1);
      for (int lane = 0; lane < WIDTH; lane += 2 * LENGTH) {
        combineOne(from, count, w, x, y, k * WIDTH + lane);
      }
    }
  }

  /**
   * Four rows of y, the terms from {@code from} on.
   *
   * @param at floats from the first row of y to those four, and on to the vector of lanes
   */
  private static void combineFour(
      int from, int count, Rows weights, Rows vectors, Rows sum, int at) {
    float[] w = weights.array();
    float[] x = vectors.array();
    float[] y = sum.array();
    int wStride = weights.stride();
    int xStride = vectors.stride();
    int wAt = weights.at() + from * wStride + at % WIDTH;
    int xAt = vectors.at() + from * xStride + at;
    int yAt = sum.at() + at;
    int terms = count - from;
    FloatVector a0 = FloatVector.fromArray(FLOATS, y, yAt);
    FloatVector b0 = FloatVector.fromArray(FLOATS, y, yAt + LENGTH);
    FloatVector a1 = FloatVector.fromArray(FLOATS, y, yAt + WIDTH);
    FloatVector b1 = FloatVector.fromArray(FLOATS, y, yAt + WIDTH + LENGTH);
    FloatVector a2 = FloatVector.fromArray(FLOATS, y, yAt + 2 * WIDTH);
    FloatVector b2 = FloatVector.fromArray(FLOATS, y, yAt + 2 * WIDTH + LENGTH);
    FloatVector a3 = FloatVector.fromArray(FLOATS, y, yAt + 3 * WIDTH);
    FloatVector b3 = FloatVector.fromArray(FLOATS, y, yAt + 3 * WIDTH + LENGTH);
    for (int c = 0; c < terms; c++) {
      int weight = wAt + c * wStride;
      int row = xAt + c * xStride;
      FloatVector wa = FloatVector.fromArray(FLOATS, w, weight);
      FloatVector wb = FloatVector.fromArray(FLOATS, w, weight + LENGTH);
      a0 = wa.fma(FloatVector.fromArray(FLOATS, x, row), a0);
      b0 = wb.fma(FloatVector.fromArray(FLOATS, x, row + LENGTH), b0);
      a1 = wa.fma(FloatVector.fromArray(FLOATS, x, row + WIDTH), a1);
      b1 = wb.fma(FloatVector.fromArray(FLOATS, x, row + WIDTH + LENGTH), b1);
      a2 = wa.fma(FloatVector.fromArray(FLOATS, x, row + 2 * WIDTH), a2);
      b2 = wb.fma(FloatVector.fromArray(FLOATS, x, row + 2 * WIDTH + LENGTH), b2);
      a3 = wa.fma(FloatVector.fromArray(FLOATS, x, row + 3 * WIDTH), a3);
      b3 = wb.fma(FloatVector.fromArray(FLOATS, x, row + 3 * WIDTH + LENGTH), b3);
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
      int from, int count, Rows weights, Rows vectors, Rows sum, int at) {
    float[] w = weights.array();
    float[] x = vectors.array();
    float[] y = sum.array();
    int wStride = weights.stride();
    int xStride = vectors.stride();
    int wAt = weights.at() + from * wStride + at % WIDTH;
    int xAt = vectors.at() + from * xStride + at;
    int yAt = sum.at() + at;
    int terms = count - from;
    FloatVector a = FloatVector.fromArray(FLOATS, y, yAt);
    FloatVector b = FloatVector.fromArray(FLOATS, y, yAt + LENGTH);
    for (int c = 0; c < terms; c++) {
      int weight = wAt + c * wStride;
      int row = xAt + c * xStride;
      a = FloatVector.fromArray(FLOATS, w, weight).fma(FloatVector.fromArray(FLOATS, x, row), a);
      b =
          FloatVector.fromArray(FLOATS, w, weight + LENGTH)
              .fma(FloatVector.fromArray(FLOATS, x, row + LENGTH), b);
    }
    a.intoArray(y, yAt);
    b.intoArray(y, yAt + LENGTH);
  }

  @Override
  public void dots(int count, Rows x, int grow, Rows y, Rows w) {
    dots(count, x, y.count() - grow * (count - 1), grow, y, w);
  }

  /** With n entries of x_0. */
  private static void dots(int count, Rows x, int n, int grow, Rows y, Rows w) {
    int c = 0;
    for (; c + 4 <= count; c += 4) {
      int rows = n + grow * (c + 3); // what the first three lack are zeros
      for (int lane = 0; lane < WIDTH; lane += 2 * LENGTH) {
        fourDots(rows, x, c, y, w, lane);
      }
    }
    for (; c < count; c++) {
      for (int lane = 0; lane < WIDTH; lane += 2 * LENGTH) {
        oneDot(n + grow * c, x, c, y, w, lane);
      }
    }
  }

  private static void fourDots(int rows, Rows vectors, int c, Rows other, Rows sums, int lane) {
    float[] x = vectors.array();
    float[] y = other.array();
    float[] w = sums.array();
    int xStride = vectors.stride();
    int xAt = vectors.at() + c * xStride + lane;
    int yAt = other.at() + lane;
    int wAt = sums.at() + c * WIDTH + lane;
    FloatVector a0 = FloatVector.fromArray(FLOATS, w, wAt);
    FloatVector b0 = FloatVector.fromArray(FLOATS, w, wAt + LENGTH);
    FloatVector a1 = FloatVector.fromArray(FLOATS, w, wAt + WIDTH);
    FloatVector b1 = FloatVector.fromArray(FLOATS, w, wAt + WIDTH + LENGTH);
    FloatVector a2 = FloatVector.fromArray(FLOATS, w, wAt + 2 * WIDTH);
    FloatVector b2 = FloatVector.fromArray(FLOATS, w, wAt + 2 * WIDTH + LENGTH);
    FloatVector a3 = FloatVector.fromArray(FLOATS, w, wAt + 3 * WIDTH);
    FloatVector b3 = FloatVector.fromArray(FLOATS, w, wAt + 3 * WIDTH + LENGTH);
    for (int k = 0; k < rows; k++) {
      int row = yAt + k * WIDTH;
      int x0 = xAt + k * WIDTH;
      int x1 = x0 + xStride;
      int x2 = x1 + xStride;
      int x3 = x2 + xStride;
      FloatVector ya = FloatVector.fromArray(FLOATS, y, row);
      FloatVector yb = FloatVector.fromArray(FLOATS, y, row + LENGTH);
      a0 = ya.fma(FloatVector.fromArray(FLOATS, x, x0), a0);
      b0 = yb.fma(FloatVector.fromArray(FLOATS, x, x0 + LENGTH), b0);
      a1 = ya.fma(FloatVector.fromArray(FLOATS, x, x1), a1);
      b1 = yb.fma(FloatVector.fromArray(FLOATS, x, x1 + LENGTH), b1);
      a2 = ya.fma(FloatVector.fromArray(FLOATS, x, x2), a2);
      b2 = yb.fma(FloatVector.fromArray(FLOATS, x, x2 + LENGTH), b2);
      a3 = ya.fma(FloatVector.fromArray(FLOATS, x, x3), a3);
      b3 = yb.fma(FloatVector.fromArray(FLOATS, x, x3 + LENGTH), b3);
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

  private static void oneDot(int rows, Rows vectors, int c, Rows other, Rows sums, int lane) {
    float[] x = vectors.array();
    float[] y = other.array();
    float[] w = sums.array();
    int xAt = vectors.at() + c * vectors.stride() + lane;
    int yAt = other.at() + lane;
    int wAt = sums.at() + c * WIDTH + lane;
    FloatVector a = FloatVector.fromArray(FLOATS, w, wAt);
    FloatVector b = FloatVector.fromArray(FLOATS, w, wAt + LENGTH);
    for (int k = 0; k < rows * WIDTH; k += WIDTH) {
      a =
          FloatVector.fromArray(FLOATS, y, yAt + k)
              .fma(FloatVector.fromArray(FLOATS, x, xAt + k), a);
      b =
          FloatVector.fromArray(FLOATS, y, yAt + k + LENGTH)
              .fma(FloatVector.fromArray(FLOATS, x, xAt + k + LENGTH), b);
    }
    a.intoArray(w, wAt);
    b.intoArray(w, wAt + LENGTH);
  }

  @Override
  public void combineTokens(TokenTile tile, Rows w, Rows y) {
    Arrays.fill(y.array(), y.at(), y.at() + tile.vocab() * WIDTH, 0);
    combine(w.count(), w, tile.oneHot(0), tile.vocab(), 0, y);
  }

  @Override
  public void dotsOfOneHot(TokenTile tile, Rows y, Rows w) {
    dots(w.count(), tile.oneHot(0), tile.vocab(), 0, y, w);
    int positions = y.at() + tile.vocab() * WIDTH;
    VectorTileLoops.addRows(w.count(), y.array(), positions, w.array(), w.at());
  }

  @Override
  public void contract(int count, Rows x, Rows y, Sums sums) {
    for (int lane = 0; lane < FOLD; lane += LENGTH) {
      int r = 0;
      for (; r + 4 <= x.count(); r += 4) {
        int row = r * WIDTH + lane;
        int c = 0;
        for (; c + 2 <= y.count(); c += 2) {
          contractFourByTwo(count, x, row, y, c * WIDTH + lane, sums);
        }
        for (; c < y.count(); c++) {
          for (int i = 0; i < 4; i++) {
            contractOne(count, x, row + i * WIDTH, y, c * WIDTH + lane, sums);
          }
        }
      }
      for (; r < x.count(); r++) {
        int row = r * WIDTH + lane;
        int c = 0;
        for (; c + 4 <= y.count(); c += 4) {
          contractOneByFour(count, x, row, y, c * WIDTH + lane, sums);
        }
        for (; c < y.count(); c++) {
          contractOne(count, x, row, y, c * WIDTH + lane, sums);
        }
      }
    }
  }

  /** The partial sums of entry (r, c), at the vector of lanes that both rows are at. */
  private static int entry(Sums sums, int xRow, int yRow) {
    return sums.at() + (xRow / WIDTH * sums.columns() + yRow / WIDTH) * FOLD + xRow % WIDTH;
  }

  private static void contractFourByTwo(
      int count, Rows left, int xRow, Rows right, int yRow, Sums target) {
    float[] x = left.array();
    float[] y = right.array();
    float[] sums = target.array();
    int xStride = left.stride();
    int yStride = right.stride();
    int xAt = left.at() + xRow;
    int yAt = right.at() + yRow;
    int at = entry(target, xRow, yRow);
    int rowStride = target.columns() * FOLD;
    int at1 = at + rowStride;
    int at2 = at1 + rowStride;
    int at3 = at2 + rowStride;
    FloatVector a0 = FloatVector.fromArray(FLOATS, sums, at);
    FloatVector b0 = FloatVector.fromArray(FLOATS, sums, at + FOLD);
    FloatVector a1 = FloatVector.fromArray(FLOATS, sums, at1);
    FloatVector b1 = FloatVector.fromArray(FLOATS, sums, at1 + FOLD);
    FloatVector a2 = FloatVector.fromArray(FLOATS, sums, at2);
    FloatVector b2 = FloatVector.fromArray(FLOATS, sums, at2 + FOLD);
    FloatVector a3 = FloatVector.fromArray(FLOATS, sums, at3);
    FloatVector b3 = FloatVector.fromArray(FLOATS, sums, at3 + FOLD);
    for (int p = 0; p < count; p++) {
      for (int half = 0; half < WIDTH; half += FOLD) {
        int row = xAt + p * xStride + half;
        int column = yAt + p * yStride + half;
        FloatVector ya = FloatVector.fromArray(FLOATS, y, column);
        FloatVector yb = FloatVector.fromArray(FLOATS, y, column + WIDTH);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, row);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, row + WIDTH);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, row + 2 * WIDTH);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, row + 3 * WIDTH);
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

  /**
   * The two halves of a row are written out: as a loop within the loop, the virtual machine at
   * times made an object of each of the four sums.
   */
  private static void contractOneByFour(
      int count, Rows left, int xRow, Rows right, int yRow, Sums target) {
    float[] x = left.array();
    float[] y = right.array();
    float[] sums = target.array();
    int xStride = left.stride();
    int yStride = right.stride();
    int xAt = left.at() + xRow;
    int yAt = right.at() + yRow;
    int at = entry(target, xRow, yRow);
    FloatVector a0 = FloatVector.fromArray(FLOATS, sums, at);
    FloatVector a1 = FloatVector.fromArray(FLOATS, sums, at + FOLD);
    FloatVector a2 = FloatVector.fromArray(FLOATS, sums, at + 2 * FOLD);
    FloatVector a3 = FloatVector.fromArray(FLOATS, sums, at + 3 * FOLD);
    for (int p = 0; p < count; p++) {
      int row = xAt + p * xStride;
      int column = yAt + p * yStride;
      FloatVector xa = FloatVector.fromArray(FLOATS, x, row);
      FloatVector xb = FloatVector.fromArray(FLOATS, x, row + FOLD);
      a0 =
          xb.fma(
              FloatVector.fromArray(FLOATS, y, column + FOLD),
              xa.fma(FloatVector.fromArray(FLOATS, y, column), a0));
      column += WIDTH;
      a1 =
          xb.fma(
              FloatVector.fromArray(FLOATS, y, column + FOLD),
              xa.fma(FloatVector.fromArray(FLOATS, y, column), a1));
      column += WIDTH;
      a2 =
          xb.fma(
              FloatVector.fromArray(FLOATS, y, column + FOLD),
              xa.fma(FloatVector.fromArray(FLOATS, y, column), a2));
      column += WIDTH;
      a3 =
          xb.fma(
              FloatVector.fromArray(FLOATS, y, column + FOLD),
              xa.fma(FloatVector.fromArray(FLOATS, y, column), a3));
    }
    a0.intoArray(sums, at);
    a1.intoArray(sums, at + FOLD);
    a2.intoArray(sums, at + 2 * FOLD);
    a3.intoArray(sums, at + 3 * FOLD);
  }

  private static void contractOne(
      int count, Rows left, int xRow, Rows right, int yRow, Sums target) {
    float[] x = left.array();
    float[] y = right.array();
    float[] sums = target.array();
    int xStride = left.stride();
    int yStride = right.stride();
    int xAt = left.at() + xRow;
    int yAt = right.at() + yRow;
    int at = entry(target, xRow, yRow);
    FloatVector a = FloatVector.fromArray(FLOATS, sums, at);
    for (int p = 0; p < count; p++) {
      int row = xAt + p * xStride;
      int column = yAt + p * yStride;
      a = FloatVector.fromArray(FLOATS, x, row).fma(FloatVector.fromArray(FLOATS, y, column), a);
      a =
          FloatVector.fromArray(FLOATS, x, row + FOLD)
              .fma(FloatVector.fromArray(FLOATS, y, column + FOLD), a);
    }
    a.intoArray(sums, at);
  }

  @Override
  public void addColumn(Matrix m, int c, Rows y) {
    for (int r = 0; r < y.count(); r++) {
      float entry = m.array()[m.at() + r * m.rowStride() + c * m.columnStride()];
      int row = y.at() + r * WIDTH;
      for (int i = row; i < row + WIDTH; i += LENGTH) {
        FloatVector.fromArray(FLOATS, y.array(), i).add(entry).intoArray(y.array(), i);
      }
    }
  }

  @Override
  public void addToRow(Rows y, Sums sums, int r) {
    float[] from = y.array();
    float[] to = sums.array();
    int fromAt = y.at();
    int toAt = sums.at() + r * sums.columns() * FOLD;
    for (int c = 0; c < y.count(); c++) {
      for (int lane = 0; lane < FOLD; lane += LENGTH) {
        FloatVector sum = FloatVector.fromArray(FLOATS, to, toAt + lane);
        sum = sum.add(FloatVector.fromArray(FLOATS, from, fromAt + lane));
        sum = sum.add(FloatVector.fromArray(FLOATS, from, fromAt + lane + FOLD));
        sum.intoArray(to, toAt + lane);
      }
      fromAt += WIDTH;
      toAt += FOLD;
    }
  }

  @Override
  public void rectify(Rows x) {
    for (int i = x.at(); i < x.at() + x.count() * WIDTH; i += LENGTH) {
      FloatVector.fromArray(FLOATS, x.array(), i).max(0).intoArray(x.array(), i);
    }
  }

  /** y is not negative: its bits as an integer are positive where it is. Masks are allocated. */
  @Override
  public void rectifyGradient(Rows y, Rows dy) {
    for (int i = 0; i < y.count() * WIDTH; i += LENGTH) {
      IntVector positive =
          FloatVector.fromArray(FLOATS, y.array(), y.at() + i)
              .reinterpretAsInts()
              .neg()
              .lanewise(VectorOperators.ASHR, 31);
      FloatVector.fromArray(FLOATS, dy.array(), dy.at() + i)
          .reinterpretAsInts()
          .and(positive)
          .reinterpretAsFloats()
          .intoArray(dy.array(), dy.at() + i);
    }
  }
}
