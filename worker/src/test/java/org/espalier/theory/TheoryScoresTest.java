package org.espalier.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.espalier.graph.CausalGraph;
import org.junit.jupiter.api.Test;

class TheoryScoresTest {

  private static final CausalGraph GRAPH = CausalGraph.ofParents(-1, 0, 0);
  private static final double[][] ZERO = new double[3][3];
  private static final MutualInformation INFORMATION =
      new MutualInformation(7, new double[][] {{0, 0, 0}, {.4, 0, 0}, {.4, .1, 0}}, ZERO, ZERO);

  @Test
  void thePredictionIsTheInformationThroughTheSoftmax() {
    double[][] predicted = InitialGradient.predicted(INFORMATION.mean(), 5, 4, .1);
    // beta0 / (S T) = .005; row 1: (-.4 + .2) / 2; row 2: mean .5 / 3
    assertThat(predicted[1]).containsExactly(new double[] {-.0005, .0005, 0, 0}, within(1e-15));
    assertThat(predicted[2][0]).isCloseTo(.005 * (-.4 + .5 / 3) / 3, within(1e-15));
    assertThat(predicted[2][2]).isCloseTo(.005 * (.5 / 3) / 3, within(1e-15));
    assertThat(predicted[0]).containsExactly(new double[4], within(1e-15));
    assertThat(predicted[3]).containsExactly(new double[4], within(1e-15));
  }

  @Test
  void aGradientAsPredictedScoresOne() {
    double[][] gradient = InitialGradient.predicted(INFORMATION.mean(), 5, 4, .1);
    var scores = TheoryScores.of(GRAPH, gradient, INFORMATION, 5);
    assertThat(scores.rows()).isEqualTo(2);
    assertThat(scores.gradientShare()).isEqualTo(1);
    assertThat(scores.informationShare()).isEqualTo(1);
    assertThat(scores.predictionCorrelation()).isCloseTo(1, within(1e-12));
    assertThat(scores.informationCorrelation()).isBetween(.8, 1.0);
    assertThat(scores.contradictions()).hasValue(0);
    assertThat(scores.informationError()).isZero();
  }

  @Test
  void handComputedSharesAndCorrelation() {
    // row 1 has the parent on top, row 2 its sibling
    double[][] gradient = {{0, 0, 0}, {-1, 1, 0}, {-1, -2, 3}};
    var scores = TheoryScores.of(GRAPH, gradient, INFORMATION, 5);
    assertThat(scores.gradientShare()).isEqualTo(.5);
    // descent 1 -1 1 2 -3 against .4 0 .4 .1 0, means 0 and .18
    double xy = .4 + .4 + .2;
    double xx = 1 + 1 + 1 + 4 + 9;
    double yy = 2 * .22 * .22 + 2 * .18 * .18 + .08 * .08;
    assertThat(scores.informationCorrelation()).isCloseTo(xy / Math.sqrt(xx * yy), within(1e-12));
  }

  @Test
  void aGradientOfZeroPointsNowhere() {
    var scores = TheoryScores.of(GRAPH, ZERO, INFORMATION, 5);
    assertThat(scores.gradientShare()).isZero();
    assertThat(scores.predictionCorrelation()).isNaN();
  }

  @Test
  void withoutEdgesThereIsNoShare() {
    var roots = CausalGraph.ofParents(-1, -1, -1);
    var scores = TheoryScores.of(roots, ZERO, INFORMATION, 5);
    assertThat(scores.rows()).isZero();
    assertThat(scores.gradientShare()).isNaN();
    assertThat(scores.informationShare()).isNaN();
  }

  @Test
  void aGradientIsScoredWithoutInformationToo() {
    double[][] gradient = {{0, 0, 0}, {-1, 1, 0}, {-1, -2, 3}};
    var scores = TheoryScores.ofGradient(GRAPH, gradient);
    assertThat(scores.gradientShare()).isEqualTo(.5);
    assertThat(scores.informationShare()).isNaN();
    assertThat(scores.contradictions()).isEmpty();
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> TheoryScores.of(GRAPH, new double[2][2], INFORMATION, 5))
        .hasMessage("gradient of 2 and information of 3 positions for a graph of 3");
  }
}
