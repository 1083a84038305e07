package org.espalier.model.vector;

import static org.espalier.model.Lanes.FOLD;
import static org.espalier.model.Lanes.WIDTH;
import static org.espalier.model.Lanes.pair;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import jdk.incubator.vector.FloatVector;
import org.espalier.model.Lanes;
import org.espalier.model.TokenBlock;

/** The gradient of layer 1's scores, summed by the table entries that a score is the sum of. */
final class Scores {

  private Scores() {}

  /**
   * Adds g_jk to (j, s_k).
   *
   * @param byToken [T, S, WIDTH] overwritten: sum over k with s_k = s of g_jk
   */
  static void addPositionToken(TokenBlock block, float[] g, float[] sums, float[] byToken) {
    int vocab = block.vocab();
    int stride = vocab * WIDTH;
    for (int j = 0; j < block.length(); j++) {
      for (int s = 0; s < vocab; s += Selections.TILE) {
        Selections.sums(
            j + 1,
            block.indicators(),
            s * WIDTH,
            stride,
            vocab - s,
            g,
            pair(j, 0) * WIDTH,
            WIDTH,
            0,
            byToken,
            j * stride + s * WIDTH);
      }
    }
    fold(block.length() * vocab, byToken, 0, sums, 0);
  }

  /**
   * Adds g_jk to (s_j, s_k).
   *
   * @param scratch [T, S, WIDTH] the sums by token; then [S, WIDTH] overwritten
   */
  static void addTokenToken(TokenBlock block, float[] scratch, float[] sums) {
    int vocab = block.vocab();
    int stride = vocab * WIDTH;
    int row = block.length() * stride;
    for (int s = 0; s < vocab; s++) {
      for (int other = 0; other < vocab; other += Selections.TILE) {
        Selections.sums(
            block.length(),
            scratch,
            other * WIDTH,
            stride,
            vocab - other,
            block.indicators(),
            s * WIDTH,
            stride,
            0,
            scratch,
            row + other * WIDTH);
      }
      fold(vocab, scratch, row, sums, s * vocab * FOLD);
    }
  }

  /**
   * Adds g_jk to (k, s_j).
   *
   * @param scratch [S, WIDTH] overwritten
   */
  static void addTokenPosition(TokenBlock block, float[] g, float[] sums, float[] scratch) {
    int vocab = block.vocab();
    int stride = vocab * WIDTH;
    for (int k = 0; k < block.length(); k++) {
      for (int s = 0; s < vocab; s += Selections.TILE) {
        Selections.sums(
            block.length() - k,
            block.indicators(),
            k * stride + s * WIDTH,
            stride,
            vocab - s,
            g,
            pair(k, k) * WIDTH,
            (k + 1) * WIDTH,
            WIDTH,
            scratch,
            s * WIDTH);
      }
      fold(vocab, scratch, 0, sums, k * vocab * FOLD);
    }
  }

  /** Adds the sum of each row's halves to partial sums, see {@link Lanes#FOLD}. */
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
