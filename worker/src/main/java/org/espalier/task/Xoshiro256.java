package org.espalier.task;

/**
 * The generator xoshiro256++ (Blackman and Vigna 2021), period 2^256 - 1, with its state in plain
 * fields of a final class, so that a sampler's inner loop makes no virtual call.
 */
final class Xoshiro256 {

  private static final double TO_UNIT = 0x1.0p-53;
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long s0;
  private long s1;
  private long s2;
  private long s3;

  /** The state is the first four outputs of SplitMix64 from the seed, as its authors recommend. */
  Xoshiro256(long seed) {
    long weyl = seed;
    s0 = mix(weyl += GOLDEN_GAMMA);
    s1 = mix(weyl += GOLDEN_GAMMA);
    s2 = mix(weyl += GOLDEN_GAMMA);
    s3 = mix(weyl + GOLDEN_GAMMA);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Takes over the state of another generator. */
  void copyFrom(Xoshiro256 other) {
    s0 = other.s0;
    s1 = other.s1;
    s2 = other.s2;
    s3 = other.s3;
  }

  /** [4] the state as it is now. */
  long[] state() {
    return new long[] {s0, s1, s2, s3};
  }

  /** Takes over a state. */
  void restore(long[] state) {
    s0 = state[0];
    s1 = state[1];
    s2 = state[2];
    s3 = state[3];
  }

  long next() {
    long result = Long.rotateLeft(s0 + s3, 23) + s0;
    long t = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /** Fills the first {@code n} entries. The state stays in registers over the loop. */
  void fill(long[] values, int n) {
    long a = s0;
    long b = s1;
    long c = s2;
    long d = s3;
    for (int i = 0; i < n; i++) {
      values[i] = Long.rotateLeft(a + d, 23) + a;
      long t = b << 17;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = Long.rotateLeft(d, 45);
    }
    s0 = a;
    s1 = b;
    s2 = c;
    s3 = d;
  }

  /** Fills every {@code stride}-th entry as {@link #nextPositive} would, n of them. */
  void fillPositive(double[] values, int at, int stride, int n) {
    long a = s0;
    long b = s1;
    long c = s2;
    long d = s3;
    for (int i = 0; i < n; i++) {
      values[at + i * stride] = toPositive(Long.rotateLeft(a + d, 23) + a);
      long t = b << 17;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = Long.rotateLeft(d, 45);
    }
    s0 = a;
    s1 = b;
    s2 = c;
    s3 = d;
  }

  /** Uniform on the multiples of 2^-53 in (0, 1]. */
  double nextPositive() {
    return toPositive(next());
  }

  /** Uniform on 0..n-1; the probabilities are even to 2^-57. */
  int nextInt(int n) {
    return toInt(next(), n);
  }

  /** The upper 63 bits as a number in 0..n-1. */
  static int toInt(long bits, int n) {
    return (int) Math.multiplyHigh(bits >>> 1, 2L * n);
  }

  /** The upper 53 bits as a number in (0, 1]. */
  static double toPositive(long bits) {
    return ((bits >>> 11) + 1) * TO_UNIT;
  }
}
