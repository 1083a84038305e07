package org.espalier.task;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.espalier.setting.Range;

/**
 * Draws ln G for G ~ Gamma(alpha, 1), for any alpha of {@link #SHAPES}, by a ziggurat over the
 * logarithm.
 *
 * <p>With z = ln G - ln alpha the density is proportional to f(z) = exp(alpha (z - (e^z - 1))),
 * which is log-concave with f(0) = 1 at its mode, whatever alpha. So one table serves a given
 * alpha, one random word makes a variate (99.5 % of the time), and nothing underflows: for small
 * alpha, ln G is about -E/alpha with E exponential, and G itself may be below every double.
 *
 * <p>The region under f is covered by {@link #LAYERS} layers of equal area (Marsaglia and Tsang
 * 2000, here on both sides of the mode): layer i > 0 is the rectangle [left_i, right_i] x [f_i,
 * f_{i+1}] with f(left_i) = f(right_i) = f_i; layer 0 is the rectangle below f_1 and, on either
 * side, the exponential tangent of f at its end, which lies above f as f is log-concave. A point
 * uniform on a layer is kept if it lies under f, so the distribution is exact whatever the f_i, as
 * long as the areas are equal; the top layer may reach a little above 1.
 *
 * <p>The table and the tails use StrictMath, the rest {@link FastExp}: the same bits on every
 * machine.
 */
final class LogGamma {

  /** Many, for a point that is not surely under f costs as much as thirty that are. */
  static final int LAYERS = 1024;

  /**
   * The parameters for which a table can be made in double precision: beyond, 1 / alpha overflows,
   * or f is too narrow for its ends to be told from 0.
   */
  static final Range<Double> SHAPES =
      Range.of(alpha -> alpha >= 1e-300 && alpha <= 1e18, "must be in [1e-300, 1e18]");

  private static final double TO_UNIT = 0x1.0p-53;

  private static final Map<Double, LogGamma> MADE = new ConcurrentHashMap<>();

  private final double shape;
  private final double mode;

  /** [LAYERS + 1, 2] left end and width of each layer; (0, 0) above the last. */
  private final double[] table = new double[2 * (LAYERS + 1)];

  /** [LAYERS + 1] f_i; f_0 = 0. */
  private final double[] level = new double[LAYERS + 1];

  private double logLevel1;
  private double left1;
  private double right1;
  private double slopeLeft;
  private double slopeRight;

  private LogGamma(double shape) {
    this.shape = shape;
    this.mode = StrictMath.log(shape);
    build();
  }

  /** The table of a parameter: made once in a process, for it takes some milliseconds. */
  static LogGamma of(double shape) {
    return MADE.computeIfAbsent(shape, LogGamma::new);
  }

  /** Makes each word a variate: {@code variates[i][lane]} by {@code words[i]}. */
  void fill(long[] words, double[][] variates, int lane, Xoshiro256 random) {
    for (int i = 0; i < variates.length; i++) {
      variates[i][lane] = sample(words[i], random);
    }
  }

  /** The variate that a random word makes; one word in two hundred needs more of them. */
  double sample(long word, Xoshiro256 random) {
    int layer = (int) word & (LAYERS - 1);
    double z = point(layer, word);
    return mode + (isInside(layer, z) ? z : rare(layer, z, random));
  }

  /** Uniform on the layer's breadth, by the word's upper 53 bits. */
  private double point(int layer, long word) {
    return table[2 * layer] + table[2 * layer + 1] * ((word >>> 11) * TO_UNIT);
  }

  /** Whether the next layer spans z too, so that all of this one at z is under f. */
  private boolean isInside(int layer, double z) {
    double left = table[2 * layer + 2];
    return z > left && z < left + table[2 * layer + 3];
  }

  /** Decides on a point that is not surely under f, and draws anew until one is. */
  private double rare(int layer, double z, Xoshiro256 random) {
    while (true) {
      if (layer == 0) {
        double tail = tail(z, random);
        if (!Double.isNaN(tail)) {
          return tail;
        }
      } else {
        double height = level[layer] + random.nextPositive() * (level[layer + 1] - level[layer]);
        if (height < density(z)) {
          return z;
        }
      }
      long word = random.next();
      layer = (int) word & (LAYERS - 1);
      z = point(layer, word);
      if (isInside(layer, z)) {
        return z;
      }
    }
  }

  /**
   * A point beyond the ends of layer 0: its distance from the end, in units of the tangent's scale,
   * is uniform on (0, 1), and becomes exponential. NaN if it does not lie under f.
   */
  private double tail(double z, Xoshiro256 random) {
    boolean isLeft = z <= left1;
    double slope = isLeft ? slopeLeft : slopeRight;
    double depth = StrictMath.log((isLeft ? left1 - z : z - right1) * slope);
    double point = isLeft ? left1 + depth / slope : right1 - depth / slope;
    double logHeight = logLevel1 + depth + StrictMath.log(random.nextPositive());
    return logHeight < shape * (point - StrictMath.expm1(point)) ? point : Double.NaN;
  }

  /** f(z). */
  private double density(double z) {
    double log = shape * (z + 1 - (z > FastExp.LOWEST ? FastExp.exp(z) : 0));
    return log > FastExp.LOWEST ? FastExp.exp(log) : 0;
  }

  /** Bisects ln f_1 until the last layer is the one that reaches the mode, and just so. */
  private void build() {
    double low = -60;
    double high = -1e-6;
    int reached = 0;
    while (high - low > 1e-4 || reached != LAYERS - 1) {
      double middle = 0.5 * (low + high);
      int top = stack(middle);
      if (top < LAYERS) {
        high = middle;
        reached = top;
      } else {
        low = middle;
      }
    }
    stack(high);
  }

  /** Stacks layers above a first level; which of them reaches f(0) = 1, LAYERS if none does. */
  private int stack(double logFirst) {
    logLevel1 = logFirst;
    double c = -logFirst / shape;
    double spread = StrictMath.sqrt(2 * c);
    left1 = root(c, -(spread + c));
    right1 = root(c, Math.min(spread, StrictMath.log(1 + c + spread)));
    slopeLeft = -shape * StrictMath.expm1(left1);
    slopeRight = shape * StrictMath.expm1(right1);
    double width = right1 - left1 + 1 / slopeLeft + 1 / slopeRight;
    row(0, left1 - 1 / slopeLeft, width);
    level[1] = StrictMath.exp(logFirst);
    double area = level[1] * width;
    double left = left1;
    double right = right1;
    for (int i = 1; i < LAYERS; i++) {
      row(i, left, right - left);
      level[i + 1] = level[i] + area / (right - left);
      if (level[i + 1] >= 1) {
        return i;
      }
      c = -StrictMath.log(level[i + 1]) / shape;
      left = root(c, left);
      right = root(c, right);
    }
    return LAYERS;
  }

  private void row(int layer, double left, double width) {
    table[2 * layer] = left;
    table[2 * layer + 1] = width;
  }

  /**
   * The root of e^z - 1 - z = c > 0, that is ln f(z) = -alpha c, on the side of a point beyond it.
   * Newton's method on a convex function comes nearer from that side.
   */
  private static double root(double c, double beyond) {
    double z = beyond;
    for (int i = 0; i < 50; i++) {
      double slope = StrictMath.expm1(z);
      double step = (slope - z - c) / slope;
      z -= step;
      if (!(Math.abs(step) > 1e-13 * Math.abs(z))) {
        break;
      }
    }
    return z;
  }
}
