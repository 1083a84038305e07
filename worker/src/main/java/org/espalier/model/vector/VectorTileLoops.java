package org.espalier.model.vector;

import static org.espalier.model.TileLoops.pair;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.espalier.model.AttentionLookup;
import org.espalier.model.CausalAttention;
import org.espalier.model.FloatExp;
import org.espalier.model.Matrix;
import org.espalier.model.PositionLoops;
import org.espalier.model.Prediction;
import org.espalier.model.ResidualLoops;
import org.espalier.model.Rows;
import org.espalier.model.ScoreCollector;
import org.espalier.model.ScoreSums;
import org.espalier.model.ScoreTables;
import org.espalier.model.SequenceLoops;
import org.espalier.model.Sums;
import org.espalier.model.TileLoops;
import org.espalier.model.TokenTile;
import org.espalier.model.TransformerLoops;

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
  public PositionLoops positions() {
    return new VectorPositionLoops();
  }

  @Override
  public SequenceLoops sequences() {
    return new VectorSequenceLoops();
  }

  @Override
  public TransformerLoops transformer() {
    return new VectorTransformerLoops();
  }

  @Override
  public void exp(float[] x) {
    int i = x.length - x.length % LENGTH;
    Vectors.attentionExp(i, x, 0);
    for (; i < x.length; i++) {
      x[i] = x[i] < LN_NEGLIGIBLE ? 0 : FloatExp.exp(x[i]);
    }
  }

  @Override
  public AttentionLookup attentionLookup(
      TokenTile tile, ScoreTables tables, CausalAttention p, float[] scratch) {
    return tile.vocab() <= FewSymbolsLookup.MOST
        ? new FewSymbolsLookup(tile, tables, p)
        : new TableLookup(this, tile, tables, p, scratch);
  }

  @Override
  public void lookUp(TokenTile tile, Rows r, Rows y) {
    int positions = r.at() + tile.vocab() * WIDTH;
    Selections.addSelected(tile, 0, r, r.array(), positions, y);
    for (int s = Selections.TILE; s < tile.vocab(); s += Selections.TILE) {
      Selections.addSelected(tile, s, r, y.array(), y.at(), y);
    }
  }

  @Override
  public void collect(TokenTile tile, Rows y, Rows r) {
    for (int s = 0; s < tile.vocab(); s += Selections.TILE) {
      Selections.sums(tile, s, y, r);
    }
    int positions = r.at() + tile.vocab() * WIDTH;
    System.arraycopy(y.array(), y.at(), r.array(), positions, tile.length() * WIDTH);
  }

  @Override
  public void average(CausalAttention p, Rows x, Rows y, Rows total) {
    for (int j = 0; j < p.length(); j += 4) {
      Triangles.rowSums(p, j, x, rows);
      int n = Math.min(4, p.length() - j) * WIDTH;
      for (int i = 0; i < n; i += LENGTH) {
        int at = j * WIDTH + i;
        FloatVector scaled =
            FloatVector.fromArray(FLOATS, rows, i)
                .mul(FloatVector.fromArray(FLOATS, p.scale(), at));
        scaled.intoArray(y.array(), y.at() + at);
        FloatVector.fromArray(FLOATS, total.array(), total.at() + at)
            .add(scaled)
            .intoArray(total.array(), total.at() + at);
      }
    }
  }

  @Override
  public void distribute(CausalAttention p, Rows x, Rows z, Rows y) {
    int length = p.length();
    for (int i = 0; i < length * WIDTH; i += LENGTH) {
      FloatVector.fromArray(FLOATS, p.scale(), i)
          .mul(FloatVector.fromArray(FLOATS, x.array(), x.at() + i))
          .intoArray(z.array(), z.at() + i);
    }
    for (int k = 0; k < length; k += 4) {
      int at = y.at() + k * WIDTH;
      if (k + 4 <= length) {
        Triangles.columnSums(p, k, z, y.array(), at);
      } else {
        Triangles.columnSums(p, k, z, rows, 0);
        System.arraycopy(rows, 0, y.array(), at, (length - k) * WIDTH);
      }
    }
  }

  @Override
  public void scoreGradient(CausalAttention p, int rank, float[] l, float[] x, float[] mean) {
    for (int j = 0; j < p.length(); j++) {
      centre(p.length(), rank, j, l, mean, rows);
      if (rank == 2) {
        scoreGradientOfRankTwo(p, j, l, x, rows);
      } else {
        scoreGradient(p, rank, j, l, x, rows);
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
      CausalAttention p, int j, float[] l, float[] x, float[] row) {
    float[] e = p.e();
    int length = p.length();
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
      CausalAttention p, int rank, int j, float[] l, float[] x, float[] row) {
    float[] e = p.e();
    int length = p.length();
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
  public void scaleRows(Rows a, Rows b, Rows y) {
    int end = y.count() * WIDTH;
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector factor = FloatVector.fromArray(FLOATS, b.array(), b.at() + v);
      for (int i = v; i < end; i += WIDTH) {
        FloatVector.fromArray(FLOATS, a.array(), a.at() + i)
            .mul(factor)
            .intoArray(y.array(), y.at() + i);
      }
    }
  }

  @Override
  public void add(Rows x, Rows y) {
    addRows(y.count(), x.array(), x.at(), y.array(), y.at());
  }

  /** y <- y + x over n rows. */
  static void addRows(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n * WIDTH; i += LENGTH) {
      FloatVector.fromArray(FLOATS, y, yAt + i)
          .add(FloatVector.fromArray(FLOATS, x, xAt + i))
          .intoArray(y, yAt + i);
    }
  }

  @Override
  public boolean atLeast(float bound, float[] x) {
    for (int i = 0; i < x.length; i += LENGTH) {
      if (!FloatVector.fromArray(FLOATS, x, i).compare(VectorOperators.GE, bound).allTrue()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void invert(float[] x) {
    for (int i = 0; i < x.length; i += LENGTH) {
      FloatVector.broadcast(FLOATS, 1f).div(FloatVector.fromArray(FLOATS, x, i)).intoArray(x, i);
    }
  }

  @Override
  public void softmax(Rows x) {
    max(x.count(), x.array(), x.at(), rows);
    subtract(x.count(), rows, x.array(), x.at());
    Vectors.attentionExp(x.count() * WIDTH, x.array(), x.at());
    inverseSum(x.count(), x.array(), x.at(), rows);
    scale(x.count(), x.array(), x.at(), rows);
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
  public void softmaxGradient(Rows weights, Rows gradient) {
    int n = gradient.count();
    float[] w = weights.array();
    int wAt = weights.at();
    float[] dw = gradient.array();
    int dwAt = gradient.at();
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
  public void predict(Prediction prediction) {
    float[] x = prediction.logits().array();
    float[] t = prediction.targets().array();
    float[] f = prediction.distribution().array();
    float[] row = prediction.normalisers().array();
    int vocab = prediction.logits().count();
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
  public void logitGradient(Prediction prediction, float factor, Rows dx) {
    float[] f = prediction.distribution().array();
    float[] t = prediction.targets().array();
    float[] row = prediction.normalisers().array();
    int end = dx.count() * WIDTH;
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector sum = FloatVector.fromArray(FLOATS, row, 2 * WIDTH + v);
      for (int i = v; i < end; i += WIDTH) {
        FloatVector.fromArray(FLOATS, f, i)
            .fma(sum, FloatVector.fromArray(FLOATS, t, i).neg())
            .mul(factor)
            .intoArray(dx.array(), dx.at() + i);
      }
    }
  }

  @Override
  public void multiply(Matrix m, Rows x, Rows y) {
    for (int i = 0; i < y.count() * WIDTH; i += LENGTH) {
      FloatVector.zero(FLOATS).intoArray(y.array(), y.at() + i);
    }
    multiplyAdd(m, x, y);
  }

  @Override
  public void multiplyAdd(Matrix m, Rows x, Rows y) {
    int r = 0;
    for (; r <= y.count() - 4; r += 4) {
      for (int v = 0; v < WIDTH; v += 2 * LENGTH) {
        Products.multiplyFour(m, r, x, y, v);
      }
    }
    for (; r < y.count(); r++) {
      for (int v = 0; v < WIDTH; v += 2 * LENGTH) {
        Products.multiplyOne(m, r, x, y, v);
      }
    }
  }

  @Override
  public void contract(int count, Rows x, Rows y, Sums sums) {
    for (int v = 0; v < FOLD; v += LENGTH) {
      int r = 0;
      for (; r <= x.count() - 4; r += 4) {
        int row = r * WIDTH + v;
        int c = 0;
        for (; c <= y.count() - 4; c += 4) {
          Products.contractFourByFour(count, x, row, y, c * WIDTH + v, sums);
        }
        for (; c < y.count(); c++) {
          Products.contractFourByOne(count, x, row, y, c * WIDTH + v, sums);
        }
      }
      for (; r < x.count(); r++) {
        for (int c = 0; c < y.count(); c++) {
          Products.contractOne(count, x, r * WIDTH + v, y, c * WIDTH + v, sums);
        }
      }
    }
  }

  @Override
  public ScoreCollector scoreCollector(
      TokenTile tile, CausalAttention g, ScoreSums sums, float[] scratch) {
    return new Scores(tile, g, sums, scratch);
  }
}
