package org.espalier.model.vector;

import static org.espalier.model.TileLoops.pair;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.espalier.model.FloatExp;
import org.espalier.model.ResidualLoops;
import org.espalier.model.ScoreSums;
import org.espalier.model.TileLoops;
import org.espalier.model.TokenTile;

/** {@link TileLoops} on the Vector API. */
public final class VectorTileLoops implements TileLoops {

  private final float[] rows = new float[4 * WIDTH];

  @Override
  public String name() {
    return "Vector API, " + FLOATS.vectorBitSize() + " bits";
  }

  @Override
  public ResidualLoops residual() {
    return new VectorResidualLoops();
  }

  @Override
  public void exp(int n, float[] x) {
    int i = n - n % LENGTH;
    Vectors.attentionExp(i, x, 0);
    for (; i < n; i++) {
      x[i] = x[i] < LN_NEGLIGIBLE ? 0 : FloatExp.exp(x[i]);
    }
  }

  @Override
  public void attend(
      TokenTile tile,
      float[] byToken,
      float[] byPosition,
      float[] e,
      float[] sum,
      float[] scratch) {
    int vocab = tile.vocab();
    int positions = tile.length() * WIDTH;
    for (int j = 0; j < tile.length(); j++) {
      Arrays.fill(scratch, 0, (j + 1) * WIDTH, 0);
      Arrays.fill(scratch, positions, positions + (j + 1) * WIDTH, 0);
      for (int s = 0; s < vocab; s += Attention.TILE) {
        Attention.addSymbols(
            j,
            s,
            vocab,
            byToken,
            j * vocab * vocab,
            byPosition,
            pair(j, 0) * vocab,
            tile.indicators(),
            scratch,
            0,
            positions);
      }
      Attention.multiplyFactors(j, scratch, 0, positions, e, pair(j, 0) * WIDTH, sum);
    }
  }

  /** y_k = from_k + r[s_k] for the first n positions. */
  private static void select(
      TokenTile tile, int n, float[] r, int rAt, float[] from, int fromAt, float[] y, int yAt) {
    int vocab = tile.vocab();
    for (int s = 0; s < vocab; s += Selections.TILE) {
      Selections.addSelected(
          n,
          tile.indicators(),
          s * WIDTH,
          vocab * WIDTH,
          vocab - s,
          r,
          rAt + s * WIDTH,
          s == 0 ? from : y,
          s == 0 ? fromAt : yAt,
          y,
          yAt);
    }
  }

  @Override
  public void lookUp(TokenTile tile, float[] r, int rAt, float[] y, int yAt) {
    select(tile, tile.length(), r, rAt, r, rAt + tile.vocab() * WIDTH, y, yAt);
  }

  @Override
  public void collect(TokenTile tile, float[] y, int yAt, float[] r, int rAt) {
    int vocab = tile.vocab();
    for (int s = 0; s < vocab; s += Selections.TILE) {
      Selections.sums(
          tile.length(),
          tile.indicators(),
          s * WIDTH,
          vocab * WIDTH,
          vocab - s,
          y,
          yAt,
          r,
          rAt + s * WIDTH);
    }
    System.arraycopy(y, yAt, r, rAt + vocab * WIDTH, tile.length() * WIDTH);
  }

