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
    float[] tokenToken, float[] tokenPosition, float[] positionToken, float[] positionPosition) {

  static ScoreSums allocate(int length, int vocab) {
    return new ScoreSums(
        new float[vocab * vocab * TileLoops.FOLD],
        new float[length * vocab * TileLoops.FOLD],
        new float[length * vocab * TileLoops.FOLD],
        new float[TileLoops.triangle(length) * TileLoops.FOLD]);
  }

  void clear() {
    Arrays.fill(tokenToken, 0);
    Arrays.fill(tokenPosition, 0);
    Arrays.fill(positionToken, 0);
    Arrays.fill(positionPosition, 0);
  }

  /** Writes the gradient of the matrix A [S+T, S+T] of layer 1. */
  void writeGradient(int length, int vocab, float[] gradient, int at) {
    int width = vocab + length;
    for (int s = 0; s < vocab; s++) {
      int row = at + s * width;
      for (int other = 0; other < vocab; other++) {
        gradient[row + other] = TileLoops.total(tokenToken, (s * vocab + other) * TileLoops.FOLD);
      }
      for (int k = 0; k < length; k++) {
        gradient[row + vocab + k] =
            TileLoops.total(tokenPosition, (k * vocab + s) * TileLoops.FOLD);
      }
    }
    for (int j = 0; j < length; j++) {
      int row = at + (vocab + j) * width;
      for (int s = 0; s < vocab; s++) {
        gradient[row + s] = TileLoops.total(positionToken, (j * vocab + s) * TileLoops.FOLD);
      }
      for (int k = 0; k <= j; k++) {
        gradient[row + vocab + k] =
            TileLoops.total(positionPosition, TileLoops.pair(j, k) * TileLoops.FOLD);
      }
      Arrays.fill(gradient, row + vocab + j + 1, row + width, 0);
    }
  }
}
