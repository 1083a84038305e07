package org.espalier.model;

import static org.espalier.model.PositionBlocks.LANES;

/**
 * One head of layer 1 of the disentangled transformer on sequences whose positions are the lanes.
 *
 * <p>With bounds that hold for every sequence, the unnormalised attention is the product of
 *
 * <pre>
 *   exp(A[s_j,s_k] - max_s' A[s_j,s'])    exp(A[s_j,S+k] - max_k' A[s_j,S+k'])
 *   exp(A[S+j,s_k] - max_s' A[S+j,s'])    exp(A[S+j,S+k] - max_{k' <= j} A[S+j,S+k'])
 * </pre>
 *
 * so a step takes (S + T)^2 exponentials. Rows whose sum is too small because the bounds exceed
 * what a sequence has are computed again with their own maximum.
 */
final class PositionHead {
  private final PositionLoops loops;
  private final PositionBlocks blocks;
  private final int vocab;
  private final int length;
  private final int width; // D
  private final int symbols; // S, filled up
  private final float[] a; // A from matrixAt
  private final int matrixAt;
  private final PositionScores tables; // of exponentials
  private final PositionScores sums; // of the gradient
  private final float[] factors; // [upToFour(T), symbols]
  private final PositionAttention[] attention; // per sequence

  /**
   * A head whose matrix is in an array of parameters.
   *
   * @param tokens of the sequences that it is given at a time
   * @param matrixAt where its matrix A [S+T, S+T] starts
   */
  PositionHead(PositionLoops loops, PositionTokens[] tokens, float[] parameters, int matrixAt) {
    this.loops = loops;
    blocks = tokens[0].blocks();
    vocab = tokens[0].vocab();
    length = blocks.length();
    width = vocab + length;
    symbols = tokens[0].symbols();
    a = parameters;
    this.matrixAt = matrixAt;
    tables = PositionScores.allocate(blocks, vocab);
    sums = PositionScores.allocate(blocks, vocab);
    factors = new float[TileLoops.upToFour(length) * symbols];
    attention = new PositionAttention[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      attention[i] = PositionAttention.allocate(blocks);
    }
  }

  /** P of the sequence attended last as the i-th. */
  PositionAttention attention(int i) {
    return attention[i];
  }

  /** Makes ready for a step: tabulates the exponentials and forgets the gradient. */
  void prepare() {
    sums.clear();
    for (int s = 0; s < vocab; s++) {
      int row = matrixAt + s * width;
      float max = max(row, vocab);
      for (int other = 0; other < vocab; other++) {
        tables.tokenToken()[other * symbols + s] = exp(a[row + other] - max);
      }
      max = max(row + vocab, length);
      for (int k = 0; k < length; k++) {
        tables.tokenPosition()[k * symbols + s] = exp(a[row + vocab + k] - max);
      }
    }
    for (int j = 0; j < length; j++) {
      int row = matrixAt + (vocab + j) * width;
      float max = max(row, vocab);
      for (int s = 0; s < vocab; s++) {
        tables.positionToken()[s * blocks.lanes() + blocks.at(j)] = exp(a[row + s] - max);
      }
      max = max(row + vocab, j + 1);
      for (int k = 0; k <= j; k++) {
        tables.positionPosition()[blocks.pair(j, k)] = exp(a[row + vocab + k] - max);
      }
    }
  }

  private float max(int from, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + n; i++) {
      max = Math.max(max, a[i]);
    }
    return max;
  }

  private static float exp(float x) {
    return x < TileLoops.LN_NEGLIGIBLE ? 0 : FloatExp.exp(x);
  }

  /** Computes P for the tokens of the i-th sequence. */
  void attend(PositionTokens tokens, int i) {
    PositionAttention p = attention[i];
    loops.attend(tables, tokens, factors, p);
    float[] scale = p.scale();
    int first = blocks.at(0);
    for (int j = 0; j < length; j++) {
      if (!(scale[first + j] >= FirstLayer.SMALLEST_SUM)) {
        scale[first + j] = attendExactly(tokens.ofKeys(), j, p.e());
      }
    }
    for (int j = first; j < scale.length; j++) {
      scale[j] = 1 / scale[j];
    }
  }

  /** One query, relative to its own maximum. Returns sum_k e_jk. */
  private float attendExactly(int[] tokens, int j, float[] e) {
    int token = matrixAt + tokens[j] * width;
    int own = matrixAt + (vocab + j) * width;
    int at = blocks.pair(j, 0);
    float max = Float.NEGATIVE_INFINITY;
    for (int k = 0; k <= j; k++) {
      float score =
          (a[token + tokens[k]] + a[own + tokens[k]]) + (a[token + vocab + k] + a[own + vocab + k]);
      e[at + k * LANES] = score;
      max = Math.max(max, score);
    }
    float sum = 0;
    for (int k = 0; k <= j; k++) {
      int i = at + k * LANES;
      e[i] = exp(e[i] - max);
      sum += e[i];
    }
    return sum;
  }

  /** Adds the gradient of the scores of the i-th sequence but for the part through the query. */
  void backward(PositionTokens tokens, int i, ScoreFactors factors, float[][] du) {
    loops.backward(attention[i], tokens, factors, du, sums);
  }

  /** Adds a gradient of the scores of the last query alone. */
  void addLastRow(PositionTokens tokens, float[] g) {
    int last = length - 1;
    int[] of = tokens.ofKeys();
    int own = of[last];
    int to = blocks.pair(last, 0);
    int lane = blocks.at(last);
    for (int k = 0; k <= last; k++) {
      float x = g[blocks.at(k)];
      sums.positionPosition()[to + k * LANES] += x;
      sums.positionToken()[of[k] * blocks.lanes() + lane] += x;
      sums.tokenPosition()[k * symbols + own] += x;
      sums.tokenToken()[of[k] * symbols + own] += x;
    }
  }

  /** Writes the gradient of A. */
  void writeGradient(float[] gradient, int at) {
    for (int s = 0; s < vocab; s++) {
      int row = at + s * width;
      for (int other = 0; other < vocab; other++) {
        gradient[row + other] = sums.tokenToken()[other * symbols + s];
      }
      for (int k = 0; k < length; k++) {
        gradient[row + vocab + k] = sums.tokenPosition()[k * symbols + s];
      }
    }
    for (int j = 0; j < length; j++) {
      int row = at + (vocab + j) * width;
      for (int s = 0; s < vocab; s++) {
        gradient[row + s] = sums.positionToken()[s * blocks.lanes() + blocks.at(j)];
      }
      for (int k = 0; k < length; k++) {
        gradient[row + vocab + k] = k <= j ? sums.positionPosition()[blocks.pair(j, k)] : 0;
      }
    }
  }
}
