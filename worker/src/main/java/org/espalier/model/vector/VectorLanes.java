package org.espalier.model.vector;

import static org.espalier.model.Lanes.pair;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;
import static org.espalier.model.vector.Vectors.broadcast;
import static org.espalier.model.vector.Vectors.load;
import static org.espalier.model.vector.Vectors.loadInts;
import static org.espalier.model.vector.Vectors.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.espalier.model.LaneMath;
import org.espalier.model.Lanes;
import org.espalier.model.ScoreSums;
import org.espalier.model.StreamLanes;
import org.espalier.model.TokenBlock;

/** {@link Lanes} on the Vector API. */
public final class VectorLanes implements Lanes {

  private final int[] index = new int[WIDTH];

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

  @Override
  public void attend(TokenBlock block, float[] table, float[] e, float[] sum) {
    int[] tokens = block.tokens();
    int vocab = block.vocab();
    int square = vocab * vocab;
    for (int j = 0; j < block.length(); j++) {
      for (int v = 0; v < WIDTH; v += LENGTH) {
        IntVector entry = loadInts(tokens, j * WIDTH + v).mul(vocab);
        FloatVector total = zero();
        for (int k = 0; k <= j; k++) {
          entry.add(loadInts(tokens, k * WIDTH + v)).intoArray(index, 0);
          FloatVector weight = FloatVector.fromArray(FLOATS, table, pair(j, k) * square, index, 0);
          weight.intoArray(e, pair(j, k) * WIDTH + v);
          total = total.add(weight);
        }
        total.intoArray(sum, j * WIDTH + v);
      }
    }
  }

  @Override
  public void attend(
      TokenBlock block, float[] byToken, float[] byPosition, float[] e, float[] sum) {
    int[] tokens = block.tokens();
    int vocab = block.vocab();
    int length = block.length();
    for (int j = 0; j < length; j++) {
      int tokenRow = j * vocab * vocab;
      int positionRow = j * vocab * length;
      for (int v = 0; v < WIDTH; v += LENGTH) {
        IntVector own = loadInts(tokens, j * WIDTH + v);
        IntVector entry = own.mul(vocab);
        own.mul(length).intoArray(index, LENGTH);
        FloatVector total = zero();
        for (int k = 0; k <= j; k++) {
          entry.add(loadInts(tokens, k * WIDTH + v)).intoArray(index, 0);
          FloatVector weight =
              FloatVector.fromArray(FLOATS, byToken, tokenRow, index, 0)
                  .mul(FloatVector.fromArray(FLOATS, byPosition, positionRow + k, index, LENGTH));
          weight = weight.blend(0f, weight.compare(VectorOperators.LT, NEGLIGIBLE));
          weight.intoArray(e, pair(j, k) * WIDTH + v);
          total = total.add(weight);
        }
        total.intoArray(sum, j * WIDTH + v);
      }
    }
  }

  @Override
  public void lookUp(TokenBlock block, float[] r, int rAt, float[] y, int yAt) {
    int[] slots = block.slots();
    int positions = rAt + block.vocab() * WIDTH;
    for (int i = 0; i < block.length() * WIDTH; i += LENGTH) {
      FloatVector.fromArray(FLOATS, r, rAt, slots, i)
          .add(load(r, positions + i))
          .intoArray(y, yAt + i);
    }
  }

  @Override
  public void collect(TokenBlock block, float[] y, int yAt, float[] r, int rAt) {
    int vocab = block.vocab();
    int positions = rAt + vocab * WIDTH;
    for (int s = 0; s < vocab; s++) {
      for (int v = 0; v < WIDTH; v += LENGTH) {
        indicated(block, s, v, y, yAt).intoArray(r, rAt + s * WIDTH + v);
      }
    }
    for (int i = 0; i < block.length() * WIDTH; i += LENGTH) {
      load(y, yAt + i).intoArray(r, positions + i);
    }
  }

  /** sum over k with s_k = s of y_k. */
  private static FloatVector indicated(TokenBlock block, int s, int v, float[] y, int yAt) {
    float[] indicators = block.indicators();
    int stride = block.vocab() * WIDTH;
    FloatVector total = zero();
    for (int k = 0; k < block.length(); k++) {
      total = load(indicators, k * stride + s * WIDTH + v).fma(load(y, yAt + k * WIDTH + v), total);
    }
    return total;
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
          int row = (r * length + j) * WIDTH + v;
          centre = load(l, row).neg().fma(load(mean, row), centre);
        }
        if (rank == 2) {
          scoreGradientOfRankTwo(length, j, v, e, l, x, centre);
        } else {
          scoreGradient(length, rank, j, v, e, l, x, centre);
        }
      }
    }
  }

  private static void scoreGradientOfRankTwo(
      int length, int j, int v, float[] e, float[] l, float[] x, FloatVector centre) {
    FloatVector first = load(l, j * WIDTH + v);
    FloatVector second = load(l, (length + j) * WIDTH + v);
    for (int k = 0; k <= j; k++) {
      int at = pair(j, k) * WIDTH + v;
      FloatVector bracket = first.fma(load(x, k * WIDTH + v), centre);
      bracket = second.fma(load(x, (length + k) * WIDTH + v), bracket);
      load(e, at).mul(bracket).intoArray(e, at);
    }
  }

  private static void scoreGradient(
      int length, int rank, int j, int v, float[] e, float[] l, float[] x, FloatVector centre) {
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
    Scores.addPositionPosition(block.length(), g, sums.positionPosition());
    Scores.addPositionToken(block, g, sums.positionToken(), scratch);
    Scores.addTokenToken(block, scratch, sums.tokenToken());
    Scores.addTokenPosition(block, g, sums.tokenPosition());
  }
}
