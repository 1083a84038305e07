package org.espalier.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ViolationsTest {

  private static final int LENGTH = 20;
  private static final int DRAWS = 200;

  static Stream<GraphFamily> families() {
    return GraphFamilyTest.families();
  }

  @ParameterizedTest
  @MethodSource("families")
  void withoutViolationsTheGraphIsTheFamilysOwn(GraphFamily family) {
    boolean dag = family instanceof GraphFamily.Dag;
    for (int seed = 0; seed < 50; seed++) {
      GenerativeGraph graph = Violations.NONE.apply(family, LENGTH, Seeds.random(seed));
      CausalGraph own = family.draw(dag ? LENGTH + 1 : LENGTH - 1, Seeds.random(seed));
      assertThat(graph.nodes()).isEqualTo(own);
      assertThat(graph.length()).isEqualTo(LENGTH);
      assertThat(graph.observed().size()).isEqualTo(LENGTH - 1);
      assertThat(graph.observed().confoundedPairs()).isEmpty();
      for (int i = 0; i < LENGTH - 1; i++) {
        assertThat(graph.observed().parents(i)).isEqualTo(own.parents(i));
      }
      assertThat(graph.targetParents())
          .isEqualTo(dag ? own.parents(LENGTH) : new int[] {LENGTH - 1});
    }
  }

  /** Only hidden nodes make a graph larger than its sequences. */
  @Test
  void onlyHiddenNodesAreLimited() {
    assertThat(Violations.NONE.nodes(100_000)).isEqualTo(100_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Violations(0, 8, 0.5, 0, 0).nodes(2049))
        .withMessageContaining("needs 4098 nodes to show 2049, must need at most 4096");
  }

  /**
   * A chain whose root takes its parent from below: that parent is seen as its edge, unless it
   * stands at the last position, which no edge of what is seen leads to or comes from.
   */
  @Test
  void aCycleThroughTheLastPositionLeavesNoEdgeInItsPlace() {
    var chain = new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE);
    var cyclic = new Violations(1, 8, 0, 0, 0);
    var parents = new HashSet<Integer>();
    for (int seed = 0; seed < 40; seed++) {
      GenerativeGraph graph = cyclic.apply(chain, 5, Seeds.random(seed));
      int closing = graph.nodes().parents(0)[0];
      parents.add(closing);
      assertThat(graph.observed().parents(0))
          .isEqualTo(closing == 4 ? new int[0] : new int[] {closing});
      for (int i = 1; i < 4; i++) {
        assertThat(graph.observed().parents(i)).containsExactly(i - 1);
      }
    }
    assertThat(parents).contains(4).hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("families")
  void identifiableEdgesHaveTheirParentsBeforeTheirChildren(GraphFamily family) {
    int refused = 0;
    for (int seed = 0; seed < DRAWS; seed++) {
      var all = new Violations(0.5, 8, 0.3, seed % 2, 0.2);
      CausalGraph observed;
      try {
        observed = all.apply(family, LENGTH, Seeds.random(seed)).observed();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("graph.confounders = 1 needs 2 shown roots");
        refused++;
        continue;
      }
      for (CausalGraph.Edge edge : observed.edges()) {
        assertThat(observed.isIdentifiable(edge.child(), edge.parent()))
            .isEqualTo(edge.parent() < edge.child());
        assertThat(observed.distance(edge.child(), edge.parent())).isPositive();
      }
    }
    assertThat(refused).isLessThanOrEqualTo(DRAWS / 2);
  }

  @ParameterizedTest
  @MethodSource("families")
  void everyRootWithDescendantsClosesACycle(GraphFamily family) {
    var cyclic = new Violations(1, 8, 0, 0, 0);
    for (int seed = 0; seed < DRAWS; seed++) {
      GenerativeGraph graph = cyclic.apply(family, LENGTH, Seeds.random(seed));
      CausalGraph before = Violations.NONE.apply(family, LENGTH, Seeds.random(seed)).nodes();
      CausalGraph nodes = graph.nodes();
      int context = graph.shown().length;
      for (int node = 0; node < nodes.size(); node++) {
        Set<Integer> below = descendants(before, node, context);
        if (!before.isRoot(node) || below.isEmpty()) {
          assertThat(nodes.parents(node)).isEqualTo(before.parents(node));
        } else {
          assertThat(nodes.parents(node)).hasSize(1);
          assertThat(below).contains(nodes.parents(node)[0]);
          assertThat(nodes.isIdentifiable(node, nodes.parents(node)[0])).isFalse();
        }
      }
    }
  }

  @Test
  void cyclesComeWithTheGivenProbabilityAndFromEveryDescendant() {
    Seeds.of("cyclesComeWithTheGivenProbability", 0);
    int[] parents = new int[4];
    int draws = 4000;
    for (int seed = 0; seed < draws; seed++) {
      CausalGraph nodes =
          new Violations(0.4, 8, 0, 0, 0)
              .apply(new GraphFamily.Chain(), 5, Seeds.random(seed))
              .nodes();
      parents[nodes.isRoot(0) ? 0 : nodes.parents(0)[0]]++;
    }
    // 5.5 standard deviations of 4 counts: false alarm 2e-7
    double[] shares = {0.6, 0.4 / 3, 0.4 / 3, 0.4 / 3};
    for (int i = 0; i < 4; i++) {
      double spread = Math.sqrt(draws * shares[i] * (1 - shares[i]));
      assertThat(Math.abs(parents[i] - draws * shares[i])).isLessThan(5.5 * spread);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void hiddenNodesAreNotShownAndTheRestIsInOrder(GraphFamily family) {
    var latent = new Violations(0, 8, 0.25, 0, 0);
    boolean dag = family instanceof GraphFamily.Dag;
    int shown = dag ? LENGTH : LENGTH - 1;
    int nodes = (int) Math.round(shown / 0.75);
    var everHidden = new HashSet<Integer>();
    for (int seed = 0; seed < DRAWS; seed++) {
      GenerativeGraph graph = latent.apply(family, LENGTH, Seeds.random(seed));
      assertThat(graph.nodes().size()).isEqualTo(dag ? nodes + 1 : nodes);
      assertThat(graph.length()).isEqualTo(LENGTH);
      assertThat(graph.shown()).hasSize(shown).isSorted().doesNotHaveDuplicates();
      assertThat(Arrays.stream(graph.targetParents())).allMatch(p -> p >= 0 && p < LENGTH);
      IntStream.range(0, nodes).filter(n -> graph.position(n) < 0).forEach(everHidden::add);
    }
    // the target's parents are shown; they are the same ones in every draw unless the pattern draws
    // them
    int alwaysShown =
        family instanceof GraphFamily.Dag of && of.pattern() != GraphFamily.Dag.Pattern.RANDOM
            ? of.k()
            : 0;
    assertThat(everHidden).hasSize(nodes - alwaysShown);
  }

  @ParameterizedTest
  @MethodSource("families")
  void observedEdgesLeadFromTheNearestShownAncestors(GraphFamily family) {
    if (family instanceof GraphFamily.Dag) {
      return;
    }
    for (int seed = 0; seed < DRAWS; seed++) {
      GenerativeGraph graph =
          new Violations(0, 8, 0.4, 0, 0).apply(family, LENGTH, Seeds.random(seed));
      for (int p = 0; p < LENGTH - 1; p++) {
        int steps = 0;
        int node = graph.shown()[p];
        do {
          node = graph.nodes().isRoot(node) ? -1 : graph.nodes().parents(node)[0];
          steps++;
        } while (node >= 0 && graph.position(node) < 0);
        if (node < 0) {
          assertThat(graph.observed().isRoot(p)).isTrue();
        } else {
          int parent = graph.position(node);
          assertThat(graph.observed().parents(p)).containsExactly(parent);
          assertThat(graph.observed().distance(p, parent)).isEqualTo(steps);
        }
        for (int q = 0; q < p; q++) {
          int cause = nearestCommon(graph, graph.shown()[p], graph.shown()[q]);
          assertThat(graph.observed().isConfounded(p, q))
              .isEqualTo(cause >= 0 && graph.position(cause) < 0);
        }
      }
    }
  }

  @Test
  void confoundersAreHiddenParentsOfPairsOfRoots() {
    var confounded = new Violations(0, 8, 0, 3, 0);
    for (int seed = 0; seed < DRAWS; seed++) {
      GenerativeGraph graph = confounded.apply(new GraphFamily.Pairs(), LENGTH, Seeds.random(seed));
      CausalGraph before = new GraphFamily.Pairs().draw(LENGTH - 1, null);
      assertThat(graph.nodes().size()).isEqualTo(LENGTH - 1 + 3);
      assertThat(graph.shown()).isEqualTo(IntStream.range(3, LENGTH + 2).toArray());
      var pairs = new HashSet<Integer>();
      for (int i = 0; i < LENGTH - 1; i++) {
        int[] parents = graph.nodes().parents(i + 3);
        if (before.isRoot(i) && parents.length > 0) {
          assertThat(parents[0]).isLessThan(3);
          pairs.add(i);
        } else {
          int[] moved = Arrays.stream(parents).map(p -> p - 3).toArray();
          assertThat(moved).isEqualTo(before.parents(i));
        }
        assertThat(graph.observed().parents(i)).isEqualTo(before.parents(i));
      }
      assertThat(pairs).hasSize(6);
      for (int a : pairs) {
        assertThat(pairs.stream().filter(b -> b != a && graph.observed().isConfounded(a, b)))
            .hasSize(1);
      }
    }
  }

  @Test
  void whatCannotBeIsRefusedWithTheReason() {
    var chain = new GraphFamily.Chain();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Violations(0, 8, 0, 1, 0).apply(chain, LENGTH, Seeds.random(1)))
        .withMessage("graph.confounders = 1 needs 2 shown roots and the graph has 1, must be <= 0");
    int most = Integer.MAX_VALUE;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Violations(0, 8, 0, most, 0).apply(chain, LENGTH, Seeds.random(1)))
        .withMessage(
            "graph.confounders = 2147483647 needs 4294967294 shown roots and the graph has 1, must be"
                + " <= 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Violations(0, 8, 0.5, 0, 0).apply(chain, 2, Seeds.random(1)))
        .withMessage("graph.latent = 0.5 leaves 1 nodes shown, must leave at least 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Violations(0, 8, 0.999, 0, 0).apply(chain, 20, Seeds.random(1)))
        .withMessage("graph.latent = 0.999 needs 19000 nodes to show 19, must need at most 4096");
    var dag = new GraphFamily.Dag(7, GraphFamily.Dag.Pattern.RANDOM);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Violations.NONE.apply(dag, 6, Seeds.random(1)))
        .withMessage("graph.k = 7 must be <= 6: no position of 7 has more before it");
    var explicit = new GraphFamily.Explicit(List.of(-1, 0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Violations(0, 8, 0.5, 0, 0).apply(explicit, 4, Seeds.random(1)))
        .withMessage("graph.parents = [-1, 0, 1] must have 6 entries, one for each node, not 3");
  }

  private static Set<Integer> descendants(CausalGraph graph, int node, int context) {
    var below = new HashSet<Integer>();
    for (int child = node + 1; child < context; child++) {
      for (int parent : graph.parents(child)) {
        if (parent == node || below.contains(parent)) {
          below.add(child);
        }
      }
    }
    return below;
  }

  private static int nearestCommon(GenerativeGraph graph, int a, int b) {
    var above = new HashSet<Integer>();
    for (int node = a; node >= 0; node = parent(graph, node)) {
      above.add(node);
    }
    for (int node = b; node >= 0; node = parent(graph, node)) {
      if (above.contains(node)) {
        return node;
      }
    }
    return -1;
  }

  private static int parent(GenerativeGraph graph, int node) {
    return graph.nodes().isRoot(node) ? -1 : graph.nodes().parents(node)[0];
  }
}
