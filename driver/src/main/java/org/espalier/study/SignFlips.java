package org.espalier.study;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.special.Erf;

/**
 * The sign-flip permutation test of whether paired differences are symmetric about 0.
 *
 * <p>p is the share of assignments of signs whose sum is at least as far from 0 as the observed
 * one: of all 2<sup>n</sup> for n up to {@value #EXACT} differences; of {@value #DRAWS} random ones
 * and the observed one for n up to {@value #DRAWN}, which is never below 1 / 10,000; beyond it by
 * the normal approximation, in which the sum has the variance of the sum of squares.
 */
final class SignFlips {
  private static final int EXACT = 14;
  private static final int DRAWN = 1000;
  private static final int DRAWS = 9_999;
  private static final long SEED = 0x5163F11D5L;

  /** Sums that differ by rounding only are equal. */
  private static final double ROUNDING = 1e-12;

  private SignFlips() {}

  /** The two-sided p; differences of 0 take part, and change nothing. */
  static double p(double[] differences) {
    double sum = Math.abs(Arrays.stream(differences).sum());
    double size = Arrays.stream(differences).map(Math::abs).sum();
    double threshold = sum - ROUNDING * size;
    if (size == 0) {
      return 1;
    }
    if (differences.length <= EXACT) {
      return exact(differences, threshold);
    }
    return differences.length <= DRAWN
        ? drawn(differences, threshold)
        : Erf.erfc(sum / Math.sqrt(2 * Arrays.stream(differences).map(d -> d * d).sum()));
  }

  private static double exact(double[] differences, double threshold) {
    int assignments = 1 << differences.length;
    int extreme = 0;
    for (int signs = 0; signs < assignments; signs++) {
      if (Math.abs(flipped(differences, signs)) >= threshold) {
        extreme++;
      }
    }
    return (double) extreme / assignments;
  }

  /** Eight signs at a time: their sum is looked up. */
  private static double drawn(double[] differences, double threshold) {
    var sums = new double[(differences.length + Byte.SIZE - 1) / Byte.SIZE][1 << Byte.SIZE];
    for (int b = 0; b < sums.length; b++) {
      int from = b * Byte.SIZE;
      double[] eight =
          Arrays.copyOfRange(differences, from, Math.min(differences.length, from + Byte.SIZE));
      for (int signs = 0; signs < sums[b].length; signs++) {
        sums[b][signs] = flipped(eight, signs);
      }
    }
    var random = new SplittableRandom(SEED);
    int extreme = 1; // the observed assignment
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      for (int from = 0; from < sums.length; from += Long.BYTES) {
        long signs = random.nextLong();
        int to = Math.min(sums.length, from + Long.BYTES);
        for (int b = from; b < to; b++) {
          sum += sums[b][(int) (signs & 0xff)];
          signs >>>= Byte.SIZE;
        }
      }
      if (Math.abs(sum) >= threshold) {
        extreme++;
      }
    }
    return (double) extreme / (DRAWS + 1);
  }

  /** The sum in which a bit that is set changes the sign. */
  private static double flipped(double[] differences, long signs) {
    double sum = 0;
    for (int i = 0; i < differences.length; i++) {
      sum += (signs >>> i & 1) == 0 ? differences[i] : -differences[i];
    }
    return sum;
  }
}
