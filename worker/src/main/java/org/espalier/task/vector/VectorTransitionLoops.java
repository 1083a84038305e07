package org.espalier.task.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.espalier.task.RunningSums;
import org.espalier.task.ScalarTransitionLoops;
import org.espalier.task.Symbols;
import org.espalier.task.TransitionLoops;
import org.espalier.task.Uniforms;

/**
 * {@link TransitionLoops} on the Vector API, where that is faster than what the compiler makes of
 * plain Java. Products and sums are rounded apart, never fused, so every result has the bits of
 * plain Java.
 *
 * <p>Loops run over entries inside and over vectors outside where a vector serves several entries:
 * it stays in its register.
 */
public final class VectorTransitionLoops extends ScalarTransitionLoops {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int LENGTH = DOUBLES.length();
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

  /** As many ints as a vector has doubles. */
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(Math.max(64, 32 * LENGTH)));

  private static DoubleVector load(double[] a, int at) {
    return DoubleVector.fromArray(DOUBLES, a, at);
  }

  @Override
  public void sum(double[][] a, int from, int n, double[] sum) {
    int l = 0;
    for (; l + LENGTH <= sum.length; l += LENGTH) {
      DoubleVector total = DoubleVector.zero(DOUBLES);
      for (int i = from; i < from + n; i++) {
        total = total.add(load(a[i], l));
      }
      total.intoArray(sum, l);
    }
    for (; l < sum.length; l++) {
      double total = 0;
      for (int i = from; i < from + n; i++) {
        total += a[i][l];
      }
      sum[l] = total;
    }
  }

  @Override
  public void multiply(double[][] a, int from, int n, double[] b, double[][] copy) {
    int l = 0;
    for (; l + LENGTH <= b.length; l += LENGTH) {
      DoubleVector factor = load(b, l);
      for (int i = from; i < from + n; i++) {
        DoubleVector product = load(a[i], l).mul(factor);
        product.intoArray(a[i], l);
        product.intoArray(copy[i], l);
      }
    }
    for (; l < b.length; l++) {
      for (int i = from; i < from + n; i++) {
        a[i][l] *= b[l];
        copy[i][l] = a[i][l];
      }
    }
  }

  @Override
  public void addScaled(double[][] a, int to, int from, int n, double[] factor) {
    int l = 0;
    for (; l + 2 * LENGTH <= factor.length; l += 2 * LENGTH) {
      DoubleVector f0 = load(factor, l);
      DoubleVector f1 = load(factor, l + LENGTH);
      for (int i = 0; i < n; i++) {
        double[] x = a[from + i];
        double[] y = a[to + i];
        load(y, l).add(f0.mul(load(x, l))).intoArray(y, l);
        load(y, l + LENGTH).add(f1.mul(load(x, l + LENGTH))).intoArray(y, l + LENGTH);
      }
    }
    for (; l < factor.length; l++) {
      for (int i = 0; i < n; i++) {
        a[to + i][l] += factor[l] * a[from + i][l];
      }
    }
  }

  @Override
  public void weightedSum(
      double[][] weights, double[][] a, int from, int stride, int n, double[] sum) {
    int l = 0;
    for (; l + LENGTH <= sum.length; l += LENGTH) {
      DoubleVector total = DoubleVector.zero(DOUBLES);
      for (int i = 0; i < n; i++) {
        total = total.add(load(weights[i], l).mul(load(a[from + i * stride], l)));
      }
      total.intoArray(sum, l);
    }
    for (; l < sum.length; l++) {
      double total = 0;
      for (int i = 0; i < n; i++) {
        total += weights[i][l] * a[from + i * stride][l];
      }
      sum[l] = total;
    }
  }

  @Override
  public void runningSums(double[][] a, int from, int n, double[] total, double[] to, int at) {
    int lanes = total.length;
    int l = 0;
    for (; l + LENGTH <= lanes; l += LENGTH) {
      DoubleVector running = DoubleVector.zero(DOUBLES);
      for (int i = 0; i < n; i++) {
        running = running.add(load(a[from + i], l));
        running.intoArray(to, at + i * lanes + l);
      }
    }
    for (; l < lanes; l++) {
      double running = 0;
      for (int i = 0; i < n; i++) {
        running += a[from + i][l];
        to[at + i * lanes + l] = running;
      }
    }
  }

  /**
   * For up to four symbols, all of them: every sum of every row is compared, and the lane's own row
   * kept by a mask. More cost less by a search, which needs gathers and is left to plain Java: in
   * Java 17 gathers take their indices from memory and check them.
   *
   * <p>Whole vectors: lanes beyond those filled are drawn for too.
   */
  @Override
  public void search(
      RunningSums running, Symbols ownRows, Uniforms uniforms, Symbols drawn, int filled) {
    int vocab = running.vocab();
    int lanes = running.lanes();
    double[] sums = running.array();
    int[] rows = ownRows.array();
    int rowsAt = ownRows.at();
    double[] u = uniforms.array();
    int uAt = uniforms.at();
    int[] tokens = drawn.array();
    int at = drawn.at();
    if (vocab > 4 || lanes % LENGTH != 0) {
      super.search(running, ownRows, uniforms, drawn, filled);
      return;
    }
    int stride = TransitionLoops.stride(vocab);
    for (int l = 0; l < filled; l += LENGTH) {
      LongVector own = (LongVector) IntVector.fromArray(INTS, rows, rowsAt + l).castShape(LONGS, 0);
      DoubleVector v = load(u, uAt + l);
      LongVector passed = LongVector.zero(LONGS);
      for (int s = 0; s < vocab - 1; s++) {
        LongVector sum = LongVector.zero(LONGS);
        for (int row = 0; row <= vocab; row++) {
          LongVector isOwn = own.lanewise(XOR, row).sub(1).lanewise(ASHR, 63);
          DoubleVector ofRow = load(sums, (row * stride + s) * lanes + l);
          sum = sum.or(isOwn.and(ofRow.reinterpretAsLongs()));
        }
        passed =
            passed.sub(sum.reinterpretAsDoubles().sub(v).reinterpretAsLongs().lanewise(ASHR, 63));
      }
      ((IntVector) passed.castShape(INTS, 0)).intoArray(tokens, at + l);
    }
  }
}
