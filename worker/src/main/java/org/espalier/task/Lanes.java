package org.espalier.task;

/**
 * Arithmetic on lanes: arrays of equal length, entry by entry. Whole arrays with one index are what
 * the compiler turns into vector instructions.
 */
final class Lanes {

  private Lanes() {}

  /** a <- a + b. */
  static void add(double[] a, double[] b) {
    for (int l = 0; l < a.length; l++) {
      a[l] += b[l];
    }
  }

  /** a <- a b. */
  static void multiply(double[] a, double[] b) {
    for (int l = 0; l < a.length; l++) {
      a[l] *= b[l];
    }
  }

  /** a <- a b, and a copy of it. */
  static void multiply(double[] a, double[] b, double[] copy) {
    for (int l = 0; l < a.length; l++) {
      double product = a[l] * b[l];
      a[l] = product;
      copy[l] = product;
    }
  }

  /** to <- to + a b. */
  static void multiplyAdd(double[] to, double[] a, double[] b) {
    for (int l = 0; l < to.length; l++) {
      to[l] += a[l] * b[l];
    }
  }

  /** to <- 1 / a. */
  static void invert(double[] to, double[] a) {
    for (int l = 0; l < to.length; l++) {
      to[l] = 1 / a[l];
    }
  }
}
