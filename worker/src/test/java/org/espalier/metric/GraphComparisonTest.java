package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.espalier.Seeds;
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
    assertThat(comparison.chance()).isCloseTo((1.0 + 1.0 / 2 + 1.0 / 4) / 3, within(1e-15));
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

  /**
   * Of every position 1 or 2 earlier ones are chosen at random, 40,000 times; 5 standard errors.
   */
  @Test
  void chanceIsTheMeanAccuracyOfRandomChoices() {
    CausalGraph graph = CausalGraph.ofParentLists(new int[][] {{}, {}, {0, 1}, {2}, {1, 3}, {}});
    int[] claims = {0, 1, 1, 2, 2, 1};
    long seed = Seeds.of("chanceIsTheMeanAccuracy", 4);
    var random = new SplittableRandom(seed);
    double sum = 0;
    double squares = 0;
    double chance = 0;
    int n = 40_000;
    for (int repeat = 0; repeat < n; repeat++) {
      int[][] chosen = new int[graph.size()][];
      for (int i = 0; i < chosen.length; i++) {
        List<Integer> earlier = new ArrayList<>(IntStream.range(0, i).boxed().toList());
        Collections.shuffle(earlier, new Random(random.nextLong()));
        chosen[i] = earlier.subList(0, claims[i]).stream().sorted().mapToInt(j -> j).toArray();
      }
      var comparison = GraphComparison.of(CausalGraph.ofParentLists(chosen), graph, EdgeScope.ALL);
      sum += comparison.accuracy() / n;
      squares += comparison.accuracy() * comparison.accuracy() / n;
      chance = comparison.chance();
    }
    double error = Math.sqrt((squares - sum * sum) / n);
    assertThat(sum).isCloseTo(chance, within(5 * error));
  }
}
