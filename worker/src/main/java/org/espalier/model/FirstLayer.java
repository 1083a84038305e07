package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.TileLoops.pair;

import java.util.Arrays;

/**
 * One head of layer 1 of the disentangled transformer on a tile of sequences.
 *
 * <p>score_jk = A[s_j,s_k] + A[s_j,S+k] + A[S+j,s_k] + A[S+j,S+k] depends on positions and tokens
 * only. With bounds that hold for every sequence,
 *
 * <pre>
 *   a[j,s,s'] = A[s,s'] + A[S+j,s']       byToken[j,s,s']   = exp(a[j,s,s'] - max_s' a)
 *   b[j,s,k]  = A[s,S+k] + A[S+j,S+k]     byPosition[j,k,s] = exp(b[j,s,k] - max_{k<=j} b)
 *   e_jk      = byToken[j,s_j,s_k] byPosition[j,k,s_j]      P_jk = e_jk / sum_k e_jk
 * </pre>
 *
 * so a step takes T S^2 + S T^2 / 2 exponentials, not B T^2 / 2. The bound may exceed a sequence's
 * own maximum; rows whose sum is too small for that reason are computed again with their own
 * maximum.
 *
 * <p>e stays unnormalised: who uses it multiplies sums over k by 1 / sum_k e_jk.
 */
final class FirstLayer {

  /** A sum below this may have lost what matters: {@link TileLoops#NEGLIGIBLE} is 2^-26 of it. */
  private static final float SMALLEST_SUM = 0x1p-34f;

  private final TileLoops loops;
  private final int vocab;
  private final int length;
  private final int width;
  private final float[] byToken; // [T,S,S]
  private final float[] byPosition; // [triangle(T),S]
  private final float[] e; // triangle
  private final float[] inverseSum; // [T,WIDTH]
  private final ScoreSums sums;
  private final float[] scratch;

  FirstLayer(TileLoops loops, TwoLayerShape shape) {
    this.loops = loops;
    this.vocab = shape.vocab();
    this.length = shape.length();
    this.width = shape.width();
    byToken = new float[length * vocab * vocab];
    byPosition = new float[shape.pairs() * vocab];
    e = new float[shape.pairs() * WIDTH];
    inverseSum = new float[length * WIDTH];
    sums = ScoreSums.allocate(length, vocab);
    int rows = (TileLoops.upToFour(length) + TileLoops.upToFour(vocab)) * TileLoops.upToFour(vocab);
    scratch = new float[Math.max(2 * length, rows) * WIDTH];
  }

  /** Unnormalised attention of the tile attended last, a triangle. */
  float[] e() {
    return e;
  }

  /** [T,WIDTH] 1 / sum_k e_jk. */
  float[] inverseSum() {
    return inverseSum;
  }

  /** Tabulates the exponentials for the matrix A at {@code at}. */
  void prepare(float[] a, int at) {
    Arrays.fill(byPosition, 0);
    for (int j = 0; j < length; j++) {
      int own = at + (vocab + j) * width;
      for (int s = 0; s < vocab; s++) {
        int row = at + s * width;
        shiftedSum(vocab, a, row, own, byToken, (j * vocab + s) * vocab, 1);
        int to = pair(j, 0) * vocab + s;
        shiftedSum(j + 1, a, row + vocab, own + vocab, byPosition, to, vocab);
      }
    }
    loops.exp(byToken.length, byToken);
    loops.exp(byPosition.length, byPosition);
  }

  /** out_i = x_i + y_i - max_i (x_i + y_i), {@code stride} apart. */
  private static void shiftedSum(
      int n, float[] a, int xAt, int yAt, float[] out, int to, int stride) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, a[xAt + i] + a[yAt + i]);
    }
    for (int i = 0; i < n; i++) {
      out[to + i * stride] = a[xAt + i] + a[yAt + i] - max;
    }
  }

  /** Computes e and 1 / sum_k e_jk for a tile. */
  void attend(TokenTile tile, float[] a, int at) {
    loops.attend(tile, byToken, byPosition, e, inverseSum, scratch);
    if (!loops.atLeast(SMALLEST_SUM, length, inverseSum)) {
      repair(tile, a, at);
    }
    loops.invert(length, inverseSum);
  }

  private void repair(TokenTile tile, float[] a, int at) {
    for (int j = 0; j < length; j++) {
      for (int l = 0; l < WIDTH; l++) {
        if (!(inverseSum[j * WIDTH + l] >= SMALLEST_SUM)) {
          inverseSum[j * WIDTH + l] = attendExactly(tile.tokens(), j, l, a, at);
        }
      }
    }
  }

  /** One row of one sequence, relative to its own maximum. Returns sum_k e_jk. */
  private float attendExactly(int[] tokens, int j, int l, float[] a, int at) {
    int token = at + tokens[j * WIDTH + l] * width;
    int own = at + (vocab + j) * width;
    float max = Float.NEGATIVE_INFINITY;
    for (int k = 0; k <= j; k++) {
      int other = tokens[k * WIDTH + l];
      float score =
          (a[token + other] + a[own + other]) + (a[token + vocab + k] + a[own + vocab + k]);
      e[pair(j, k) * WIDTH + l] = score;
      max = Math.max(max, score);
    }
    float sum = 0;
    for (int k = 0; k <= j; k++) {
      int i = pair(j, k) * WIDTH + l;
      float shifted = e[i] - max;
      e[i] = shifted < TileLoops.LN_NEGLIGIBLE ? 0 : FloatExp.exp(shifted);
      sum += e[i];
    }
    return sum;
  }

  /** Forgets the gradient. */
  void clearGradient() {
    sums.clear();
  }

  /** Adds a tile's gradient of the scores, which has taken the place of {@link #e}. */
  void addScoreGradient(TokenTile tile) {
    loops.collectScores(tile, e, sums, scratch);
  }

  /** Writes the gradient of A to {@code at}. */
  void writeGradient(float[] gradient, int at) {
    sums.writeGradient(length, vocab, gradient, at);
  }
}
