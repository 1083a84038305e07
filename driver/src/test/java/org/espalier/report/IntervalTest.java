package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.espalier.metric.Bounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Intervals against quantiles of Student's distribution that are integrated here. */
final class IntervalTest {
  private static final int PANELS = 20_000;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 20, 300})
  void anIntervalIsStudents(int n) {
    Interval interval = Interval.of(-1.5, 0.25, n);
    double half = quantile(n - 1) * 0.25 / Math.sqrt(n);
    assertThat(interval.high()).isCloseTo(-1.5 + half, within(1e-6 * half));
    assertThat(interval.low()).isCloseTo(-1.5 - half, within(1e-6 * half));
  }

  @Test
  void oneReplicateHasNoInterval() {
    assertThat(Interval.of(3, null, 1)).isEqualTo(new Interval(3, 3, 3, 0, 1));
  }

  @Test
  void aDifferenceHasWelchsInterval() {
    double va = 0.09 / 6;
    double vb = 1.44 / 15;
    double freedom = Math.pow(va + vb, 2) / (va * va / 5 + vb * vb / 14);
    Interval difference = Comparison.difference(Interval.of(2, 0.3, 6), Interval.of(2.75, 1.2, 15));
    double half = quantile(freedom) * Math.sqrt(va + vb);
    assertThat(difference.mean()).isCloseTo(0.75, within(1e-12));
    assertThat(difference.high() - difference.low()).isCloseTo(2 * half, within(1e-6 * half));
    assertThat(difference.n()).isEqualTo(6);
  }

  /** A cell of one seed leaves none to be seen: that is no spread of 0. */
  @Test
  void withoutOneOfTheSpreadsTheDifferenceHasNoInterval() {
    Interval unknown = Interval.ofError(2, Double.NaN, 6, Bounds.NONE);
    assertThat(unknown.hasSpread()).isFalse();
    Interval difference = Comparison.difference(Interval.of(1, 0.5, 8), unknown);
    assertThat(difference.mean()).isEqualTo(1);
    assertThat(difference.low()).isEqualTo(difference.high()).isEqualTo(1);
  }

  @Test
  void equalSpreadsOfEqualSizeHaveTheDegreesOfFreedomOfBoth() {
    Interval difference = Comparison.difference(Interval.of(0, 1.0, 8), Interval.of(0, 1.0, 8));
    double half = quantile(14) * Math.sqrt(2.0 / 8);
    assertThat(difference.high()).isCloseTo(half, within(1e-6 * half));
  }

  /**
   * The .975 quantile of Student's distribution: with x = sqrt(f) tan a its density in a is
   * proportional to cos(a)^(f-1), which is integrated by Simpson's rule and inverted by bisection.
   */
  private static double quantile(double freedom) {
    double all = integral(freedom, Math.PI / 2);
    double low = 0;
    double high = Math.PI / 2;
    while (high - low > 1e-13) {
      double middle = (low + high) / 2;
      // from 0 on: .475 of .5
      if (integral(freedom, middle) < 0.95 * all) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.sqrt(freedom) * Math.tan(low);
  }

  private static double integral(double freedom, double to) {
    double h = to / PANELS;
    double sum = 0;
    for (int i = 0; i <= PANELS; i++) {
      double weight = i == 0 || i == PANELS ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.pow(Math.max(0, Math.cos(i * h)), freedom - 1);
    }
    return sum * h / 3;
  }
}
