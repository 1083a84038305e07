package org.espalier.task;

/** The natural logarithm of an entry of a matrix that may be 0 or smaller than any double. */
final class ClampedLog {

  /** Stands for the logarithm of 0. */
  private static final double LEAST = -745;

  private ClampedLog() {}

  /** ln x, at least -745; the same bits on every machine. */
  static double of(double x) {
    return x > 0 ? Math.max(LEAST, StrictMath.log(x)) : LEAST;
  }
}
