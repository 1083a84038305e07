package org.espalier.model.vector;

import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import jdk.incubator.vector.FloatVector;

/**
 * Sums over a triangle of pairs (j, k), four rows or four columns at a time: the sums stay in
 * registers, and what the four have in common is loaded once.
 */
final class Triangles {

  private Triangles() {}

  /**
   * y_i = sum_{k<n} e_{j+i,k} x_k for four rows.
   *
   * @param eAt the pair (j, 0)
   * @param eStride floats from a row of pairs to the next
   * @param y [4, WIDTH] overwritten
   */
  static void rowSums(int n, float[] e, int eAt, int eStride, float[] x, int xAt, float[] y) {
    for (int v = 0; v < WIDTH; v += 2 * LENGTH) {
      FloatVector p0 = FloatVector.zero(FLOATS);
      FloatVector q0 = FloatVector.zero(FLOATS);
      FloatVector p1 = FloatVector.zero(FLOATS);
      FloatVector q1 = FloatVector.zero(FLOATS);
      FloatVector p2 = FloatVector.zero(FLOATS);
      FloatVector q2 = FloatVector.zero(FLOATS);
      FloatVector p3 = FloatVector.zero(FLOATS);
      FloatVector q3 = FloatVector.zero(FLOATS);
      int at = eAt + v;
      for (int k = xAt + v; k < xAt + n * WIDTH; k += WIDTH) {
        FloatVector p = FloatVector.fromArray(FLOATS, x, k);
        FloatVector q = FloatVector.fromArray(FLOATS, x, k + LENGTH);
        p0 = FloatVector.fromArray(FLOATS, e, at).fma(p, p0);
        q0 = FloatVector.fromArray(FLOATS, e, at + LENGTH).fma(q, q0);
        p1 = FloatVector.fromArray(FLOATS, e, at + eStride).fma(p, p1);
        q1 = FloatVector.fromArray(FLOATS, e, at + eStride + LENGTH).fma(q, q1);
        p2 = FloatVector.fromArray(FLOATS, e, at + 2 * eStride).fma(p, p2);
        q2 = FloatVector.fromArray(FLOATS, e, at + 2 * eStride + LENGTH).fma(q, q2);
        p3 = FloatVector.fromArray(FLOATS, e, at + 3 * eStride).fma(p, p3);
        q3 = FloatVector.fromArray(FLOATS, e, at + 3 * eStride + LENGTH).fma(q, q3);
        at += WIDTH;
      }
      p0.intoArray(y, v);
      q0.intoArray(y, v + LENGTH);
      p1.intoArray(y, v + WIDTH);
      q1.intoArray(y, v + WIDTH + LENGTH);
      p2.intoArray(y, v + 2 * WIDTH);
      q2.intoArray(y, v + 2 * WIDTH + LENGTH);
      p3.intoArray(y, v + 3 * WIDTH);
      q3.intoArray(y, v + 3 * WIDTH + LENGTH);
    }
  }

  /**
   * y_i = sum_{j>=k} z_j e_{j,k+i} for four columns.
   *
   * @param k a multiple of four
   * @param eAt the pair (k, k)
   * @param y [4, WIDTH] overwritten
   */
  static void columnSums(
      int k, int length, float[] z, int zAt, float[] e, int eAt, float[] y, int yAt) {
    for (int v = 0; v < WIDTH; v += 2 * LENGTH) {
      FloatVector p0 = FloatVector.zero(FLOATS);
      FloatVector q0 = FloatVector.zero(FLOATS);
      FloatVector p1 = FloatVector.zero(FLOATS);
      FloatVector q1 = FloatVector.zero(FLOATS);
      FloatVector p2 = FloatVector.zero(FLOATS);
      FloatVector q2 = FloatVector.zero(FLOATS);
      FloatVector p3 = FloatVector.zero(FLOATS);
      FloatVector q3 = FloatVector.zero(FLOATS);
      int at = eAt + v;
      for (int j = k; j < length; j++) {
        FloatVector p = FloatVector.fromArray(FLOATS, z, zAt + j * WIDTH + v);
        FloatVector q = FloatVector.fromArray(FLOATS, z, zAt + j * WIDTH + v + LENGTH);
        p0 = FloatVector.fromArray(FLOATS, e, at).fma(p, p0);
        q0 = FloatVector.fromArray(FLOATS, e, at + LENGTH).fma(q, q0);
        p1 = FloatVector.fromArray(FLOATS, e, at + WIDTH).fma(p, p1);
        q1 = FloatVector.fromArray(FLOATS, e, at + WIDTH + LENGTH).fma(q, q1);
        p2 = FloatVector.fromArray(FLOATS, e, at + 2 * WIDTH).fma(p, p2);
        q2 = FloatVector.fromArray(FLOATS, e, at + 2 * WIDTH + LENGTH).fma(q, q2);
        p3 = FloatVector.fromArray(FLOATS, e, at + 3 * WIDTH).fma(p, p3);
        q3 = FloatVector.fromArray(FLOATS, e, at + 3 * WIDTH + LENGTH).fma(q, q3);
        at += (j / 4 + 1) * 4 * WIDTH;
      }
      p0.intoArray(y, yAt + v);
      q0.intoArray(y, yAt + v + LENGTH);
      p1.intoArray(y, yAt + v + WIDTH);
      q1.intoArray(y, yAt + v + WIDTH + LENGTH);
      p2.intoArray(y, yAt + v + 2 * WIDTH);
      q2.intoArray(y, yAt + v + 2 * WIDTH + LENGTH);
      p3.intoArray(y, yAt + v + 3 * WIDTH);
      q3.intoArray(y, yAt + v + 3 * WIDTH + LENGTH);
    }
  }

