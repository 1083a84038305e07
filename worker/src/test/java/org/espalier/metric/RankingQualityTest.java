package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingQualityTest {

  @Test
  void handComputedExampleWithATie() {
    var quality =
        RankingQuality.of(
            new double[] {.9, .5, .5, .1, .7}, new boolean[] {true, true, false, false, false});
    // pairs: .9 beats .5 .1 .7; .5 ties .5, beats .1, loses to .7: (3 + 1.5) / 6
    assertThat(quality.auroc()).isEqualTo(0.75);
    // recall 1/2 at precision 1, then 1/2 more when both .5 enter: 2 of 4
    assertThat(quality.averagePrecision()).isEqualTo(0.75);
    assertThat(quality.prevalence()).isEqualTo(0.4);
  }

  @Test
  void perfectAndReversedRankings() {
    boolean[] positive = {true, false, false, true};
    assertThat(RankingQuality.of(new double[] {3, 1, 2, 4}, positive))
        .isEqualTo(new RankingQuality(1, 1, 0.5));
    var reversed = RankingQuality.of(new double[] {1, 3, 4, 2}, positive);
    assertThat(reversed.auroc()).isZero();
    assertThat(reversed.averagePrecision()).isEqualTo((1.0 / 3 + 2.0 / 4) / 2);
  }

  @Test
  void equalScoresCarryNoInformation() {
    var quality =
        RankingQuality.of(
            new double[] {0.0, -0.0, 0.0, 0.0}, new boolean[] {true, false, false, false});
    assertThat(quality).isEqualTo(new RankingQuality(0.5, 0.25, 0.25));
  }

  @Test
  void withoutBothKindsThereIsNoArea() {
    var onlyPositive = RankingQuality.of(new double[] {1, 2}, new boolean[] {true, true});
    assertThat(onlyPositive.auroc()).isNaN();
    assertThat(onlyPositive.averagePrecision()).isEqualTo(1);
    var onlyNegative = RankingQuality.of(new double[] {1, 2}, new boolean[2]);
    assertThat(onlyNegative.auroc()).isNaN();
    assertThat(onlyNegative.averagePrecision()).isNaN();
    var nothing = RankingQuality.of(new double[0], new boolean[0]);
    assertThat(nothing.auroc()).isNaN();
    assertThat(nothing.prevalence()).isNaN();
  }

  @Test
  void aScoreThatIsNoNumberSpoilsTheRankingButNotThePrevalence() {
    var quality = RankingQuality.of(new double[] {1, Double.NaN}, new boolean[] {true, false});
    assertThat(quality.auroc()).isNaN();
    assertThat(quality.averagePrecision()).isNaN();
    assertThat(quality.prevalence()).isEqualTo(0.5);
  }

  @Test
  void differentLengthsAreRefused() {
    assertThatThrownBy(() -> RankingQuality.of(new double[3], new boolean[2]))
        .hasMessage("3 scores of 2 candidates");
  }

  @Test
  void agreesWithTheDefinitionsOnRandomScoresWithTies() {
    var random = new Random(1);
    for (int trial = 0; trial < 500; trial++) {
      int n = 2 + random.nextInt(30);
      int values = 1 + random.nextInt(12);
      double[] scores = random.doubles(n).map(u -> Math.floor(u * values)).toArray();
      boolean[] positive = new boolean[n];
      for (int k = 0; k < n; k++) {
        positive[k] = random.nextInt(3) == 0;
      }
      positive[0] = true;
      positive[1] = false;
      var quality = RankingQuality.of(scores, positive);
      assertThat(quality.auroc()).isCloseTo(aurocOverAllPairs(scores, positive), within(1e-12));
      assertThat(quality.averagePrecision())
          .isCloseTo(averagePrecisionByThresholds(scores, positive), within(1e-12));
    }
  }

  private static double aurocOverAllPairs(double[] scores, boolean[] positive) {
    double wins = 0;
    int pairs = 0;
    for (int p = 0; p < scores.length; p++) {
      for (int q = 0; q < scores.length; q++) {
        if (positive[p] && !positive[q]) {
          pairs++;
          wins += scores[p] > scores[q] ? 1 : scores[p] == scores[q] ? 0.5 : 0;
        }
      }
    }
    return wins / pairs;
  }

  private static double averagePrecisionByThresholds(double[] scores, boolean[] positive) {
    double[] thresholds = Arrays.stream(scores).distinct().sorted().toArray();
    double area = 0;
    double lastRecall = 0;
    for (int t = thresholds.length - 1; t >= 0; t--) {
      int claimed = 0;
      int hits = 0;
      int positives = 0;
      for (int k = 0; k < scores.length; k++) {
        claimed += scores[k] >= thresholds[t] ? 1 : 0;
        hits += scores[k] >= thresholds[t] && positive[k] ? 1 : 0;
        positives += positive[k] ? 1 : 0;
      }
      double recall = (double) hits / positives;
      area += (recall - lastRecall) * hits / claimed;
      lastRecall = recall;
    }
    return area;
  }
}
