package org.espalier.model;

import static org.espalier.model.TileLoops.pair;

import java.util.Arrays;

/**
 * The scalar implementation of {@link TileLoops}: what runs where the Vector API is absent, and
 * what the other implementation is compared with.
 */
final class ScalarTileLoops implements TileLoops {
  private final float[] centre = new float[WIDTH];
  private final float[] bracket = new float[WIDTH];

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public ResidualLoops residual() {
    return new ScalarResidualLoops();
  }

  @Override
  public PositionLoops positions() {
    return new ScalarPositionLoops();
  }

  @Override
  public SequenceLoops sequences() {
    return new ScalarSequenceLoops();
  }

  @Override
  public TransformerLoops transformer() {
    return new ScalarTransformerLoops();
  }

  @Override
  public void exp(float[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] = negligibleIsZero(x[i]);
    }
  }

  private static float negligibleIsZero(float x) {
    return x < LN_NEGLIGIBLE ? 0 : FloatExp.exp(x);
  }

  @Override
  public AttentionLookup attentionLookup(
      TokenTile tile, ScoreTables tables, CausalAttention p, float[] scratch) {
    return () -> attend(tile, tables, p);
  }

  private static void attend(TokenTile tile, ScoreTables tables, CausalAttention p) {
    float[] byToken = tables.byToken();
    float[] byPosition = tables.byPosition();
    float[] e = p.e();
    float[] sum = p.scale();
    int[] tokens = tile.tokens();
    int vocab = tile.vocab();
    Arrays.fill(sum, 0);
    for (int j = 0; j < tile.length(); j++) {
      int rowJ = j * WIDTH;
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
  public void lookUp(TokenTile tile, Rows r, Rows y) {
    int[] slots = tile.slots();
    int positions = r.at() + tile.vocab() * WIDTH;
    for (int i = 0; i < tile.length() * WIDTH; i++) {
      y.array()[y.at() + i] = r.array()[r.at() + slots[i]] + r.array()[positions + i];
    }
  }

  @Override
  public void collect(TokenTile tile, Rows y, Rows r) {
    int[] slots = tile.slots();
    float[] from = y.array();
    float[] to = r.array();
    int positions = r.at() + tile.vocab() * WIDTH;
    zero(tile.vocab(), to, r.at());
    for (int i = 0; i < tile.length() * WIDTH; i++) {
      to[r.at() + slots[i]] += from[y.at() + i];
      to[positions + i] = from[y.at() + i];
    }
  }

  @Override
  public void average(CausalAttention p, Rows x, Rows y, Rows total) {
    float[] e = p.e();
    float[] from = x.array();
    float[] to = y.array();
    y.clear();
    for (int j = 0; j < p.length(); j++) {
      int row = j * WIDTH;
      int rowJ = y.at() + row;
      for (int k = 0; k <= j; k++) {
        int at = pair(j, k) * WIDTH;
        int rowK = x.at() + k * WIDTH;
        for (int l = 0; l < WIDTH; l++) {
          to[rowJ + l] = Math.fma(e[at + l], from[rowK + l], to[rowJ + l]);
        }
      }
      for (int l = 0; l < WIDTH; l++) {
        to[rowJ + l] *= p.scale()[row + l];
        total.array()[total.at() + row + l] += to[rowJ + l];
      }
    }
  }

  @Override
  public void distribute(CausalAttention p, Rows x, Rows z, Rows y) {
    float[] e = p.e();
    float[] scaled = z.array();
    float[] to = y.array();
    y.clear();
    for (int j = 0; j < p.length(); j++) {
      int row = j * WIDTH;
      int rowJ = z.at() + row;
      for (int l = 0; l < WIDTH; l++) {
        scaled[rowJ + l] = p.scale()[row + l] * x.array()[x.at() + row + l];
      }
      for (int k = 0; k <= j; k++) {
        int at = pair(j, k) * WIDTH;
        int rowK = y.at() + k * WIDTH;
        for (int l = 0; l < WIDTH; l++) {
          to[rowK + l] = Math.fma(scaled[rowJ + l], e[at + l], to[rowK + l]);
        }
      }
    }
  }

  @Override
  public void scoreGradient(CausalAttention p, int rank, float[] l, float[] x, float[] mean) {
    float[] e = p.e();
    int length = p.length();
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
  public void scaleRows(Rows a, Rows b, Rows y) {
    for (int i = 0; i < y.count() * WIDTH; i += WIDTH) {
      for (int l = 0; l < WIDTH; l++) {
        y.array()[y.at() + i + l] = a.array()[a.at() + i + l] * b.array()[b.at() + l];
      }
    }
  }

  @Override
  public void add(Rows x, Rows y) {
    for (int i = 0; i < y.count() * WIDTH; i++) {
      y.array()[y.at() + i] += x.array()[x.at() + i];
    }
  }

  @Override
  public boolean atLeast(float bound, float[] x) {
    for (float number : x) {
      if (!(number >= bound)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void invert(float[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] = 1 / x[i];
    }
  }

  @Override
  public void softmax(Rows rows) {
    float[] x = rows.array();
    int end = rows.at() + rows.count() * WIDTH;
    for (int first = rows.at(); first < rows.at() + WIDTH; first++) {
      float max = Float.NEGATIVE_INFINITY;
      for (int at = first; at < end; at += WIDTH) {
        max = Math.max(max, x[at]);
      }
      float sum = 0;
      for (int at = first; at < end; at += WIDTH) {
        x[at] = negligibleIsZero(x[at] - max);
        sum += x[at];
      }
      float scale = 1 / sum;
      for (int at = first; at < end; at += WIDTH) {
        x[at] *= scale;
      }
    }
  }

  @Override
  public void softmaxGradient(Rows weights, Rows gradient) {
    float[] w = weights.array();
    float[] dw = gradient.array();
    int wAt = weights.at();
    int dwAt = gradient.at();
    for (int l = 0; l < WIDTH; l++) {
      float mean = 0;
      for (int i = l; i < gradient.count() * WIDTH; i += WIDTH) {
        mean = Math.fma(w[wAt + i], dw[dwAt + i], mean);
      }
      for (int i = l; i < gradient.count() * WIDTH; i += WIDTH) {
        dw[dwAt + i] = w[wAt + i] * (dw[dwAt + i] - mean);
      }
    }
  }

  @Override
  public void predict(Prediction prediction) {
    float[] x = prediction.logits().array();
    float[] t = prediction.targets().array();
    float[] f = prediction.distribution().array();
    float[] row = prediction.normalisers().array();
    for (int l = 0; l < WIDTH; l++) {
      float max = Float.NEGATIVE_INFINITY;
      for (int at = l; at < x.length; at += WIDTH) {
        max = Math.max(max, x[at]);
      }
      float sum = 0;
      float cross = 0;
      float total = 0;
      for (int at = l; at < x.length; at += WIDTH) {
        float shifted = x[at] - max;
        f[at] = FloatExp.exp(shifted);
        sum += f[at];
        cross = Math.fma(t[at], shifted, cross);
        total += t[at];
      }
      float scale = 1 / sum;
      for (int at = l; at < x.length; at += WIDTH) {
        f[at] *= scale;
      }
      row[l] = sum;
      row[WIDTH + l] = cross;
      row[2 * WIDTH + l] = total;
    }
  }

  @Override
  public void logitGradient(Prediction prediction, float factor, Rows dx) {
    float[] f = prediction.distribution().array();
    float[] t = prediction.targets().array();
    float[] row = prediction.normalisers().array();
    for (int i = 0; i < f.length; i++) {
      float total = row[2 * WIDTH + i % WIDTH];
      dx.array()[dx.at() + i] = factor * Math.fma(f[i], total, -t[i]);
    }
  }

  @Override
  public void multiply(Matrix m, Rows x, Rows y) {
    y.clear();
    multiplyAdd(m, x, y);
  }

  @Override
  public void multiplyAdd(Matrix m, Rows x, Rows y) {
    float[] entries = m.array();
    float[] from = x.array();
    float[] to = y.array();
    for (int r = 0; r < y.count(); r++) {
      int row = y.at() + r * WIDTH;
      for (int c = 0; c < x.count(); c++) {
        float entry = entries[m.at() + r * m.rowStride() + c * m.columnStride()];
        int column = x.at() + c * WIDTH;
        for (int l = 0; l < WIDTH; l++) {
          to[row + l] = Math.fma(entry, from[column + l], to[row + l]);
        }
      }
    }
  }

  @Override
  public void contract(int count, Rows x, Rows y, Sums sums) {
    ScalarResidualLoops.addProducts(count, x, y, sums);
  }

  @Override
  public ScoreCollector scoreCollector(
      TokenTile tile, CausalAttention g, ScoreSums sums, float[] scratch) {
    return () -> {
      for (int i = 0; i < TileLoops.triangle(tile.length()); i++) {
        fold(g.e(), i * WIDTH, sums.positionPosition(), i);
      }
      collectByToken(tile, g.e(), sums, scratch);
      collectByPosition(tile, g.e(), sums.tokenPosition(), scratch);
    };
  }

  /** By the position k, for each token s_j. */
  private static void collectByPosition(TokenTile tile, float[] g, Sums sums, float[] scratch) {
    int vocab = tile.vocab();
    int[] slots = tile.slots();
    for (int k = 0; k < tile.length(); k++) {
      zero(vocab, scratch, 0);
      for (int j = k; j < tile.length(); j++) {
        for (int l = 0; l < WIDTH; l++) {
          scratch[slots[j * WIDTH + l]] += g[pair(j, k) * WIDTH + l];
        }
      }
      for (int s = 0; s < vocab; s++) {
        fold(scratch, s * WIDTH, sums, k * vocab + s);
      }
    }
  }

  /** By the token s_k, for each j and for each token s_j. */
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
        fold(scratch, s * WIDTH, sums.positionToken(), j * vocab + s);
        for (int l = 0; l < WIDTH; l++) {
          int row = square + (tokens[j * WIDTH + l] * vocab + s) * WIDTH + l;
          scratch[row] += scratch[s * WIDTH + l];
        }
      }
    }
    for (int i = 0; i < vocab * vocab; i++) {
      fold(scratch, square + i * WIDTH, sums.tokenToken(), i);
    }
  }

  /** Adds the halves of a row and then the row to the partial sums of an entry. */
  private static void fold(float[] x, int xAt, Sums sums, int entry) {
    int at = sums.at() + entry * FOLD;
    for (int l = 0; l < FOLD; l++) {
      sums.array()[at + l] += x[xAt + l] + x[xAt + FOLD + l];
    }
  }

  private static void zero(int rows, float[] x, int at) {
    Arrays.fill(x, at, at + rows * WIDTH, 0);
  }
}
