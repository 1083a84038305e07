package org.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.espalier.InvalidValueException;
import org.espalier.metric.Bounds;
import org.junit.jupiter.api.Test;

/** The ends are SciPy's: {@code stats.t.ppf}, {@code stats.binomtest(...).proportion_ci()}. */
final class MeanIntervalTest {

  @Test
  void manyValuesHaveStudentsInterval() {
    var interval = MeanInterval.of(new double[] {.1, .2, .4, .5}, Bounds.NONE);
    // stats.t.interval(.99, 3, .3, stats.sem([.1, .2, .4, .5]))
    assertThat(interval.mean()).isCloseTo(.3, within(1e-12));
    assertThat(interval.low()).isCloseTo(-.2331996, within(1e-6));
    assertThat(interval.high()).isCloseTo(.8331996, within(1e-6));
  }

  @Test
  void anIntervalStaysWithinTheBoundsOfItsMetric() {
    var interval = MeanInterval.of(new double[] {.1, .2, .4, .5}, Bounds.UNIT);
    assertThat(interval.low()).isZero();
    assertThat(interval.high()).isCloseTo(.8331996, within(1e-6));
  }

  @Test
  void allOrNothingHasTheExactBinomialInterval() {
    var values = new double[40];
    Arrays.fill(values, 0, 38, 1);
    var interval = MeanInterval.of(values, Bounds.UNIT);
    // stats.binomtest(38, 40).proportion_ci(.95): .8308 to .9939; Student's t at 99 %: .8556 to
    // 1.04
    assertThat(interval.low()).isCloseTo(.8308031, within(1e-6));
    assertThat(interval.high()).isEqualTo(1);
  }

  @Test
  void equalValuesLeaveRoomForWhatWasNotSeen() {
    var values = new double[10];
    Arrays.fill(values, 1);
    var interval = MeanInterval.of(values, Bounds.UNIT);
    // stats.binomtest(10, 10).proportion_ci(.95)
    assertThat(interval.low()).isCloseTo(.6915029, within(1e-6));
    assertThat(interval.high()).isEqualTo(1);
  }

  @Test
  void equalValuesOfAnUnboundedMetricSayNothing() {
    var interval = MeanInterval.of(new double[] {2, 2, 2}, Bounds.NONE);
    assertThat(interval.halfWidth()).isInfinite();
  }

  @Test
  void oneValueOrOneThatIsNotFiniteHasNoInterval() {
    assertThatThrownBy(() -> MeanInterval.of(new double[] {1}, Bounds.UNIT))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("values = 1 must be at least two replicates");
    assertThatThrownBy(() -> MeanInterval.of(new double[] {1, Double.NaN}, Bounds.UNIT))
        .isInstanceOf(InvalidValueException.class);
  }
}
