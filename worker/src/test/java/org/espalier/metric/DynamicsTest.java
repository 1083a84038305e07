package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DynamicsTest {

  @Test
  void milestonesKeepTheFirstStep() {
    var milestones = Milestones.ofEdgeAccuracy();
    milestones.observe(0, Double.NaN);
    milestones.observe(16, .5);
    milestones.observe(32, .2);
    milestones.observe(48, .95);
    assertThat(milestones.step(0)).hasValue(16);
    assertThat(milestones.step(1)).hasValue(48);
    assertThat(milestones.step(2)).isEmpty();
    assertThat(milestones.isComplete()).isFalse();
    milestones.observe(64, 1);
    assertThat(milestones.step(2)).hasValue(64);
    assertThat(milestones.isComplete()).isTrue();
  }

  @Test
  void thePlateauIsTheStayBetweenTwoFalls() {
    int[] steps = {0, 10, 20, 30, 40, 50, 60, 70, 80};
    double[] losses = {2, 1.5, 1.49, 1.5, 1.49, 1.2, 1.01, 1, 1.005};
    var plateau = Plateau.of(steps, losses);
    assertThat(plateau.start()).hasValue(10);
    assertThat(plateau.length()).isEqualTo(30);
    assertThat(plateau.tenth()).hasValue(10);
  }

  @Test
  void aSlowSlideIsAPlateauUntilItHasMadeATenthOfTheWay() {
    double[] losses = {1.6, 1.51, 1.5, 1.49, 1.48, 1.46, 1.3, 1.2};
    var plateau = Plateau.of(new int[] {0, 1, 2, 3, 4, 5, 6, 7}, losses);
    assertThat(plateau.start()).hasValue(1);
    assertThat(plateau.length()).isEqualTo(3);
  }

  @Test
  void aPlateauAtTheStartCountsToo() {
    var plateau = Plateau.of(new int[] {0, 8, 16, 24}, new double[] {1, .995, .99, 0});
    assertThat(plateau.start()).hasValue(0);
    assertThat(plateau.length()).isEqualTo(16);
    assertThat(plateau.tenth()).hasValue(24);
  }

  @Test
  void theEndOfTrainingAndASteadyFallAreNoPlateaus() {
    var ended = Plateau.of(new int[] {0, 1, 2, 3, 4}, new double[] {2, 1, 1, 1, 1});
    assertThat(ended).isEqualTo(new Plateau(OptionalInt.empty(), 0, OptionalInt.of(1)));
    var steady = Plateau.of(new int[] {0, 1, 2, 3, 4}, new double[] {5, 4, 3, 2, 1});
    assertThat(steady.length()).isZero();
  }

  @Test
  void aRiseDuringTheStayDoesNotEndIt() {
    var plateau = Plateau.of(new int[] {0, 1, 2, 3}, new double[] {1, 1.3, 1, 0});
    assertThat(plateau.start()).hasValue(0);
    assertThat(plateau.length()).isEqualTo(2);
  }

  @Test
  void aCurveThatNeverFallsHasNone() {
    var none = new Plateau(OptionalInt.empty(), 0, OptionalInt.empty());
    assertThat(Plateau.of(new int[] {0, 1}, new double[] {1, 2})).isEqualTo(none);
    assertThat(Plateau.of(new int[] {0}, new double[] {1})).isEqualTo(none);
    assertThat(Plateau.of(new int[0], new double[0])).isEqualTo(none);
  }

  @Test
  void lossesThatAreNotFiniteArePassedOver() {
    var plateau = Plateau.of(new int[] {0, 1, 2, 3, 4}, new double[] {1, 1, 1, 0, Double.NaN});
    assertThat(plateau.length()).isEqualTo(2);
    var diverged = Plateau.of(new int[] {0, 1, 2}, new double[] {1, .5, Double.POSITIVE_INFINITY});
    assertThat(diverged.tenth()).hasValue(1);
    assertThatThrownBy(() -> Plateau.of(new int[1], new double[2]))
        .hasMessage("1 steps and 2 losses");
  }

  @Test
  void theGapIsMeasuredInWhatThereIsToGain() {
    var gap = new LossGap(1.2, 1.0, 1.4, 0);
    assertThat(gap.gap()).isCloseTo(.2, within(1e-12));
    assertThat(gap.normalized()).isCloseTo(.5, within(1e-12));
    assertThat(new LossGap(1, 1.4, 1.4, 0).normalized()).isNaN();
    assertThat(new LossGap(1, 1.4 - 7e-9, 1.4, 0).normalized()).as("a rounding error").isNaN();
    assertThat(new LossGap(Double.NaN, 1, 1.4, 0).normalized()).isNaN();
  }

  /** Seen: a posterior of 1.09847 beside ln 3 gave a gap of -935.9. */
  @Test
  void aGainWithinItsErrorOfZeroIsNoDenominator() {
    assertThat(new LossGap(1.23, 1.09847, Math.log(3), 1e-4).normalized()).isNaN();
    assertThat(new LossGap(1.2, 1.0, 1.4, .19).normalized()).isCloseTo(.5, within(1e-12));
    assertThat(new LossGap(1.2, 1.0, 1.4, .21).normalized()).isNaN();
    assertThat(new LossGap(1.2, 1.0, 1.4, Double.NaN).normalized()).isNaN();
    assertThat(new LossGap(1.23, 1.09847, Math.log(3), 1e-4).gap())
        .isCloseTo(.13153, within(1e-12));
  }

  @Test
  void equalValuesShareTheBetterRankAndNaNComesLast() {
    double[] row = {.2, .5, .2, Double.NaN, .9};
    assertThat(Ranks.descending(row, 4, 1)).isEqualTo(1);
    assertThat(Ranks.descending(row, 4, 0)).isEqualTo(2);
    assertThat(Ranks.descending(row, 4, 2)).isEqualTo(2);
    assertThat(Ranks.descending(row, 4, 3)).isEqualTo(4);
    assertThat(Ranks.isLargest(row, 3, 1)).isTrue();
    assertThat(Ranks.isLargest(row, 4, 1)).isFalse();
    assertThat(Ranks.isLargest(row, 1, 0)).isTrue();
  }
}
