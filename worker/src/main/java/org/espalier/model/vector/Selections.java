package org.espalier.model.vector;

import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import jdk.incubator.vector.FloatVector;
import org.espalier.model.Rows;
import org.espalier.model.TokenTile;

/**
 * What tokens select, without gathers and scatters: sums of products with indicators [s_k = s],
 * which are 0 or 1 and so change no bit. A gather of 16 floats took 42 cycles where this was
 * measured, a multiply-add half a cycle, and lanes that add to the same entry need not wait for
 * each other.
 *
 * <p>Four symbols at a time. Where fewer are left the last one is taken again, with a factor of
 * zero or without storing the result, so that there is one inner loop.
 */
final class Selections {

  /** Symbols of a tile. */
  static final int TILE = 4;

  private Selections() {}

  /**
   * y_k = from_k + sum_{i<4} [s_k = s+i] r_{s+i} for all positions k.
   *
   * @param from [T, WIDTH] from {@code fromAt}, may be y
   */
  static void addSelected(TokenTile tile, int s, Rows r, float[] from, int fromAt, Rows y) {
    float[] indicators = tile.indicators();
    int stride = tile.vocab() * WIDTH;
    int count = tile.vocab() - s;
    int n = tile.length();
    int rAt = r.at() + s * WIDTH;
    int yAt = y.at();
    int s1 = Math.min(1, count - 1) * WIDTH;
    int s2 = Math.min(2, count - 1) * WIDTH;
    int s3 = Math.min(3, count - 1) * WIDTH;
    float f1 = count > 1 ? 1 : 0;
    float f2 = count > 2 ? 1 : 0;
    float f3 = count > 3 ? 1 : 0;
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector r0 = FloatVector.fromArray(FLOATS, r.array(), rAt + v);
      FloatVector r1 = FloatVector.fromArray(FLOATS, r.array(), rAt + v + s1).mul(f1);
      FloatVector r2 = FloatVector.fromArray(FLOATS, r.array(), rAt + v + s2).mul(f2);
      FloatVector r3 = FloatVector.fromArray(FLOATS, r.array(), rAt + v + s3).mul(f3);
      int at = s * WIDTH + v;
      for (int k = v; k < n * WIDTH; k += WIDTH) {
        FloatVector sum = FloatVector.fromArray(FLOATS, from, fromAt + k);
        sum = FloatVector.fromArray(FLOATS, indicators, at).fma(r0, sum);
        sum = FloatVector.fromArray(FLOATS, indicators, at + s1).fma(r1, sum);
        sum = FloatVector.fromArray(FLOATS, indicators, at + s2).fma(r2, sum);
        sum = FloatVector.fromArray(FLOATS, indicators, at + s3).fma(r3, sum);
        sum.intoArray(y.array(), yAt + k);
        at += stride;
      }
    }
  }

  /** r_{s+i} = sum over positions k of [s_k = s+i] y_k, for i < 4 as far as there are symbols. */
  static void sums(TokenTile tile, int s, Rows y, Rows r) {
    float[] a = tile.indicators();
    float[] out = r.array();
    int aStride = tile.vocab() * WIDTH;
    int count = tile.vocab() - s;
    int outAt = r.at() + s * WIDTH;
    int i1 = Math.min(1, count - 1) * WIDTH;
    int i2 = Math.min(2, count - 1) * WIDTH;
    int i3 = Math.min(3, count - 1) * WIDTH;
    for (int v = 0; v < WIDTH; v += 2 * LENGTH) {
      FloatVector p0 = FloatVector.zero(FLOATS);
      FloatVector p1 = FloatVector.zero(FLOATS);
      FloatVector p2 = FloatVector.zero(FLOATS);
      FloatVector p3 = FloatVector.zero(FLOATS);
      FloatVector q0 = FloatVector.zero(FLOATS);
      FloatVector q1 = FloatVector.zero(FLOATS);
      FloatVector q2 = FloatVector.zero(FLOATS);
      FloatVector q3 = FloatVector.zero(FLOATS);
      int at = s * WIDTH + v;
      int row = y.at() + v;
      for (int k = 0; k < tile.length(); k++) {
        FloatVector p = FloatVector.fromArray(FLOATS, y.array(), row);
        FloatVector q = FloatVector.fromArray(FLOATS, y.array(), row + LENGTH);
        p0 = FloatVector.fromArray(FLOATS, a, at).fma(p, p0);
        q0 = FloatVector.fromArray(FLOATS, a, at + LENGTH).fma(q, q0);
        p1 = FloatVector.fromArray(FLOATS, a, at + i1).fma(p, p1);
        q1 = FloatVector.fromArray(FLOATS, a, at + i1 + LENGTH).fma(q, q1);
        p2 = FloatVector.fromArray(FLOATS, a, at + i2).fma(p, p2);
        q2 = FloatVector.fromArray(FLOATS, a, at + i2 + LENGTH).fma(q, q2);
        p3 = FloatVector.fromArray(FLOATS, a, at + i3).fma(p, p3);
        q3 = FloatVector.fromArray(FLOATS, a, at + i3 + LENGTH).fma(q, q3);
        at += aStride;
        row += WIDTH;
      }
      // Where fewer than four are left, the last is stored more than once.
      p0.intoArray(out, outAt + v);
      q0.intoArray(out, outAt + v + LENGTH);
      p1.intoArray(out, outAt + v + i1);
      q1.intoArray(out, outAt + v + i1 + LENGTH);
      p2.intoArray(out, outAt + v + i2);
      q2.intoArray(out, outAt + v + i2 + LENGTH);
      p3.intoArray(out, outAt + v + i3);
      q3.intoArray(out, outAt + v + i3 + LENGTH);
    }
  }
}
