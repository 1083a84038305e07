package org.espalier.task;

import java.util.Arrays;

/**
 * {@link TransitionLoops} in plain Java. Whole arrays with one index are what the compiler turns
 * into vector instructions; slices of one long array it cannot prove to be apart.
 */
public class ScalarTransitionLoops implements TransitionLoops {

  @Override
  public void exp(double[][] a) {
    for (double[] x : a) {
      for (int l = 0; l < x.length; l++) {
        x[l] = x[l] > FastExp.LOWEST ? FastExp.exp(x[l]) : 0;
      }
    }
  }

  @Override
  public void sum(double[][] a, int from, int n, double[] sum) {
    Arrays.fill(sum, 0);
    for (int i = from; i < from + n; i++) {
      add(sum, a[i]);
    }
  }

  @Override
  public void invert(double[] a, double[] to) {
    for (int l = 0; l < to.length; l++) {
      to[l] = 1 / a[l];
    }
  }

  @Override
  public void multiply(double[] a, double[] b) {
    for (int l = 0; l < a.length; l++) {
      a[l] *= b[l];
    }
  }

  @Override
  public void multiply(double[][] a, int from, int n, double[] b, double[][] copy) {
    for (int i = from; i < from + n; i++) {
      multiply(a[i], b, copy[i]);
    }
  }

  @Override
  public void addScaled(double[][] a, int to, int from, int n, double[] factor) {
    for (int i = 0; i < n; i++) {
      addProduct(a[to + i], factor, a[from + i]);
    }
  }

  @Override
  public void weightedSum(
      double[][] weights, double[][] a, int from, int stride, int n, double[] sum) {
    Arrays.fill(sum, 0);
    for (int i = 0; i < n; i++) {
      addProduct(sum, weights[i], a[from + i * stride]);
    }
  }

  @Override
  public void runningSums(double[][] a, int from, int n, double[] total, double[] to, int at) {
    Arrays.fill(total, 0);
    for (int i = 0; i < n; i++) {
      add(total, a[from + i]);
      System.arraycopy(total, 0, to, at + i * total.length, total.length);
    }
  }

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
    int symbols = TransitionLoops.stride(vocab);
    int rowSize = symbols * lanes;
    int shift = Integer.numberOfTrailingZeros(lanes);
    for (int l = 0; l < filled; l++) {
      int base = rows[rowsAt + l] * rowSize + l;
      double v = u[uAt + l];
      int found = base;
      if (symbols > 32) {
        found += 32 * lanes & sign(sums[found + 31 * lanes] - v);
      }
      if (symbols > 16) {
        found += 16 * lanes & sign(sums[found + 15 * lanes] - v);
      }
      if (symbols > 8) {
        found += 8 * lanes & sign(sums[found + 7 * lanes] - v);
      }
      if (symbols > 4) {
        found += 4 * lanes & sign(sums[found + 3 * lanes] - v);
      }
      if (symbols > 2) {
        found += 2 * lanes & sign(sums[found + lanes] - v);
      }
      found += lanes & sign(sums[found] - v);
      tokens[at + l] = (found - base) >> shift;
    }
  }

  /** -1 for a negative number, else 0. */
  private static int sign(double x) {
    return (int) (Double.doubleToRawLongBits(x) >> 63);
  }

  private static void add(double[] a, double[] b) {
    for (int l = 0; l < a.length; l++) {
      a[l] += b[l];
    }
  }

  private static void multiply(double[] a, double[] b, double[] copy) {
    for (int l = 0; l < a.length; l++) {
      double product = a[l] * b[l];
      a[l] = product;
      copy[l] = product;
    }
  }

  private static void addProduct(double[] to, double[] a, double[] b) {
    for (int l = 0; l < to.length; l++) {
      to[l] += a[l] * b[l];
    }
  }
}
