package org.espalier.task;

/**
 * Draws ln G for G ~ Gamma(alpha, 1), for any alpha > 0, by a ziggurat over the logarithm.
 *
 * <p>With z = ln G - ln alpha the density is proportional to f(z) = exp(alpha (z - (e^z - 1))),
 * which is log-concave with f(0) = 1 at its mode for every alpha. So one table serves a given
 * alpha, one random word a variate (98 % of the time), and nothing underflows: for small alpha ln G
 * is about -E/alpha, far below the range of a double's exponent once e^(ln G) is taken.
 *
 * <p>The region under f is covered by {@link #LAYERS} layers of equal area (Marsaglia and Tsang
 * 2000, two-sided): layer i > 0 is the rectangle [left_i, right_i] x [f_i, f_{i+1}] with f(left_i)
 * = f(right_i) = f_i; layer 0 is the rectangle below f_1 and, on both sides, the exponential
 * tangents of f at its ends, which lie above f as f is log-concave. A point uniform on a layer is
 * kept if it lies under f, so the law is exact whatever the f_i, as long as the areas are equal;
 * the top layer may reach above 1.
 *
 * <p>All tables and rare branches use StrictMath: the same bits on every machine.
 */
final class LogGamma {

  static final int LAYERS = 256;

  private static final double TO_UNIT = 0x1.0p-53;

  private final double shape;
  private final double mode;

  /** [4 LAYERS] of layer i: left end, width, left and right end of what lies wholly under f. */
  private final double[] table = new double[4 * LAYERS];

  /** [LAYERS + 1] f_i; f_0 = 0. */
  private final double[] level = new double[LAYERS + 1];

  private double logLevel1;
  private double left1;
  private double right1;
  private double slopeLeft;
  private double slopeRight;

  LogGamma(double shape) {
    this.shape = shape;
    this.mode = StrictMath.log(shape);
    build();
  }

  /** Makes each word in {@code words[from..to)} a variate in {@code values[from..to)}. */
  void fill(long[] words, double[] values, int from, int to, Xoshiro256 random) {
    double[] t = table;
    double m = mode;
    for (int i = from; i < to; i++) {
      long word = words[i];
      int layer = ((int) word & (LAYERS - 1)) << 2;
      double z = t[layer] + t[layer + 1] * ((word >>> 11) * TO_UNIT);
      values[i] = m + (z > t[layer + 2] && z < t[layer + 3] ? z : rare(layer >> 2, z, random));
    }
  }

  /**
   * What is left to do for a point of a layer that is not surely under f; draws anew if it is not.
   */
  private double rare(int layer, double z, Xoshiro256 random) {
    while (true) {
      if (layer == 0) {
        double tail = tail(z, random);
        if (!Double.isNaN(tail)) {
          return tail;
        }
      } else {
        double height = level[layer] + random.nextPositive() * (level[layer + 1] - level[layer]);
        if (height < StrictMath.exp(logDensity(z))) {
          return z;
        }
      }
      long word = random.next();
      layer = (int) word & (LAYERS - 1);
      z = table[4 * layer] + table[4 * layer + 1] * ((word >>> 11) * TO_UNIT);
      if (z > table[4 * layer + 2] && z < table[4 * layer + 3]) {
        return z;
      }
    }
  }

  /**
   * A point beyond the ends of layer 0: its distance from the end, in units of the tangent's scale,
   * is uniform on (0, 1), and becomes exponential. NaN if it does not lie under f.
   */
  private double tail(double z, Xoshiro256 random) {
    double logTangent;
    double point;
    if (z <= left1) {
      double depth = StrictMath.log((left1 - z) * slopeLeft);
      point = left1 + depth / slopeLeft;
      logTangent = logLevel1 + depth;
    } else {
      double depth = StrictMath.log((z - right1) * slopeRight);
      point = right1 - depth / slopeRight;
      logTangent = logLevel1 + depth;
    }
    boolean under = StrictMath.log(random.nextPositive()) + logTangent < logDensity(point);
    return under ? point : Double.NaN;
  }

  /** ln f(z). */
  private double logDensity(double z) {
    return shape * (z - StrictMath.expm1(z));
  }

  /** Bisects ln f_1 until the layers just cover the mode. */
  private void build() {
    double low = -60;
    double high = -1e-6;
    while (high - low > 1e-9 * -high) {
      double middle = 0.5 * (low + high);
      if (stack(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    if (!stack(high)) {
      throw new IllegalStateException("no ziggurat for Gamma(" + shape + ")");
    }
  }

  /** Stacks the layers above a first level; whether they reach f(0) = 1. */
  private boolean stack(double logFirst) {
    logLevel1 = logFirst;
    left1 = root(logFirst, -1);
    right1 = root(logFirst, 1);
    slopeLeft = -shape * StrictMath.expm1(left1);
    slopeRight = shape * StrictMath.expm1(right1);
    level[1] = StrictMath.exp(logFirst);
    double width = right1 - left1 + 1 / slopeLeft + 1 / slopeRight;
    double area = level[1] * width;
    row(0, left1 - 1 / slopeLeft, width, left1, right1);
    double left = left1;
    double right = right1;
    for (int i = 1; i < LAYERS; i++) {
      level[i + 1] = level[i] + area / (right - left);
      boolean top = level[i + 1] >= 1;
      double nextLeft = top ? 0 : root(StrictMath.log(level[i + 1]), -1);
      double nextRight = top ? 0 : root(StrictMath.log(level[i + 1]), 1);
      row(i, left, right - left, nextLeft, nextRight);
      if (top) {
        return true;
      }
      left = nextLeft;
      right = nextRight;
    }
    return false;
  }

  private void row(int layer, double left, double width, double innerLeft, double innerRight) {
    table[4 * layer] = left;
    table[4 * layer + 1] = width;
    table[4 * layer + 2] = innerLeft;
    table[4 * layer + 3] = innerRight;
  }

  /**
   * The z of the given sign with ln f(z) = {@code logLevel} < 0, that is e^z - 1 - z = c. Newton's
   * method on a convex function, from a point beyond the root, approaches it from one side.
   */
  private double root(double logLevel, int sign) {
    double c = -logLevel / shape;
    double spread = StrictMath.sqrt(2 * c);
    double z = sign < 0 ? -(spread + c) : Math.min(spread, StrictMath.log(1 + c + spread));
    for (int i = 0; i < 100; i++) {
      double slope = StrictMath.expm1(z);
      double step = (slope - z - c) / slope;
      z -= step;
      if (!(Math.abs(step) > 1e-15 * Math.abs(z))) {
        break;
      }
    }
    return z;
  }
}
