package org.espalier.model.vector;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.TileLoops.pair;
import static org.espalier.model.TileLoops.upToFour;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import jdk.incubator.vector.FloatVector;
import org.espalier.model.TileLoops;
import org.espalier.model.TokenTile;

/**
 * The gradient of layer 1's scores, summed by the table entries that a score is the sum of: sums of
 * products with indicators, see {@link Selections}.
 */
final class Scores {

  private Scores() {}

  /**
   * Adds g_jk to (j, s_k).
   *
   * @param byToken [upToFour(T), upToFour(S), WIDTH] overwritten: sum over k with s_k = s of g_jk
   */
  static void addPositionToken(TokenTile tile, float[] g, float[] sums, float[] byToken) {
    int vocab = tile.vocab();
    int length = tile.length();
    int stride = upToFour(vocab) * WIDTH;
    for (int j = 0; j < length; j += 4) {
      int columns = j + 4;
      for (int s = 0; s < vocab; s += 4) {
        Triangles.outerSums(
            0,
            Math.min(columns, length),
            tile.indicators(),
            s * WIDTH,
            vocab - s,
            vocab * WIDTH,
            g,
            pair(j, 0) * WIDTH,
            4,
            columns * WIDTH,
            WIDTH,
            0,
            byToken,
            j * stride + s * WIDTH,
            stride);
      }
    }
    fold(length, vocab, byToken, 0, sums);
  }

  /**
   * Adds g_jk to (s_j, s_k).
   *
   * @param byToken as {@link #addPositionToken} leaves it; after it [upToFour(S), upToFour(S),
   *     WIDTH] overwritten
   */
  static void addTokenToken(TokenTile tile, float[] byToken, float[] sums) {
    int vocab = tile.vocab();
    int stride = upToFour(vocab) * WIDTH;
    int square = upToFour(tile.length()) * stride;
    for (int s = 0; s < vocab; s += 4) {
      for (int other = 0; other < vocab; other += 4) {
        Triangles.outerSums(
            0,
            tile.length(),
            byToken,
            other * WIDTH,
            4,
            stride,
            tile.indicators(),
            s * WIDTH,
            vocab - s,
            WIDTH,
            vocab * WIDTH,
            0,
            byToken,
            square + s * stride + other * WIDTH,
            stride);
      }
    }
    fold(vocab, vocab, byToken, square, sums);
  }

  /**
   * Adds g_jk to (k, s_j).
   *
   * @param scratch [upToFour(T), upToFour(S), WIDTH] overwritten
   */
  static void addTokenPosition(TokenTile tile, float[] g, float[] sums, float[] scratch) {
    int vocab = tile.vocab();
    int length = tile.length();
    int stride = upToFour(vocab) * WIDTH;
    for (int k = 0; k < length; k += 4) {
      for (int s = 0; s < vocab; s += 4) {
        Triangles.outerSums(
            k,
            length,
            tile.indicators(),
            (k * vocab + s) * WIDTH,
            vocab - s,
            vocab * WIDTH,
            g,
            pair(k, k) * WIDTH,
            4,
            WIDTH,
            4 * WIDTH,
            4 * WIDTH,
            scratch,
            k * stride + s * WIDTH,
            stride);
      }
    }
    fold(length, vocab, scratch, 0, sums);
  }

  /** Folds x [rows, upToFour(columns), WIDTH] into sums [rows, columns, FOLD]. */
  private static void fold(int rows, int columns, float[] x, int xAt, float[] sums) {
    for (int r = 0; r < rows; r++) {
      fold(columns, x, xAt + r * upToFour(columns) * WIDTH, sums, r * columns * FOLD);
    }
  }

  /** Adds the sum of each row's halves to partial sums, see {@link TileLoops#FOLD}. */
  static void fold(int n, float[] x, int xAt, float[] sums, int at) {
    for (int v = 0; v < FOLD; v += LENGTH) {
      int row = xAt + v;
      for (int i = at + v; i < at + n * FOLD; i += FOLD) {
        FloatVector.fromArray(FLOATS, sums, i)
            .add(
                FloatVector.fromArray(FLOATS, x, row)
                    .add(FloatVector.fromArray(FLOATS, x, row + FOLD)))
            .intoArray(sums, i);
        row += WIDTH;
      }
    }
  }
}
