package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.espalier.graph.CausalGraph;
import org.junit.jupiter.api.Test;

class GraphComparisonTest {

  @Test
  void countsAreThoseOfAHandmadeExample() {
    CausalGraph graph = CausalGraph.ofParents(-1, 0, 1, -1, 2, -1);
    // 1 right, 2 wrong, 4 one of two right; of the roots 3 and 5 one was given a parent
    CausalGraph claimed = CausalGraph.ofParentLists(new int[][] {{}, {0}, {0}, {1}, {2, 3}, {}});
    var comparison = GraphComparison.of(claimed, graph, EdgeScope.IDENTIFIABLE);
    assertThat(comparison.accuracy()).isCloseTo((1 + 0 + 0.5) / 3, within(1e-15));
    assertThat(comparison.detection().precision()).isEqualTo(2.0 / 4);
    assertThat(comparison.detection().recall()).isEqualTo(2.0 / 3);
    assertThat(comparison.detection().hammingDistance()).isEqualTo(3);
    assertThat(comparison.rootsLeft()).isEqualTo(0.5);
  }

  @Test
  void theTrueGraphIsPerfect() {
    CausalGraph graph = CausalGraph.ofParentLists(new int[][] {{}, {}, {0, 1}, {1, 2}});
    var comparison = GraphComparison.of(graph, graph, EdgeScope.ALL);
    assertThat(comparison.accuracy()).isEqualTo(1);
    assertThat(comparison.detection().hammingDistance()).isZero();
    assertThat(comparison.rootsLeft()).isEqualTo(1);
  }

  @Test
  void graphsOfDifferentSizesAreRefused() {
    assertThatThrownBy(
            () ->
                GraphComparison.of(
                    CausalGraph.ofParents(-1), CausalGraph.ofParents(-1, 0), EdgeScope.ALL))
        .hasMessageContaining("a graph of 1 positions beside one of 2");
  }
}
