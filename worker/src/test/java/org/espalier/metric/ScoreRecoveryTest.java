package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.espalier.graph.CausalGraph;
import org.junit.jupiter.api.Test;

class ScoreRecoveryTest {
  private static final double NONE = Double.NaN;

  @Test
  void aParentIsFoundByTheSingleLargestScoreOfItsRow() {
    CausalGraph graph = CausalGraph.ofParents(-1, 0, 0, 2);
    double[][] scores = {{9}, {2, 1}, {-1, -2, -1}, {0, 0, -3, 5}};
    ScoreRecovery recovery = ScoreRecovery.of(scores, graph, EdgeScope.IDENTIFIABLE);
    assertThat(recovery.accuracy()).as("found, shared, missed").isCloseTo(1 / 3.0, within(1e-12));
    assertThat(recovery.chance()).isCloseTo((1 / 2.0 + 1 / 3.0 + 1 / 4.0) / 3, within(1e-12));
    // edges 2, -1, -3 against 1, -2, -1, 0, 0, 5: 5 + (1 + 1/2) + 0 of 18 pairs
    assertThat(recovery.ranking().auroc()).isCloseTo(6.5 / 18, within(1e-12));
  }

  @Test
  void aPositionWithTwoParentsHasTwoClaims() {
    CausalGraph graph = CausalGraph.ofParentLists(new int[][] {{}, {}, {0, 1}, {0, 2}});
    double[][] scores = {{NONE}, {NONE, 1}, {1, 2, 0}, {1, 3, 2, 0}};
    ScoreRecovery recovery = ScoreRecovery.of(scores, graph, EdgeScope.IDENTIFIABLE);
    assertThat(recovery.accuracy()).as("both of 2, one of 3").isEqualTo(0.75);
    assertThat(recovery.chance()).isCloseTo((2 / 3.0 + 2 / 4.0) / 2, within(1e-12));
  }

  @Test
  void aScoreThatIsNotANumberFindsNothing() {
    CausalGraph graph = CausalGraph.ofParents(-1, 0);
    double[][] scores = {{0}, {1, NONE}};
    ScoreRecovery recovery = ScoreRecovery.of(scores, graph, EdgeScope.IDENTIFIABLE);
    assertThat(recovery.accuracy()).isZero();
    assertThat(recovery.ranking().auroc()).isNaN();
  }

  @Test
  void everyPositionNeedsARow() {
    CausalGraph graph = CausalGraph.ofParents(-1, 0);
    assertThatThrownBy(() -> ScoreRecovery.of(new double[1][1], graph, EdgeScope.ALL))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
