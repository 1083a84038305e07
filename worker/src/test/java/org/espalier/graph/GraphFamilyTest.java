package org.espalier.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.espalier.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphFamilyTest {

  private static final UniformRandomProvider NONE =
      () -> {
        throw new AssertionError("a deterministic family draws no numbers");
      };

  static Stream<GraphFamily> families() {
    return Stream.of(
        new GraphFamily.Chain(),
        new GraphFamily.Pairs(),
        new GraphFamily.Lag(3),
        new GraphFamily.Branching(3),
        new GraphFamily.Star(),
        new GraphFamily.RandomTree(),
        new GraphFamily.RandomForest(0.5),
        new GraphFamily.UniformForest(),
        new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.PAPER),
        new GraphFamily.Dag(3, GraphFamily.Dag.Pattern.RANDOM),
        new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.CONSECUTIVE, 1));
  }

  @ParameterizedTest
  @MethodSource("families")
  void parentsPrecedeChildren(GraphFamily family) {
    var random = Seeds.random(Seeds.of("parentsPrecedeChildren", 1));
    for (int size = 4; size < 204; size++) {
      CausalGraph graph = family.draw(size, random);
      assertThat(graph.size()).isEqualTo(size);
      assertThat(graph.edges()).allMatch(e -> e.parent() < e.child());
      assertThat(graph.isRoot(0)).isTrue();
    }
  }

  @Test
  void deterministicFamiliesHaveTheParentsOfTheirDefinition() {
    assertThat(draw(new GraphFamily.Chain(), 5)).isEqualTo(of(-1, 0, 1, 2, 3));
    assertThat(draw(new GraphFamily.Pairs(), 5)).isEqualTo(of(-1, 0, -1, 2, -1));
    assertThat(draw(new GraphFamily.Lag(2), 5)).isEqualTo(of(-1, -1, 0, 1, 2));
    assertThat(draw(new GraphFamily.Lag(9), 5)).isEqualTo(of(-1, -1, -1, -1, -1));
    assertThat(draw(new GraphFamily.Branching(2), 7)).isEqualTo(of(-1, 0, 0, 1, 1, 2, 2));
    assertThat(draw(new GraphFamily.Branching(1), 4)).isEqualTo(of(-1, 0, 1, 2));
    assertThat(draw(new GraphFamily.Star(), 4)).isEqualTo(of(-1, 0, 0, 0));
    assertThat(draw(new GraphFamily.Explicit(List.of(-1, 0, 0, 1, 2)), 5))
        .isEqualTo(of(-1, 0, 0, 1, 2));
    assertThat(draw(new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.PAPER), 6))
        .isEqualTo(CausalGraph.ofParentLists(new int[][] {{}, {}, {0, 1}, {1, 2}, {1, 3}, {2, 4}}));
    assertThat(draw(new GraphFamily.Dag(3, GraphFamily.Dag.Pattern.CONSECUTIVE), 6))
        .isEqualTo(
            CausalGraph.ofParentLists(new int[][] {{}, {}, {}, {0, 1, 2}, {1, 2, 3}, {2, 3, 4}}));
    assertThat(draw(new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.CONSECUTIVE, 2), 7))
        .isEqualTo(CausalGraph.ofParentLists(new int[][] {{}, {}, {}, {}, {0, 1}, {1, 2}, {2, 3}}));
    assertThat(draw(new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE, 1), 5))
        .as("a lag")
        .isEqualTo(draw(new GraphFamily.Lag(2), 5));
  }

  @Test
  void randomTreeHasOneRootAndUniformParents() {
    assertUniformParents(new GraphFamily.RandomTree(), 0);
  }

  @Test
  void uniformForestDrawsARootAsOftenAsAnyParent() {
    assertUniformParents(new GraphFamily.UniformForest(), -1);
  }

  @Test
  void forestHasRootsWithTheGivenProbability() {
    var random = Seeds.random(Seeds.of("forestHasRootsWithTheGivenProbability", 2));
    int draws = 2000;
    int size = 20;
    for (double q : new double[] {0, 0.3, 1}) {
      int roots = 0;
      for (int n = 0; n < draws; n++) {
        CausalGraph graph = new GraphFamily.RandomForest(q).draw(size, random);
        roots += size - 1 - graph.edges().size();
      }
      int trials = draws * (size - 1);
      // 5.5 standard deviations: false alarm 4e-8
      assertThat(Math.abs(roots - q * trials))
          .isLessThanOrEqualTo(5.5 * Math.sqrt(q * (1 - q) * trials));
    }
  }

  @Test
  void dagDrawsEverySubsetEquallyOften() {
    var random = Seeds.random(Seeds.of("dagDrawsEverySubsetEquallyOften", 3));
    int draws = 6000;
    int[] counts = new int[16];
    for (int n = 0; n < draws; n++) {
      int[] parents =
          new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.RANDOM).draw(5, random).parents(4);
      counts[(1 << parents[0]) | (1 << parents[1])]++;
    }
    for (int mask = 0; mask < 16; mask++) {
      double expected = Integer.bitCount(mask) == 2 ? draws / 6.0 : 0;
      // 5.5 standard deviations, 6 subsets: false alarm 2e-7
      assertThat(Math.abs(counts[mask] - expected))
          .isLessThanOrEqualTo(5.5 * Math.sqrt(expected * 5 / 6));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void rootProbabilityOutsideZeroToOneIsRefused(double q) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GraphFamily.RandomForest(q))
        .withMessage("graph.root-probability = " + q + " must be in [0, 1]");
  }

  @Test
  void parentsThatAreNotBeforeTheirChildAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GraphFamily.Explicit(List.of(-1, 0, 2)))
        .withMessage(
            "graph.parents = [-1, 0, 2] must have -1 (a root) or a position before it, 0 to 1, at position 2, not 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GraphFamily.Explicit(List.of(-1, -2)))
        .withMessage(
            "graph.parents = [-1, -2] must have -1 (a root) or a position before it, 0 to 0, at position 1, not -2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GraphFamily.Explicit(List.of(0)))
        .withMessage("graph.parents = [0] must have -1 (a root) at position 0, not 0");
  }

  @Test
  void sizesThatAFamilyCannotHaveAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draw(new GraphFamily.Explicit(List.of(-1, 0)), 3))
        .withMessage("graph.parents = [-1, 0] must have 3 entries, one for each node, not 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draw(new GraphFamily.Dag(4, GraphFamily.Dag.Pattern.RANDOM), 4))
        .withMessage("graph.k = 4 must be <= 3: no position of 4 has more before it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GraphFamily.Lag(0))
        .withMessage("graph.k = 0 must be >= 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GraphFamily.Dag(3, GraphFamily.Dag.Pattern.PAPER))
        .withMessage("graph.k = 3 must be 2 with graph.pattern = paper");
  }

  /** p(i) uniform on {@code lowest}..i-1 for every i > 0: 5.5 standard deviations each. */
  private static void assertUniformParents(GraphFamily family, int lowest) {
    var random = Seeds.random(Seeds.of(family.name(), 4));
    int draws = 4000;
    int size = 8;
    int[][] counts = new int[size][size + 1];
    for (int n = 0; n < draws; n++) {
      CausalGraph graph = family.draw(size, random);
      for (int i = 0; i < size; i++) {
        counts[i][graph.isRoot(i) ? 0 : graph.parents(i)[0] + 1]++;
      }
    }
    var deviations = new ArrayList<Double>();
    for (int i = 1; i < size; i++) {
      double share = 1.0 / (i - lowest);
      for (int p = -1; p < i; p++) {
        double expected = p < lowest ? 0 : draws * share;
        double deviation = Math.sqrt(Math.max(1e-9, expected * (1 - share)));
        deviations.add(Math.abs(counts[i][p + 1] - expected) / deviation);
      }
    }
    // 35 comparisons at 5.5 standard deviations: false alarm below 2e-6
    assertThat(deviations).allMatch(d -> d < 5.5);
  }

  private static CausalGraph draw(GraphFamily family, int size) {
    return family.draw(size, NONE);
  }

  private static CausalGraph of(int... parents) {
    return CausalGraph.ofParents(parents);
  }
}