  @Override
  public void average(
      int length,
      float[] e,
      float[] scale,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] total,
      int totalAt) {
    for (int j = 0; j < length; j += 4) {
      int columns = j + 4;
      Triangles.rowSums(
          Math.min(columns, length), e, pair(j, 0) * WIDTH, columns * WIDTH, x, xAt, rows);
      int n = Math.min(4, length - j) * WIDTH;
      for (int i = 0; i < n; i += LENGTH) {
        int at = j * WIDTH + i;
        FloatVector scaled =
            FloatVector.fromArray(FLOATS, rows, i).mul(FloatVector.fromArray(FLOATS, scale, at));
        scaled.intoArray(y, yAt + at);
        FloatVector.fromArray(FLOATS, total, totalAt + at)
            .add(scaled)
            .intoArray(total, totalAt + at);
      }
    }
  }

  @Override
  public void distribute(
      int length,
      float[] e,
      float[] scale,
      float[] x,
      int xAt,
      float[] z,
      int zAt,
      float[] y,
      int yAt) {
    for (int i = 0; i < length * WIDTH; i += LENGTH) {
      FloatVector.fromArray(FLOATS, scale, i)
          .mul(FloatVector.fromArray(FLOATS, x, xAt + i))
          .intoArray(z, zAt + i);
    }
    for (int k = 0; k < length; k += 4) {
      int eAt = pair(k, k) * WIDTH;
      if (k + 4 <= length) {
        Triangles.columnSums(k, length, z, zAt, e, eAt, y, yAt + k * WIDTH);
      } else {
        Triangles.columnSums(k, length, z, zAt, e, eAt, rows, 0);
        System.arraycopy(rows, 0, y, yAt + k * WIDTH, (length - k) * WIDTH);
      }
    }
  }

  @Override
  public void scoreGradient(int length, int rank, float[] e, float[] l, float[] x, float[] mean) {
    for (int j = 0; j < length; j++) {
      centre(length, rank, j, l, mean, rows);
      if (rank == 2) {
        scoreGradientOfRankTwo(length, j, e, l, x, rows);
      } else {
        scoreGradient(length, rank, j, e, l, x, rows);
      }
    }
  }

  /** row = -sum_r l_r[j] mean_r[j]. */
  private static void centre(int length, int rank, int j, float[] l, float[] mean, float[] row) {
    Arrays.fill(row, 0, WIDTH, 0);
    for (int r = 0; r < rank; r++) {
      int at = (r * length + j) * WIDTH;
      for (int v = 0; v < WIDTH; v += LENGTH) {
        FloatVector.fromArray(FLOATS, l, at + v)
            .neg()
            .fma(FloatVector.fromArray(FLOATS, mean, at + v), FloatVector.fromArray(FLOATS, row, v))
            .intoArray(row, v);
      }
    }
  }

  private static void scoreGradientOfRankTwo(
      int length, int j, float[] e, float[] l, float[] x, float[] row) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector centre = FloatVector.fromArray(FLOATS, row, v);
      FloatVector first = FloatVector.fromArray(FLOATS, l, j * WIDTH + v);
      FloatVector second = FloatVector.fromArray(FLOATS, l, (length + j) * WIDTH + v);
      int at = pair(j, 0) * WIDTH + v;
      int other = v + length * WIDTH;
      for (int k = v; k < (j + 1) * WIDTH; k += WIDTH) {
        FloatVector one = first.fma(FloatVector.fromArray(FLOATS, x, k), centre);
        FloatVector two = second.fma(FloatVector.fromArray(FLOATS, x, other), one);
        two.mul(FloatVector.fromArray(FLOATS, e, at)).intoArray(e, at);
        at += WIDTH;
        other += WIDTH;
      }
    }
  }

  private static void scoreGradient(
      int length, int rank, int j, float[] e, float[] l, float[] x, float[] row) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector centre = FloatVector.fromArray(FLOATS, row, v);
      for (int k = 0; k <= j; k++) {
        int at = pair(j, k) * WIDTH + v;
        FloatVector bracket = centre;
        for (int r = 0; r < rank; r++) {
          int left = (r * length + j) * WIDTH + v;
          int right = (r * length + k) * WIDTH + v;
          bracket =
              FloatVector.fromArray(FLOATS, l, left)
                  .fma(FloatVector.fromArray(FLOATS, x, right), bracket);
        }
        FloatVector.fromArray(FLOATS, e, at).mul(bracket).intoArray(e, at);
      }
    }
  }

  @Override
  public void scaleRows(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector factor = FloatVector.fromArray(FLOATS, b, bAt + v);
      for (int i = v; i < n * WIDTH; i += WIDTH) {
        FloatVector.fromArray(FLOATS, a, aAt + i).mul(factor).intoArray(y, yAt + i);
      }
    }
  }

  @Override
  public void add(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n * WIDTH; i += LENGTH) {
      FloatVector.fromArray(FLOATS, y, yAt + i)
          .add(FloatVector.fromArray(FLOATS, x, xAt + i))
          .intoArray(y, yAt + i);
    }
  }

  @Override
  public boolean atLeast(float bound, int n, float[] x) {
    for (int i = 0; i < n * WIDTH; i += LENGTH) {
      if (!FloatVector.fromArray(FLOATS, x, i).compare(VectorOperators.GE, bound).allTrue()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void invert(int n, float[] x) {
    for (int i = 0; i < n * WIDTH; i += LENGTH) {
      FloatVector.broadcast(FLOATS, 1f).div(FloatVector.fromArray(FLOATS, x, i)).intoArray(x, i);
    }
  }

  @Override
  public void softmax(int n, float[] x, int xAt) {
    max(n, x, xAt, rows);
    subtract(n, rows, x, xAt);
    Vectors.attentionExp(n * WIDTH, x, xAt);
    inverseSum(n, x, xAt, rows);
    scale(n, x, xAt, rows);
  }

  /** x_i <- x_i - y over n rows. */
  private static void subtract(int n, float[] y, float[] x, int xAt) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector other = FloatVector.fromArray(FLOATS, y, v);
      for (int at = xAt + v; at < xAt + n * WIDTH; at += WIDTH) {
        FloatVector.fromArray(FLOATS, x, at).sub(other).intoArray(x, at);
      }
    }
  }

  /** y = 1 / sum_i x_i over n rows. */
  private static void inverseSum(int n, float[] x, int xAt, float[] y) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int at = xAt + v; at < xAt + n * WIDTH; at += WIDTH) {
        sum = sum.add(FloatVector.fromArray(FLOATS, x, at));
      }
      FloatVector.broadcast(FLOATS, 1f).div(sum).intoArray(y, v);
    }
  }

  /** x_i <- x_i factor over n rows. */
  private static void scale(int n, float[] x, int xAt, float[] factor) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector f = FloatVector.fromArray(FLOATS, factor, v);
      for (int at = xAt + v; at < xAt + n * WIDTH; at += WIDTH) {
        FloatVector.fromArray(FLOATS, x, at).mul(f).intoArray(x, at);
      }
    }
  }

  /** maxima = max_i x_i over n rows. */
  private static void max(int n, float[] x, int xAt, float[] maxima) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector max = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
      for (int at = xAt + v; at < xAt + n * WIDTH; at += WIDTH) {
        max = max.max(FloatVector.fromArray(FLOATS, x, at));
      }
      max.intoArray(maxima, v);
    }
  }

  @Override
  public void softmaxGradient(int n, float[] w, int wAt, float[] dw, int dwAt) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector mean = FloatVector.zero(FLOATS);
      for (int i = v; i < n * WIDTH; i += WIDTH) {
        mean =
            FloatVector.fromArray(FLOATS, w, wAt + i)
                .fma(FloatVector.fromArray(FLOATS, dw, dwAt + i), mean);
      }
      for (int i = v; i < n * WIDTH; i += WIDTH) {
        FloatVector.fromArray(FLOATS, w, wAt + i)
            .mul(FloatVector.fromArray(FLOATS, dw, dwAt + i).sub(mean))
            .intoArray(dw, dwAt + i);
      }
    }
  }

  @Override
  public void predict(int vocab, float[] x, float[] t, float[] f, float[] row) {
    max(vocab, x, 0, rows);
    System.arraycopy(x, 0, f, 0, vocab * WIDTH);
    subtract(vocab, rows, f, 0);
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector cross = FloatVector.zero(FLOATS);
      FloatVector total = FloatVector.zero(FLOATS);
      for (int at = v; at < vocab * WIDTH; at += WIDTH) {
        FloatVector target = FloatVector.fromArray(FLOATS, t, at);
        cross = target.fma(FloatVector.fromArray(FLOATS, f, at), cross);
        total = total.add(target);
      }
      cross.intoArray(row, WIDTH + v);
      total.intoArray(row, 2 * WIDTH + v);
    }
    Vectors.exp(vocab * WIDTH, f, 0);
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int at = v; at < vocab * WIDTH; at += WIDTH) {
        sum = sum.add(FloatVector.fromArray(FLOATS, f, at));
      }
      sum.intoArray(row, v);
    }
    inverseSum(vocab, f, 0, rows);
    scale(vocab, f, 0, rows);
  }

  @Override
  public void logitGradient(
      int vocab,
      float factor,
      float[] f,
      float[] t,
      float[] total,
      int totalAt,
      float[] dx,
      int dxAt) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector sum = FloatVector.fromArray(FLOATS, total, totalAt + v);
      for (int i = v; i < vocab * WIDTH; i += WIDTH) {
        FloatVector.fromArray(FLOATS, f, i)
            .fma(sum, FloatVector.fromArray(FLOATS, t, i).neg())
            .mul(factor)
            .intoArray(dx, dxAt + i);
      }
    }
  }

  @Override
  public void multiply(
      int rows,
      int columns,
      float[] m,
      int mAt,
      int rowStride,
      int columnStride,
      float[] x,
      int xAt,
      float[] y,
      int yAt) {
    for (int i = 0; i < rows * WIDTH; i += LENGTH) {
      FloatVector.zero(FLOATS).intoArray(y, yAt + i);
    }
    multiplyAdd(rows, columns, m, mAt, rowStride, columnStride, x, xAt, y, yAt);
  }

  @Override
  public void multiplyAdd(
      int rows,
      int columns,
      float[] m,
      int mAt,
      int rowStride,
      int columnStride,
      float[] x,
      int xAt,
      float[] y,
      int yAt) {
    int r = 0;
    for (; r <= rows - 4; r += 4) {
      for (int v = 0; v < WIDTH; v += 2 * LENGTH) {
        Products.multiplyFour(
            columns,
            m,
            mAt + r * rowStride,
            rowStride,
            columnStride,
            x,
            xAt + v,
            y,
            yAt + r * WIDTH + v);
      }
    }
    for (; r < rows; r++) {
      for (int v = 0; v < WIDTH; v += 2 * LENGTH) {
        Products.multiplyOne(
            columns, m, mAt + r * rowStride, columnStride, x, xAt + v, y, yAt + r * WIDTH + v);
      }
    }
  }

  @Override
  public void contract(
      int tiles,
      int xRows,
      float[] x,
      int xAt,
      int xStride,
      int yRows,
      float[] y,
      int yAt,
      int yStride,
      float[] sums) {
    for (int v = 0; v < FOLD; v += LENGTH) {
      int r = 0;
      for (; r <= xRows - 4; r += 4) {
        int xRow = xAt + r * WIDTH + v;
        int c = 0;
        for (; c <= yRows - 4; c += 4) {
          int to = (r * yRows + c) * FOLD + v;
          Products.contractFourByFour(
              tiles, x, xRow, xStride, y, yAt + c * WIDTH + v, yStride, sums, to, yRows * FOLD);
        }
        for (; c < yRows; c++) {
          int to = (r * yRows + c) * FOLD + v;
          Products.contractFourByOne(
              tiles, x, xRow, xStride, y, yAt + c * WIDTH + v, yStride, sums, to, yRows * FOLD);
        }
      }
      for (; r < xRows; r++) {
        for (int c = 0; c < yRows; c++) {
          Products.contractOne(
              tiles,
              x,
              xAt + r * WIDTH + v,
              xStride,
              y,
              yAt + c * WIDTH + v,
              yStride,
              sums,
              (r * yRows + c) * FOLD + v);
        }
      }
    }
  }

  @Override
  public void collectScores(TokenTile tile, float[] g, ScoreSums sums, float[] scratch) {
    Scores.fold(TileLoops.triangle(tile.length()), g, 0, sums.positionPosition(), 0);
    Scores.addTokenPosition(tile, g, sums.tokenPosition(), scratch);
    Scores.addPositionToken(tile, g, sums.positionToken(), scratch);
    Scores.addTokenToken(tile, scratch, sums.tokenToken());
  }
}
