package org.espalier.task;

/**
 * e^x by a table of 256 powers of two and a polynomial: relative error below 3e-16 (2 + |x|) for
 * -700 <= x <= 700.
 *
 * <p>256 x / ln 2 = 256 k + j + r with |r| <= 1/2, so e^x = 2^k 2^(j/256) 2^(r/256), and five terms
 * of the last one's series suffice. Plain arithmetic: the same bits on every machine, which {@link
 * Math#exp} does not promise, and half its time, for there is no call in the loop.
 */
final class FastExp {

  /** Below this, e^x is taken as 0: nothing that small can be told from it in a sum with 1. */
  static final double LOWEST = -700;

  private static final double PER_LN2 = 256 / StrictMath.log(2);
  private static final double ROUND = 0x1.8p52; // adding it rounds to an integer in the low bits
  private static final double C1 = StrictMath.log(2) / 256;
  private static final double C2 = C1 * C1 / 2;
  private static final double C3 = C1 * C1 * C1 / 6;
  private static final double C4 = C1 * C1 * C1 * C1 / 24;

  /** Bits of 2^(j/256). */
  private static final long[] POWERS = new long[256];

  static {
    for (int j = 0; j < 256; j++) {
      POWERS[j] = Double.doubleToRawLongBits(StrictMath.pow(2, j / 256.0));
    }
  }

  private FastExp() {}

  /** e^x for LOWEST <= x <= 700. */
  static double exp(double x) {
    double scaled = x * PER_LN2;
    double shifted = scaled + ROUND;
    long n = Double.doubleToRawLongBits(shifted);
    double r = scaled - (shifted - ROUND);
    double p = r * (C1 + r * (C2 + r * (C3 + r * C4)));
    double power = Double.longBitsToDouble(POWERS[(int) n & 255] + (n >> 8 << 52));
    return power + power * p;
  }
}
