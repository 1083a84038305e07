package org.espalier.model;

import java.util.Arrays;

/**
 * Sums over the batch of the gradient of layer 1's scores, by the table entries that a score is the
 * sum of; each sum as {@link TileLoops#FOLD} partial sums.
 *
 * @param tokenToken [S, S, FOLD] by (s_j, s_k)
 * @param tokenPosition [T, S, FOLD] by (k, s_j)
 * @param positionToken [T, S, FOLD] by (j, s_k)
 * @param positionPosition [triangle(T), FOLD] by (j, k)
 */
public record ScoreSums(
    Sums tokenToken, Sums tokenPosition, Sums positionToken, Sums positionPosition) {

  static ScoreSums allocate(int length, int vocab) {
    return new ScoreSums(
        Sums.allocate(vocab, vocab),
        Sums.allocate(length, vocab),
        Sums.allocate(length, vocab),
        Sums.allocate(TileLoops.triangle(length), 1));
  }

  void clear() {
    tokenToken.clear();
    tokenPosition.clear();
    positionToken.clear();
    positionPosition.clear();
  }

  /** Writes the gradient of the matrix A [S+T, S+T] of layer 1. */
  void writeGradient(int length, int vocab, float[] gradient, int at) {
    int width = vocab + length;
    for (int s = 0; s < vocab; s++) {
      int row = at + s * width;
      for (int other = 0; other < vocab; other++) {
        gradient[row + other] = tokenToken.total(s * vocab + other);
      }
      for (int k = 0; k < length; k++) {
        gradient[row + vocab + k] = tokenPosition.total(k * vocab + s);
      }
    }
    for (int j = 0; j < length; j++) {
      int row = at + (vocab + j) * width;
      for (int s = 0; s < vocab; s++) {
        gradient[row + s] = positionToken.total(j * vocab + s);
      }
      for (int k = 0; k <= j; k++) {
        gradient[row + vocab + k] = positionPosition.total(TileLoops.pair(j, k));
      }
      Arrays.fill(gradient, row + vocab + j + 1, row + width, 0);
    }
  }
}
