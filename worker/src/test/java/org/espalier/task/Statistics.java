package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Distribution functions and tests. Each test says how often it fails although all is right. */
final class Statistics {

  private Statistics() {}

  /** Kolmogorov and Smirnov: sqrt(n) D > 2.8 has probability 2 exp(-2 2.8^2) = 3e-7. */
  static void assertDrawnFrom(DoubleUnaryOperator cdf, double[] sample) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double distance = 0;
    for (int i = 0; i < n; i++) {
      double p = cdf.applyAsDouble(sorted[i]);
      distance = Math.max(distance, Math.max(p - (double) i / n, (i + 1.0) / n - p));
    }
    assertThat(Math.sqrt(n) * distance).as("sqrt(n) D").isLessThan(2.8);
  }

  /**
   * Pearson's chi-square of counts against probabilities, by Wilson and Hilferty's normal
   * approximation: beyond 5.2 standard deviations with probability about 1e-7.
   */
  static void assertCounts(long[] counts, double[] probabilities) {
    long n = Arrays.stream(counts).sum();
    double chi = 0;
    int cells = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = n * probabilities[i];
      if (expected < 1e-12) {
        assertThat(counts[i]).as("count of the impossible %d", i).isZero();
        continue;
      }
      assertThat(expected).as("expected count of %d", i).isGreaterThan(5);
      chi += (counts[i] - expected) * (counts[i] - expected) / expected;
      cells++;
    }
    assertChiSquare(chi, cells - 1);
  }

  /** Whether two tables of counts come from one distribution, as {@link #assertCounts}. */
  static void assertSameDistribution(long[] a, long[] b) {
    double na = Arrays.stream(a).sum();
    double nb = Arrays.stream(b).sum();
    double chi = 0;
    int cells = 0;
    for (int i = 0; i < a.length; i++) {
      double pooled = (a[i] + b[i]) / (na + nb);
      if (pooled > 0) {
        chi += Math.pow(a[i] - na * pooled, 2) / (na * pooled);
        chi += Math.pow(b[i] - nb * pooled, 2) / (nb * pooled);
        cells++;
      }
    }
    assertChiSquare(chi, cells - 1);
  }

  private static void assertChiSquare(double chi, int freedom) {
    double spread = 2.0 / (9 * freedom);
    double deviations = (Math.cbrt(chi / freedom) - 1 + spread) / Math.sqrt(spread);
    assertThat(deviations).as("chi-square %.1f with %d", chi, freedom).isLessThan(5.2);
  }

  /** Sums of 0-1 draws of known probability: beyond 6 standard deviations with probability 2e-9. */
  static final class Frequency {
    private double deviation;
    private double variance;
    private long draws;

    void add(boolean hit, double probability) {
      deviation += (hit ? 1 : 0) - probability;
      variance += probability * (1 - probability);
      draws++;
    }

    long draws() {
      return draws;
    }

    void check(String what) {
      assertThat(draws).as("draws of " + what).isGreaterThan(100);
      assertThat(Math.abs(deviation))
          .as("%s in %d draws", what, draws)
          .isLessThanOrEqualTo(6 * Math.sqrt(variance) + 1e-3);
    }
  }

  /** P(G <= e^logX) for G ~ Gamma(a, 1), to about 1e-12. */
  static double gammaCdf(double a, double logX) {
    double x = Math.exp(logX);
    if (x == 0 || x < a + 1) {
      double term = 1;
      double sum = 1;
      for (int n = 1; term > 1e-17 * sum; n++) {
        term *= x / (a + n);
        sum += term;
      }
      return Math.exp(a * logX - x - logGamma(a + 1)) * sum;
    }
    double c = 1e300;
    double d = 1 / (x + 1 - a);
    double h = d;
    for (int i = 1; i < 10_000; i++) {
      double an = -i * (i - a);
      double b = x + 2 * i + 1 - a;
      d = 1 / (an * d + b);
      c = b + an / c;
      h *= d * c;
      if (Math.abs(d * c - 1) < 1e-15) {
        break;
      }
    }
    return 1 - Math.exp(a * logX - x - logGamma(a)) * h;
  }

  /** P(X <= x) for X ~ Beta(a, b), by Lentz's continued fraction. */
  static double betaCdf(double a, double b, double x) {
    if (x <= 0) {
      return 0;
    }
    if (x >= 1) {
      return 1;
    }
    if (x > (a + 1) / (a + b + 2)) {
      return 1 - betaCdf(b, a, 1 - x);
    }
    double front =
        Math.exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
    double c = 1;
    double d = 1 / (1 - (a + b) * x / (a + 1));
    double h = d;
    for (int m = 1; m < 10_000; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / (1 + even * d);
      c = 1 + even / c;
      h *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / (1 + odd * d);
      c = 1 + odd / c;
      h *= d * c;
      if (Math.abs(d * c - 1) < 1e-15) {
        break;
      }
    }
    return front * h / a;
  }

  /** ln Gamma(x) for x > 0: Stirling's series after shifting x above 20. */
  static double logGamma(double x) {
    double shift = 0;
    double y = x;
    while (y < 20) {
      shift += Math.log(y);
      y++;
    }
    double inverse = 1 / (y * y);
    double series = (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260))) / y;
    return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift;
  }
}
