package org.espalier.model.vector;

import static org.espalier.model.Lanes.pair;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;
import static org.espalier.model.vector.Vectors.broadcast;
import static org.espalier.model.vector.Vectors.load;
import static org.espalier.model.vector.Vectors.zero;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.espalier.model.LaneMath;
import org.espalier.model.Lanes;
import org.espalier.model.ScoreSums;
import org.espalier.model.StreamLanes;
import org.espalier.model.TokenBlock;

/** {@link Lanes} on the Vector API. */
public final class VectorLanes implements Lanes {

  private final float[] row = new float[WIDTH];

  @Override
  public String name() {
    return "Vector API, " + FLOATS.vectorBitSize() + " bits";
  }

  @Override
  public StreamLanes stream() {
    return new VectorStreamLanes();
  }

  @Override
  public void exp(int n, float[] x) {
    int i = 0;
    for (; i <= n - LENGTH; i += LENGTH) {
      Vectors.attentionExp(load(x, i)).intoArray(x, i);
    }
    for (; i < n; i++) {
      x[i] = x[i] < LN_NEGLIGIBLE ? 0 : LaneMath.exp(x[i]);
    }
  }

  /**
   * Row by row: e_jk = byPosition[j,k,s_j], a product of that matrix with the indicators of s_j;
   * the factor that each token would contribute, likewise; then for each k the one of s_k.
   */
  @Override
  public void attend(
      TokenBlock block,
      float[] byToken,
      float[] byPosition,
      float[] e,
      float[] sum,
      float[] scratch) {
    int vocab = block.vocab();
    int length = block.length();
    int factors = length * WIDTH;
    for (int j = 0; j < length; j++) {
      int own = j * vocab * WIDTH;
      int to = pair(j, 0) * WIDTH;
      multiply(
          j + 1, vocab, byPosition, pair(j, 0) * vocab, vocab, 1, block.indicators(), own, e, to);
      multiply(
          vocab,
          vocab,
          byToken,
          j * vocab * vocab,
          1,
          vocab,
          block.indicators(),
          own,
          scratch,
          factors);
      Arrays.fill(scratch, 0, (j + 1) * WIDTH, 0);
      select(block, j + 1, scratch, factors, scratch, 0, scratch, 0);
      attendRow(j, scratch, e, to, sum);
    }
  }

