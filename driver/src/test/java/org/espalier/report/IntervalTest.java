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
    Interval interval = Interval.of(-1.5, 0.25, n, Bounds.NONE);
    double half = quantile(n - 1) * 0.25 / Math.sqrt(n);
    assertThat(interval.high()).isCloseTo(-1.5 + half, within(1e-6 * half));
    assertThat(interval.low()).isCloseTo(-1.5 - half, within(1e-6 * half));
  }

  @Test
  void oneReplicateHasNoInterval() {
    assertThat(Interval.of(3, Double.NaN, 1, Bounds.NONE))
        .isEqualTo(new Interval(3, Double.NaN, Double.NaN, Double.NaN, 1));
  }

  @Test
  void aDifferenceHasWelchsInterval() {
    double va = 0.09 / 6;
    double vb = 1.44 / 15;
    double freedom = Math.pow(va + vb, 2) / (va * va / 5 + vb * vb / 14);
    Interval difference =
        Comparison.difference(
            Interval.of(2, 0.3, 6, Bounds.NONE),
            Interval.of(2.75, 1.2, 15, Bounds.NONE),
            Bounds.NONE);
    double half = quantile(freedom) * Math.sqrt(va + vb);
    assertThat(difference.mean()).isCloseTo(0.75, within(1e-12));
    assertThat(difference.high() - difference.low()).isCloseTo(2 * half, within(1e-6 * half));
    assertThat(difference.n()).isEqualTo(6);
  }

  /** A cell of one seed leaves none to be seen: that is no spread of 0. */
  @Test
  void withoutOneOfTheSpreadsTheDifferenceHasNoInterval() {
    Interval unknown = Interval.ofError(2, Double.NaN, 6, Bounds.NONE);
    assertThat(unknown.hasEnds()).isFalse();
    Interval difference =
        Comparison.difference(Interval.of(1, 0.5, 8, Bounds.NONE), unknown, Bounds.NONE);
    assertThat(difference.mean()).isEqualTo(1);
    assertThat(difference.low()).isNaN();
    assertThat(difference.high()).isNaN();
  }

  /** Of a measure without two bounds they tell nothing. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-17})
  void equalReplicatesHaveNoIntervalWithoutBounds(double sd) {
    for (Bounds bounds : new Bounds[] {Bounds.NONE, Bounds.NOT_NEGATIVE}) {
      Interval equal = Interval.of(.7, sd, 5, bounds);
      assertThat(equal.hasEnds()).isFalse();
      assertThat(equal.sd()).isEqualTo(sd);
      assertThat(Comparison.difference(equal, equal, Bounds.NONE).hasEnds()).isFalse();
    }
  }

  /**
   * Five replicates that are all .9 and five that are all 1: with confidence 95 % a share of at
   * most q = 1 - .025^(1/5) = .52182 of the replicates differs. The ends of the first are .9 - .9 q
   * and .9 + .1 q, of the second 1 - q and 1.
   */
  @Test
  void equalReplicatesAreNoProofOfADifference() {
    Interval a = Interval.of(.9, 0, 5, Bounds.UNIT);
    Interval b = Interval.of(1, 0, 5, Bounds.UNIT);
    Interval difference = Comparison.difference(a, b, Bounds.UNIT.ofDifferences());
    double q = .5218238;
    assertThat(difference.mean()).isCloseTo(.1, within(1e-12));
    assertThat(difference.low()).isCloseTo(.1 - Math.hypot(q, .1 * q), within(1e-6));
    assertThat(difference.high()).isCloseTo(.1 + .9 * q, within(1e-6));
  }

  /** Published means are rounded: .998 and .003 are written as 1.00 and .003. */
  @Test
  void aMeanThatWasRoundedToABoundHasAnInterval() {
    Interval rounded = Interval.of(1, .003, 20, Bounds.UNIT);
    assertThat(rounded.low()).isZero();
    assertThat(rounded.high()).isEqualTo(1);
    assertThat(Comparison.difference(rounded, rounded, Bounds.UNIT.ofDifferences()).high())
        .isCloseTo(.00192, within(1e-5));
  }

  @Test
  void aDifferenceOfSharesStaysWithinItsBounds() {
    Interval a = Interval.of(.1, .2, 2, Bounds.UNIT);
    Interval b = Interval.of(.9, .2, 2, Bounds.UNIT);
    Interval difference = Comparison.difference(a, b, Bounds.UNIT.ofDifferences());
    assertThat(difference.low()).isCloseTo(.8 - quantile(2) * .2, within(1e-6));
    assertThat(difference.high()).isEqualTo(1);
  }

  @Test
  void equalSpreadsOfEqualSizeHaveTheDegreesOfFreedomOfBoth() {
    Interval difference =
        Comparison.difference(
            Interval.of(0, 1.0, 8, Bounds.NONE), Interval.of(0, 1.0, 8, Bounds.NONE), Bounds.NONE);
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
