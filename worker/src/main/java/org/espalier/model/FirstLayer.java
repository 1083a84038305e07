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
  static final float SMALLEST_SUM = 0x1p-34f;

  private final TileLoops loops;
  private final TokenTile tile;
  private final int vocab;
  private final int length;
  private final int width;
  private final float[] a; // A from matrixAt
  private final int matrixAt;
  private final ScoreTables tables;
  private final CausalAttention attention;
  private final ScoreSums sums;
  private final ScoreCollector collector;
  private final AttentionLookup lookup;

  /**
   * A head whose matrix is in an array of parameters.
   *
   * @param matrixAt where its matrix A [S+T, S+T] starts
   */
  FirstLayer(TileLoops loops, TokenTile tile, float[] parameters, int matrixAt) {
    this.loops = loops;
    this.tile = tile;
    this.vocab = tile.vocab();
    this.length = tile.length();
    this.width = vocab + length;
    this.a = parameters;
    this.matrixAt = matrixAt;
    tables = ScoreTables.allocate(length, vocab);
    attention = new CausalAttention(length);
    sums = ScoreSums.allocate(length, vocab);
    int rows = (TileLoops.upToFour(length) + TileLoops.upToFour(vocab)) * TileLoops.upToFour(vocab);
    float[] scratch = new float[rows * WIDTH];
    collector = loops.scoreCollector(tile, attention, sums, scratch);
    lookup = loops.attentionLookup(tile, tables, attention, scratch);
  }

  /** P of the tile attended last. */
  CausalAttention attention() {
    return attention;
  }

  /** Makes ready for a step: tabulates the exponentials and forgets the gradient. */
  void prepare() {
    sums.clear();
    Arrays.fill(tables.byPosition(), 0);
    for (int j = 0; j < length; j++) {
      int own = matrixAt + (vocab + j) * width;
      for (int s = 0; s < vocab; s++) {
        int row = matrixAt + s * width;
        tabulate(vocab, row, own, tables.byToken(), (j * vocab + s) * vocab, 1);
        int to = pair(j, 0) * vocab + s;
        tabulate(j + 1, row + vocab, own + vocab, tables.byPosition(), to, vocab);
      }
    }
    loops.exp(tables.byToken());
    loops.exp(tables.byPosition());
  }

  /** out_i = a_{x+i} + a_{y+i} - max_i (a_{x+i} + a_{y+i}), {@code stride} apart. */
  private void tabulate(int n, int x, int y, float[] out, int to, int stride) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, a[x + i] + a[y + i]);
    }
    for (int i = 0; i < n; i++) {
      out[to + i * stride] = a[x + i] + a[y + i] - max;
    }
  }

  /** Computes P for the tile of tokens. */
  void attend() {
    lookup.attend();
    if (!loops.atLeast(SMALLEST_SUM, attention.scale())) {
      repair();
    }
    loops.invert(attention.scale());
  }

  private void repair() {
    float[] sum = attention.scale();
    for (int j = 0; j < length; j++) {
      for (int l = 0; l < WIDTH; l++) {
        if (!(sum[j * WIDTH + l] >= SMALLEST_SUM)) {
          sum[j * WIDTH + l] = attendExactly(j, l);
        }
      }
    }
  }

  /** One row of one sequence, relative to its own maximum. Returns sum_k e_jk. */
  private float attendExactly(int j, int l) {
    int[] tokens = tile.tokens();
    float[] e = attention.e();
    int token = matrixAt + tokens[j * WIDTH + l] * width;
    int own = matrixAt + (vocab + j) * width;
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

  /** Adds a tile's gradient of the scores, which has taken the place of e. */
  void addScoreGradient() {
    collector.collect();
  }

  /** Writes the gradient of A. */
  void writeGradient(float[] gradient, int at) {
    sums.writeGradient(length, vocab, gradient, at);
  }
}
