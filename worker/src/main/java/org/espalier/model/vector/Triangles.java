package org.espalier.model.vector;

import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.TileLoops.pair;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import jdk.incubator.vector.FloatVector;
import org.espalier.model.CausalAttention;
import org.espalier.model.Rows;

/**
 * Sums over a triangle of pairs (j, k), four rows or four columns at a time: the sums stay in
 * registers, and what the four have in common is loaded once.
 */
final class Triangles {

  private Triangles() {}

  /**
   * y_i = sum_{k<=j+i} e_{j+i,k} x_k for four rows.
   *
   * @param j a multiple of four
   * @param y [4, WIDTH] overwritten
   */
  static void rowSums(CausalAttention attention, int j, Rows x, float[] y) {
    float[] e = attention.e();
    int eAt = pair(j, 0) * WIDTH;
    int eStride = (j + 4) * WIDTH;
    int end = x.at() + Math.min(j + 4, attention.length()) * WIDTH;
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
      for (int k = x.at() + v; k < end; k += WIDTH) {
        FloatVector p = FloatVector.fromArray(FLOATS, x.array(), k);
        FloatVector q = FloatVector.fromArray(FLOATS, x.array(), k + LENGTH);
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
   * @param y [4, WIDTH] from {@code yAt}, overwritten
   */
  static void columnSums(CausalAttention attention, int k, Rows z, float[] y, int yAt) {
    float[] e = attention.e();
    int eAt = pair(k, k) * WIDTH;
    int zAt = z.at();
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
      for (int j = k; j < attention.length(); j++) {
        FloatVector p = FloatVector.fromArray(FLOATS, z.array(), zAt + j * WIDTH + v);
        FloatVector q = FloatVector.fromArray(FLOATS, z.array(), zAt + j * WIDTH + v + LENGTH);
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
   * Four rows, at one step after the other.
   *
   * @param array where
   * @param at the first row at the first step
   * @param count how many rows there are; if fewer than four, the last is taken again
   * @param stride floats from a row to the next
   * @param step floats from a step below four to the next
   * @param growth by how much {@code step} grows every four steps
   */
  record FourRows(float[] array, int at, int count, int stride, int step, int growth) {

    /** Rows that lie side by side, at steps that are equally far apart. */
    static FourRows of(float[] array, int at, int count, int step) {
      return new FourRows(array, at, count, WIDTH, step, 0);
    }

    /** Floats from the first row to row i. */
    private int offset(int i) {
      return Math.min(i, count - 1) * stride;
    }
  }

  /**
   * Sixteen sums: out_{i,r} = sum over steps of a_r b_i.
   *
   * @param first the number of the first step
   * @param last the number after the last step
   * @param out [4, 4, WIDTH], the sums of each i being a vector of four rows
   */
  record OuterSums(int first, int last, FourRows a, FourRows b, Rows out) {

    /** Overwrites the sums. */
    void compute() {
      sum(this);
    }
  }

  private static void sum(OuterSums sums) {
    FourRows fourA = sums.a;
    FourRows fourB = sums.b;
    float[] a = fourA.array;
    float[] b = fourB.array;
    float[] out = sums.out.array();
    int outAt = sums.out.at();
    int outStride = sums.out.stride();
    int a1 = fourA.offset(1);
    int a2 = fourA.offset(2);
    int a3 = fourA.offset(3);
    int b1 = fourB.offset(1);
    int b2 = fourB.offset(2);
    int b3 = fourB.offset(3);
    int aStep = fourA.step;
    int bStep = fourB.step;
    int bGrowth = fourB.growth;
    int last = sums.last;
    int first = sums.first;
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
      int atA = fourA.at + v;
      int atB = fourB.at + v;
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
