package org.espalier.task;

/**
 * e^x by a table of 256 powers of two and a polynomial: within 2 units in the last place for -700
 * <= x <= 700.
 *
 * <p>x = (256 k + j) ln 2 / 256 + r with |r| <= ln 2 / 512, so e^x = 2^k 2^(j/256) e^r and five
 * terms of the series of e^r suffice. Plain arithmetic: the same bits on every machine, which
 * {@link Math#exp} does not promise, and no call in the loop.
 */
final class FastExp {

  /** Below this, e^x is taken as 0: nothing that small can be told from it in a sum with 1. */
  static final double LOWEST = -700;

  private static final double PER_LN2 = 0x1.71547652b82fep8; // 256 / ln 2
  private static final double LN2_HIGH = 0x1.62e42feep-9; // upper 32 bits of ln 2 / 256
  private static final double LN2_LOW = 0x1.a39ef35793c76p-41; // ln 2 / 256 - LN2_HIGH
  private static final double ROUND = 0x1.8p52; // adding it rounds to an integer in the low bits
  private static final double[] POWERS = new double[256];

  static {
    for (int j = 0; j < 256; j++) {
      POWERS[j] = StrictMath.pow(2, j / 256.0);
    }
  }

  private FastExp() {}

  /** e^x for LOWEST <= x <= 700. */
  static double exp(double x) {
    double shifted = x * PER_LN2 + ROUND;
    int n = (int) Double.doubleToRawLongBits(shifted);
    double whole = shifted - ROUND;
    double r = (x - whole * LN2_HIGH) - whole * LN2_LOW;
    double p = r + r * r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24)));
    double power = POWERS[n & 255];
    double scale = Double.longBitsToDouble((long) ((n >> 8) + 1023) << 52);
    return (power + power * p) * scale;
  }
}
