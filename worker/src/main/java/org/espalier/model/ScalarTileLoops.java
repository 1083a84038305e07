package org.espalier.model;

import static org.espalier.model.TileLoops.pair;

import java.util.Arrays;

/**
 * {@link TileLoops} as plain loops: what runs where the Vector API is absent, and what the other
 * implementation is compared with.
 */
final class ScalarTileLoops implements TileLoops {
  private final float[] centre = new float[WIDTH];
  private final float[] bracket = new float[WIDTH];

  @Override
  public String name() {
    return "plain Java";
  }

  @Override
  public ResidualLoops residual() {
    return new ScalarResidualLoops();
  }

  @Override
  public void exp(int n, float[] x) {
    for (int i = 0; i < n; i++) {
      x[i] = negligibleIsZero(x[i]);
    }
  }

  private static float negligibleIsZero(float x) {
    return x < LN_NEGLIGIBLE ? 0 : FloatExp.exp(x);
  }

  @Override
  public void attend(
      TokenTile tile,
      float[] byToken,
      float[] byPosition,
      float[] e,
      float[] sum,
      float[] scratch) {
    int[] tokens = tile.tokens();
    int vocab = tile.vocab();
    int length = tile.length();
    for (int j = 0; j < length; j++) {
      int rowJ = j * WIDTH;
      zero(1, sum, rowJ);
      for (int k = 0; k <= j; k++) {
        int rowK = k * WIDTH;
        int at = pair(j, k) * WIDTH;
        int tokenRow = j * vocab * vocab;
        int positionRow = pair(j, k) * vocab;
        for (int l = 0; l < WIDTH; l++) {
          int own = tokens[rowJ + l];
          float weight =
              byToken[tokenRow + own * vocab + tokens[rowK + l]] * byPosition[positionRow + own];
          weight = weight < NEGLIGIBLE ? 0 : weight;
          e[at + l] = weight;
          sum[rowJ + l] += weight;
        }
      }
    }
  }

  @Override
  public void lookUp(TokenTile tile, float[] r, int rAt, float[] y, int yAt) {
    int[] slots = tile.slots();
    int positions = rAt + tile.vocab() * WIDTH;
    for (int i = 0; i < tile.length() * WIDTH; i++) {
      y[yAt + i] = r[rAt + slots[i]] + r[positions + i];
    }
  }

  @Override
  public void collect(TokenTile tile, float[] y, int yAt, float[] r, int rAt) {
    int[] slots = tile.slots();
    int positions = rAt + tile.vocab() * WIDTH;
    zero(tile.vocab(), r, rAt);
    for (int i = 0; i < tile.length() * WIDTH; i++) {
      r[rAt + slots[i]] += y[yAt + i];
      r[positions + i] = y[yAt + i];
    }
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
      int row = j * WIDTH;
      zero(1, y, yAt + row);
      for (int k = 0; k <= j; k++) {
        int at = pair(j, k) * WIDTH;
        int rowK = xAt + k * WIDTH;
        for (int l = 0; l < WIDTH; l++) {
          y[yAt + row + l] = Math.fma(e[at + l], x[rowK + l], y[yAt + row + l]);
        }
      }
      for (int l = 0; l < WIDTH; l++) {
        y[yAt + row + l] *= scale[row + l];
        total[totalAt + row + l] += y[yAt + row + l];
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
    zero(length, y, yAt);
    for (int j = 0; j < length; j++) {
      int row = j * WIDTH;
      for (int l = 0; l < WIDTH; l++) {
        z[zAt + row + l] = scale[row + l] * x[xAt + row + l];
      }
      for (int k = 0; k <= j; k++) {
        int at = pair(j, k) * WIDTH;
        int rowK = yAt + k * WIDTH;
        for (int l = 0; l < WIDTH; l++) {
          y[rowK + l] = Math.fma(z[zAt + row + l], e[at + l], y[rowK + l]);
        }
      }
    }
  }

  @Override
  public void scoreGradient(int length, int rank, float[] e, float[] l, float[] x, float[] mean) {
    for (int j = 0; j < length; j++) {
      zero(1, centre, 0);
      for (int r = 0; r < rank; r++) {
        int row = (r * length + j) * WIDTH;
        for (int lane = 0; lane < WIDTH; lane++) {
          centre[lane] = Math.fma(-l[row + lane], mean[row + lane], centre[lane]);
        }
      }
      for (int k = 0; k <= j; k++) {
        int at = pair(j, k) * WIDTH;
        System.arraycopy(centre, 0, bracket, 0, WIDTH);
        for (int r = 0; r < rank; r++) {
          int left = (r * length + j) * WIDTH;
          int right = (r * length + k) * WIDTH;
          for (int lane = 0; lane < WIDTH; lane++) {
            bracket[lane] = Math.fma(l[left + lane], x[right + lane], bracket[lane]);
          }
        }
        for (int lane = 0; lane < WIDTH; lane++) {
          e[at + lane] *= bracket[lane];
        }
      }
    }
  }

  @Override
  public void scaleRows(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int i = 0; i < n; i++) {
      for (int l = 0; l < WIDTH; l++) {
        y[yAt + i * WIDTH + l] = a[aAt + i * WIDTH + l] * b[bAt + l];
      }
    }
  }

