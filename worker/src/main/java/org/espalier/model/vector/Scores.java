package org.espalier.model.vector;

import static org.espalier.model.Lanes.FOLD;
import static org.espalier.model.Lanes.WIDTH;
import static org.espalier.model.Lanes.pair;
import static org.espalier.model.vector.Vectors.LENGTH;
import static org.espalier.model.vector.Vectors.load;
import static org.espalier.model.vector.Vectors.zero;

import jdk.incubator.vector.FloatVector;
import org.espalier.model.Lanes;
import org.espalier.model.TokenBlock;

/**
 * The gradient of layer 1's scores, summed by the table entries that a score is the sum of.
 *
 * <p>Instead of scattering to the entry that a token names, sums over all symbols are taken of
 * products with indicators [s_k = s], which are exact: no lane waits for another's store.
 */
final class Scores {

  private Scores() {}

  /** Adds g_jk to (j, k). */
  static void addPositionPosition(int length, float[] g, float[] sums) {
    for (int i = 0; i < pair(length, 0); i++) {
      for (int v = 0; v < FOLD; v += LENGTH) {
        fold(load(g, i * WIDTH + v), load(g, i * WIDTH + FOLD + v), sums, i * FOLD + v);
      }
    }
  }

  /**
   * Adds g_jk to (j, s_k).
   *
   * @param byToken [T, S, WIDTH] overwritten: sum over k with s_k = s of g_jk
   */
  static void addPositionToken(TokenBlock block, float[] g, float[] sums, float[] byToken) {
    int vocab = block.vocab();
    float[] indicators = block.indicators();
    int stride = vocab * WIDTH;
    for (int j = 0; j < block.length(); j++) {
      for (int s = 0; s < vocab; s++) {
        int row = j * vocab + s;
        for (int v = 0; v < FOLD; v += LENGTH) {
          FloatVector a = zero();
          FloatVector b = zero();
          for (int k = 0; k <= j; k++) {
            int at = pair(j, k) * WIDTH + v;
            int indicator = k * stride + s * WIDTH + v;
            a = load(indicators, indicator).fma(load(g, at), a);
            b = load(indicators, indicator + FOLD).fma(load(g, at + FOLD), b);
          }
          a.intoArray(byToken, row * WIDTH + v);
          b.intoArray(byToken, row * WIDTH + FOLD + v);
          fold(a, b, sums, row * FOLD + v);
        }
      }
    }
  }

  /** Adds g_jk to (s_j, s_k), from its sums by token. */
  static void addTokenToken(TokenBlock block, float[] byToken, float[] sums) {
    int vocab = block.vocab();
    float[] indicators = block.indicators();
    int stride = vocab * WIDTH;
    for (int s = 0; s < vocab; s++) {
      for (int other = 0; other < vocab; other++) {
        for (int v = 0; v < FOLD; v += LENGTH) {
          FloatVector a = zero();
          FloatVector b = zero();
          for (int j = 0; j < block.length(); j++) {
            int indicator = j * stride + s * WIDTH + v;
            int at = j * stride + other * WIDTH + v;
            a = load(indicators, indicator).fma(load(byToken, at), a);
            b = load(indicators, indicator + FOLD).fma(load(byToken, at + FOLD), b);
          }
          fold(a, b, sums, (s * vocab + other) * FOLD + v);
        }
      }
    }
  }

  /** Adds g_jk to (k, s_j). */
  static void addTokenPosition(TokenBlock block, float[] g, float[] sums) {
    int vocab = block.vocab();
    float[] indicators = block.indicators();
    int stride = vocab * WIDTH;
    for (int k = 0; k < block.length(); k++) {
      for (int s = 0; s < vocab; s++) {
        for (int v = 0; v < FOLD; v += LENGTH) {
          FloatVector a = zero();
          FloatVector b = zero();
          for (int j = k; j < block.length(); j++) {
            int at = pair(j, k) * WIDTH + v;
            int indicator = j * stride + s * WIDTH + v;
            a = load(indicators, indicator).fma(load(g, at), a);
            b = load(indicators, indicator + FOLD).fma(load(g, at + FOLD), b);
          }
          fold(a, b, sums, (k * vocab + s) * FOLD + v);
        }
      }
    }
  }

  /** Adds the sum of a row's halves to partial sums, see {@link Lanes#FOLD}. */
  private static void fold(FloatVector a, FloatVector b, float[] sums, int at) {
    load(sums, at).add(a.add(b)).intoArray(sums, at);
  }
}