  /** e_jk <- e_jk factor_k, negligible ones 0; their sum. */
  private static void attendRow(int j, float[] factor, float[] e, int to, float[] sum) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector total = zero();
      for (int k = v; k < (j + 1) * WIDTH; k += WIDTH) {
        FloatVector weight = Vectors.negligibleIsZero(load(e, to + k).mul(load(factor, k)));
        weight.intoArray(e, to + k);
        total = total.add(weight);
      }
      total.intoArray(sum, j * WIDTH + v);
    }
  }

  /** y_k = from_k + r[s_k] for the first n positions. */
  private static void select(
      TokenBlock block, int n, float[] r, int rAt, float[] from, int fromAt, float[] y, int yAt) {
    int vocab = block.vocab();
    for (int s = 0; s < vocab; s += Selections.TILE) {
      Selections.addSelected(
          n,
          block.indicators(),
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
  public void lookUp(TokenBlock block, float[] r, int rAt, float[] y, int yAt) {
    select(block, block.length(), r, rAt, r, rAt + block.vocab() * WIDTH, y, yAt);
  }

  @Override
  public void collect(TokenBlock block, float[] y, int yAt, float[] r, int rAt) {
    int vocab = block.vocab();
    for (int s = 0; s < vocab; s += Selections.TILE) {
      Selections.sums(
          block.length(),
          block.indicators(),
          s * WIDTH,
          vocab * WIDTH,
          vocab - s,
          y,
          yAt,
          WIDTH,
          0,
          r,
          rAt + s * WIDTH);
    }
    System.arraycopy(y, yAt, r, rAt + vocab * WIDTH, block.length() * WIDTH);
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
    for (int j = 0; j < length; j++) {
      for (int v = 0; v < WIDTH; v += LENGTH) {
        int row = j * WIDTH + v;
        FloatVector sum = zero();
        for (int k = 0; k <= j; k++) {
          sum = load(e, pair(j, k) * WIDTH + v).fma(load(x, xAt + k * WIDTH + v), sum);
        }
        FloatVector scaled = sum.mul(load(scale, row));
        scaled.intoArray(y, yAt + row);
        load(total, totalAt + row).add(scaled).intoArray(total, totalAt + row);
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
      load(scale, i).mul(load(x, xAt + i)).intoArray(z, zAt + i);
      zero().intoArray(y, yAt + i);
    }
    for (int j = 0; j < length; j++) {
      for (int v = 0; v < WIDTH; v += LENGTH) {
        FloatVector own = load(z, zAt + j * WIDTH + v);
        for (int k = 0; k <= j; k++) {
          int row = yAt + k * WIDTH + v;
          own.fma(load(e, pair(j, k) * WIDTH + v), load(y, row)).intoArray(y, row);
        }
      }
    }
  }

  @Override
  public void scoreGradient(int length, int rank, float[] e, float[] l, float[] x, float[] mean) {
    for (int j = 0; j < length; j++) {
      for (int v = 0; v < WIDTH; v += LENGTH) {
        FloatVector centre = zero();
        for (int r = 0; r < rank; r++) {
          int at = (r * length + j) * WIDTH + v;
          centre = load(l, at).neg().fma(load(mean, at), centre);
        }
        centre.intoArray(row, v);
      }
      if (rank == 2) {
        scoreGradientOfRankTwo(length, j, e, l, x, row);
      } else {
        scoreGradient(length, rank, j, e, l, x, row);
      }
    }
  }

  private static void scoreGradientOfRankTwo(
      int length, int j, float[] e, float[] l, float[] x, float[] row) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector centre = load(row, v);
      FloatVector first = load(l, j * WIDTH + v);
      FloatVector second = load(l, (length + j) * WIDTH + v);
      int at = pair(j, 0) * WIDTH + v;
      int other = v + length * WIDTH;
      for (int k = v; k < (j + 1) * WIDTH; k += WIDTH) {
        FloatVector bracket = first.fma(load(x, k), centre);
        bracket = second.fma(load(x, other), bracket);
        load(e, at).mul(bracket).intoArray(e, at);
        at += WIDTH;
        other += WIDTH;
      }
    }
  }

  private static void scoreGradient(
      int length, int rank, int j, float[] e, float[] l, float[] x, float[] row) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector centre = load(row, v);
      for (int k = 0; k <= j; k++) {
        int at = pair(j, k) * WIDTH + v;
        FloatVector bracket = centre;
        for (int r = 0; r < rank; r++) {
          int left = (r * length + j) * WIDTH + v;
          int right = (r * length + k) * WIDTH + v;
          bracket = load(l, left).fma(load(x, right), bracket);
        }
        load(e, at).mul(bracket).intoArray(e, at);
      }
    }
  }

  @Override
  public void scaleRows(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector factor = load(b, bAt + v);
      for (int i = v; i < n * WIDTH; i += WIDTH) {
        load(a, aAt + i).mul(factor).intoArray(y, yAt + i);
      }
    }
  }

  @Override
  public void add(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n * WIDTH; i += LENGTH) {
      load(y, yAt + i).add(load(x, xAt + i)).intoArray(y, yAt + i);
    }
  }

  @Override
  public boolean atLeast(float bound, int n, float[] x) {
    for (int i = 0; i < n * WIDTH; i += LENGTH) {
      if (!load(x, i).compare(VectorOperators.GE, bound).allTrue()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void invert(int n, float[] x) {
    for (int i = 0; i < n * WIDTH; i += LENGTH) {
      broadcast(1f).div(load(x, i)).intoArray(x, i);
    }
  }

  @Override
  public void softmax(int n, float[] x, int xAt) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      int from = xAt + v;
      int to = from + n * WIDTH;
      FloatVector max = max(x, from, to);
      FloatVector sum = zero();
      for (int at = from; at < to; at += WIDTH) {
        FloatVector weight = Vectors.attentionExp(load(x, at).sub(max));
        weight.intoArray(x, at);
        sum = sum.add(weight);
      }
      scale(x, from, to, broadcast(1f).div(sum));
    }
  }

  private static FloatVector max(float[] x, int from, int to) {
    FloatVector max = broadcast(Float.NEGATIVE_INFINITY);
    for (int at = from; at < to; at += WIDTH) {
      max = max.max(load(x, at));
    }
    return max;
  }

  private static void scale(float[] x, int from, int to, FloatVector factor) {
    for (int at = from; at < to; at += WIDTH) {
      load(x, at).mul(factor).intoArray(x, at);
    }
  }

  @Override
  public void softmaxGradient(int n, float[] w, int wAt, float[] dw, int dwAt) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector mean = zero();
      for (int i = v; i < n * WIDTH; i += WIDTH) {
        mean = load(w, wAt + i).fma(load(dw, dwAt + i), mean);
      }
      for (int i = v; i < n * WIDTH; i += WIDTH) {
        load(w, wAt + i).mul(load(dw, dwAt + i).sub(mean)).intoArray(dw, dwAt + i);
      }
    }
  }

  @Override
  public void predict(int vocab, float[] x, float[] t, float[] f, float[] row) {
    for (int v = 0; v < WIDTH; v += LENGTH) {
      int to = v + vocab * WIDTH;
      FloatVector max = max(x, v, to);
      FloatVector sum = zero();
      FloatVector cross = zero();
      FloatVector total = zero();
      for (int at = v; at < to; at += WIDTH) {
        FloatVector shifted = load(x, at).sub(max);
        FloatVector weight = Vectors.exp(shifted);
        weight.intoArray(f, at);
        sum = sum.add(weight);
        cross = load(t, at).fma(shifted, cross);
        total = total.add(load(t, at));
      }
      scale(f, v, to, broadcast(1f).div(sum));
      sum.intoArray(row, v);
      cross.intoArray(row, WIDTH + v);
      total.intoArray(row, 2 * WIDTH + v);
    }
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
      FloatVector sum = load(total, totalAt + v);
      for (int i = v; i < vocab * WIDTH; i += WIDTH) {
        load(f, i).fma(sum, load(t, i).neg()).mul(factor).intoArray(dx, dxAt + i);
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
      zero().intoArray(y, yAt + i);
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
      int blocks,
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
              blocks, x, xRow, xStride, y, yAt + c * WIDTH + v, yStride, sums, to, yRows * FOLD);
        }
        for (; c < yRows; c++) {
          int to = (r * yRows + c) * FOLD + v;
          Products.contractFourByOne(
              blocks, x, xRow, xStride, y, yAt + c * WIDTH + v, yStride, sums, to, yRows * FOLD);
        }
      }
      for (; r < xRows; r++) {
        for (int c = 0; c < yRows; c++) {
          Products.contractOne(
              blocks,
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
  public void collectScores(TokenBlock block, float[] g, ScoreSums sums, float[] scratch) {
    Scores.fold(pair(block.length(), 0), g, 0, sums.positionPosition(), 0);
    Scores.addPositionToken(block, g, sums.positionToken(), scratch);
    Scores.addTokenToken(block, scratch, sums.tokenToken());
    Scores.addTokenPosition(block, g, sums.tokenPosition(), scratch);
  }
}