  @Override
  public void add(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n * WIDTH; i++) {
      y[yAt + i] += x[xAt + i];
    }
  }

  @Override
  public boolean atLeast(float bound, int n, float[] x) {
    for (int i = 0; i < n * WIDTH; i++) {
      if (!(x[i] >= bound)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void invert(int n, float[] x) {
    for (int i = 0; i < n * WIDTH; i++) {
      x[i] = 1 / x[i];
    }
  }

  @Override
  public void softmax(int n, float[] x, int xAt) {
    for (int l = 0; l < WIDTH; l++) {
      float max = Float.NEGATIVE_INFINITY;
      for (int at = xAt + l; at < xAt + n * WIDTH; at += WIDTH) {
        max = Math.max(max, x[at]);
      }
      float sum = 0;
      for (int at = xAt + l; at < xAt + n * WIDTH; at += WIDTH) {
        x[at] = negligibleIsZero(x[at] - max);
        sum += x[at];
      }
      float scale = 1 / sum;
      for (int at = xAt + l; at < xAt + n * WIDTH; at += WIDTH) {
        x[at] *= scale;
      }
    }
  }

  @Override
  public void softmaxGradient(int n, float[] w, int wAt, float[] dw, int dwAt) {
    for (int l = 0; l < WIDTH; l++) {
      float mean = 0;
      for (int i = l; i < n * WIDTH; i += WIDTH) {
        mean = Math.fma(w[wAt + i], dw[dwAt + i], mean);
      }
      for (int i = l; i < n * WIDTH; i += WIDTH) {
        dw[dwAt + i] = w[wAt + i] * (dw[dwAt + i] - mean);
      }
    }
  }

  @Override
  public void predict(int vocab, float[] x, float[] t, float[] f, float[] row) {
    for (int l = 0; l < WIDTH; l++) {
      float max = Float.NEGATIVE_INFINITY;
      for (int at = l; at < vocab * WIDTH; at += WIDTH) {
        max = Math.max(max, x[at]);
      }
      float sum = 0;
      float cross = 0;
      float total = 0;
      for (int at = l; at < vocab * WIDTH; at += WIDTH) {
        float shifted = x[at] - max;
        f[at] = FloatExp.exp(shifted);
        sum += f[at];
        cross = Math.fma(t[at], shifted, cross);
        total += t[at];
      }
      float scale = 1 / sum;
      for (int at = l; at < vocab * WIDTH; at += WIDTH) {
        f[at] *= scale;
      }
      row[l] = sum;
      row[WIDTH + l] = cross;
      row[2 * WIDTH + l] = total;
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
    for (int s = 0; s < vocab; s++) {
      for (int l = 0; l < WIDTH; l++) {
        int i = s * WIDTH + l;
        dx[dxAt + i] = factor * Math.fma(f[i], total[totalAt + l], -t[i]);
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
    zero(rows, y, yAt);
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
    for (int r = 0; r < rows; r++) {
      int row = yAt + r * WIDTH;
      for (int c = 0; c < columns; c++) {
        float entry = m[mAt + r * rowStride + c * columnStride];
        int column = xAt + c * WIDTH;
        for (int l = 0; l < WIDTH; l++) {
          y[row + l] = Math.fma(entry, x[column + l], y[row + l]);
        }
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
    for (int r = 0; r < xRows; r++) {
      for (int c = 0; c < yRows; c++) {
        int at = (r * yRows + c) * FOLD;
        for (int p = 0; p < tiles; p++) {
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
  public void collectScores(TokenTile tile, float[] g, ScoreSums sums, float[] scratch) {
    int vocab = tile.vocab();
    int length = tile.length();
    for (int i = 0; i < TileLoops.triangle(length); i++) {
      fold(g, i * WIDTH, sums.positionPosition(), i * FOLD);
    }
    collectByToken(tile, g, sums, scratch);
    zero(vocab, scratch, 0);
    int[] slots = tile.slots();
    for (int k = 0; k < length; k++) {
      zero(vocab, scratch, 0);
      for (int j = k; j < length; j++) {
        for (int l = 0; l < WIDTH; l++) {
          scratch[slots[j * WIDTH + l]] += g[pair(j, k) * WIDTH + l];
        }
      }
      for (int s = 0; s < vocab; s++) {
        fold(scratch, s * WIDTH, sums.tokenPosition(), (k * vocab + s) * FOLD);
      }
    }
  }

  /** The blocks whose columns are tokens: by the token s_k, for each j and for each token s_j. */
  private static void collectByToken(TokenTile tile, float[] g, ScoreSums sums, float[] scratch) {
    int vocab = tile.vocab();
    int[] slots = tile.slots();
    int[] tokens = tile.tokens();
    int square = vocab * WIDTH;
    zero(vocab * vocab, scratch, square);
    for (int j = 0; j < tile.length(); j++) {
      zero(vocab, scratch, 0);
      for (int k = 0; k <= j; k++) {
        for (int l = 0; l < WIDTH; l++) {
          scratch[slots[k * WIDTH + l]] += g[pair(j, k) * WIDTH + l];
        }
      }
      for (int s = 0; s < vocab; s++) {
        fold(scratch, s * WIDTH, sums.positionToken(), (j * vocab + s) * FOLD);
        for (int l = 0; l < WIDTH; l++) {
          int row = square + (tokens[j * WIDTH + l] * vocab + s) * WIDTH + l;
          scratch[row] += scratch[s * WIDTH + l];
        }
      }
    }
    for (int i = 0; i < vocab * vocab; i++) {
      fold(scratch, square + i * WIDTH, sums.tokenToken(), i * FOLD);
    }
  }

  /** Adds the halves of a row and then the row to partial sums. */
  private static void fold(float[] x, int xAt, float[] sums, int at) {
    for (int l = 0; l < FOLD; l++) {
      sums[at + l] += x[xAt + l] + x[xAt + FOLD + l];
    }
  }

  private static void zero(int rows, float[] x, int at) {
    Arrays.fill(x, at, at + rows * WIDTH, 0);
  }
}