  /**
   * Sixteen sums: out_{b,a} = sum over n steps of A_a B_b, A and B being four rows each.
   *
   * @param first the number of the first step
   * @param aCount how many rows A has; if fewer than four, the last is taken again
   * @param aStep floats from A at a step to A at the next
   * @param bCount likewise
   * @param bStride floats from a row of B to the next
   * @param bStep floats from B at a step below four to B at the next
   * @param bGrowth by how much this grows every four steps
   * @param out [4, 4, WIDTH] with outStride floats from b to b + 1
   */
  static void outerSums(
      int first,
      int last,
      float[] a,
      int aAt,
      int aCount,
      int aStep,
      float[] b,
      int bAt,
      int bCount,
      int bStride,
      int bStep,
      int bGrowth,
      float[] out,
      int outAt,
      int outStride) {
    int a1 = Math.min(1, aCount - 1) * WIDTH;
    int a2 = Math.min(2, aCount - 1) * WIDTH;
    int a3 = Math.min(3, aCount - 1) * WIDTH;
    int b1 = Math.min(1, bCount - 1) * bStride;
    int b2 = Math.min(2, bCount - 1) * bStride;
    int b3 = Math.min(3, bCount - 1) * bStride;
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector s00 = FloatVector.zero(FLOATS);
      FloatVector s01 = FloatVector.zero(FLOATS);
      FloatVector s02 = FloatVector.zero(FLOATS);
      FloatVector s03 = FloatVector.zero(FLOATS);
      FloatVector s10 = FloatVector.zero(FLOATS);
      FloatVector s11 = FloatVector.zero(FLOATS);
      FloatVector s12 = FloatVector.zero(FLOATS);
      FloatVector s13 = FloatVector.zero(FLOATS);
      FloatVector s20 = FloatVector.zero(FLOATS);
      FloatVector s21 = FloatVector.zero(FLOATS);
      FloatVector s22 = FloatVector.zero(FLOATS);
      FloatVector s23 = FloatVector.zero(FLOATS);
      FloatVector s30 = FloatVector.zero(FLOATS);
      FloatVector s31 = FloatVector.zero(FLOATS);
      FloatVector s32 = FloatVector.zero(FLOATS);
      FloatVector s33 = FloatVector.zero(FLOATS);
      int atA = aAt + v;
      int atB = bAt + v;
      for (int step = first; step < last; step++) {
        FloatVector x0 = FloatVector.fromArray(FLOATS, a, atA);
        FloatVector x1 = FloatVector.fromArray(FLOATS, a, atA + a1);
        FloatVector x2 = FloatVector.fromArray(FLOATS, a, atA + a2);
        FloatVector x3 = FloatVector.fromArray(FLOATS, a, atA + a3);
        FloatVector y0 = FloatVector.fromArray(FLOATS, b, atB);
        s00 = x0.fma(y0, s00);
        s01 = x1.fma(y0, s01);
        s02 = x2.fma(y0, s02);
        s03 = x3.fma(y0, s03);
        FloatVector y1 = FloatVector.fromArray(FLOATS, b, atB + b1);
        s10 = x0.fma(y1, s10);
        s11 = x1.fma(y1, s11);
        s12 = x2.fma(y1, s12);
        s13 = x3.fma(y1, s13);
        FloatVector y2 = FloatVector.fromArray(FLOATS, b, atB + b2);
        s20 = x0.fma(y2, s20);
        s21 = x1.fma(y2, s21);
        s22 = x2.fma(y2, s22);
        s23 = x3.fma(y2, s23);
        FloatVector y3 = FloatVector.fromArray(FLOATS, b, atB + b3);
        s30 = x0.fma(y3, s30);
        s31 = x1.fma(y3, s31);
        s32 = x2.fma(y3, s32);
        s33 = x3.fma(y3, s33);
        atA += aStep;
        atB += bStep + step / 4 * bGrowth;
      }
      s00.intoArray(out, outAt + v);
      s01.intoArray(out, outAt + v + WIDTH);
      s02.intoArray(out, outAt + v + 2 * WIDTH);
      s03.intoArray(out, outAt + v + 3 * WIDTH);
      s10.intoArray(out, outAt + v + outStride);
      s11.intoArray(out, outAt + v + outStride + WIDTH);
      s12.intoArray(out, outAt + v + outStride + 2 * WIDTH);
      s13.intoArray(out, outAt + v + outStride + 3 * WIDTH);
      s20.intoArray(out, outAt + v + 2 * outStride);
      s21.intoArray(out, outAt + v + 2 * outStride + WIDTH);
      s22.intoArray(out, outAt + v + 2 * outStride + 2 * WIDTH);
      s23.intoArray(out, outAt + v + 2 * outStride + 3 * WIDTH);
      s30.intoArray(out, outAt + v + 3 * outStride);
      s31.intoArray(out, outAt + v + 3 * outStride + WIDTH);
      s32.intoArray(out, outAt + v + 3 * outStride + 2 * WIDTH);
      s33.intoArray(out, outAt + v + 3 * outStride + 3 * WIDTH);
    }
  }
}
