package org.espalier.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.espalier.InvalidValueException;
import org.espalier.Seeds;
import org.junit.jupiter.api.Test;

class MixtureTest {
  private static final GraphFamily CHAIN = new GraphFamily.Chain();
  private static final GraphFamily STAR = new GraphFamily.Star();
  private static final GraphFamily TREE = new GraphFamily.RandomTree();

  private static GraphFamily lag(int lag) {
    return new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE, lag - 1);
  }

  @Test
  void weightsAreKeptAsProbabilities() {
    assertThat(new Mixture(List.of(CHAIN, STAR), List.of(1.0, 3.0)).weights())
        .containsExactly(0.25, 0.75);
    assertThat(new Mixture(List.of(CHAIN, STAR), List.of()))
        .isEqualTo(new Mixture(List.of(CHAIN, STAR), List.of(7.0, 7.0)));
  }

  @Test
  void anEdgeOfAnyStructureIsAnEdgeOfWhatIsSeen() {
    var lags = new Mixture(List.of(lag(3), lag(1)), List.of());
    GraphMixture graphs = GraphMixture.draw(lags, Violations.NONE, 6, null);
    assertThat(graphs.hasQuery()).isFalse();
    assertThat(graphs.length()).isEqualTo(6);
    assertThat(graphs.observed())
        .isEqualTo(CausalGraph.ofParentLists(new int[][] {{}, {0}, {1}, {0, 2}, {1, 3}}));
    var trees = new Mixture(List.of(CHAIN, STAR), List.of(1.0, 0.5));
    assertThat(GraphMixture.draw(trees, Violations.NONE, 5, null).observed())
        .isEqualTo(CausalGraph.ofParentLists(new int[][] {{}, {0}, {0, 1}, {0, 2}}));
  }

  @Test
  void aStructureOfWeightZeroIsNone() {
    var chains = new Mixture(List.of(STAR, CHAIN), List.of(0.0, 2.0));
    GraphMixture graphs = GraphMixture.draw(chains, Violations.NONE, 5, null);
    assertThat(graphs.observed())
        .isEqualTo(CausalGraph.ofParentLists(new int[][] {{}, {0}, {1}, {2}}));
    assertThat(graphs.weights()).containsExactly(1.0);
  }

  /** Of a tree that is left the graph is the same, whatever is drawn beside it. */
  @Test
  void aStructureOfWeightZeroIsDrawnNevertheless() {
    long seed = Seeds.of("aStructureOfWeightZero", 5);
    var first = new Mixture(List.of(TREE, TREE), List.of(0.0, 1.0));
    var both = new Mixture(List.of(TREE, TREE), List.of(1.0, 1.0));
    assertThat(GraphMixture.draw(first, Violations.NONE, 20, Seeds.random(seed)).first().nodes())
        .isEqualTo(
            GraphMixture.draw(both, Violations.NONE, 20, Seeds.random(seed))
                .graphs()
                .get(1)
                .nodes());
  }

  @Test
  void eachStructureIsDrawnForItself() {
    var trees = new Mixture(List.of(TREE, TREE), List.of());
    GraphMixture graphs =
        GraphMixture.draw(trees, Violations.NONE, 20, Seeds.random(Seeds.of("eachStructure", 3)));
    assertThat(graphs.graphs().get(0).nodes()).isNotEqualTo(graphs.graphs().get(1).nodes());
  }

  /** As a family it has the graph of one structure; 6 standard errors: false alarm 2e-9. */
  @Test
  void asAFamilyItDrawsAStructureWithItsProbability() {
    var mixture = new Mixture(List.of(CHAIN, STAR, TREE), List.of(3.0, 1.0, 0.0));
    var random = Seeds.random(Seeds.of("asAFamily", 4));
    int draws = 4000;
    int chains = 0;
    for (int n = 0; n < draws; n++) {
      CausalGraph graph = mixture.draw(9, random);
      boolean isChain = graph.isEdge(8, 7);
      assertThat(isChain || graph.isEdge(8, 0)).isTrue();
      chains += isChain ? 1 : 0;
    }
    assertThat((double) chains / draws).isCloseTo(0.75, within(6 * Math.sqrt(.1875 / draws)));
  }

  @Test
  void aListThatIsNoMixtureIsRefused() {
    refused(List.of(), List.of(), "must name at least one structure");
    refused(List.of(CHAIN, lag(2)), List.of(), "must have a query in all structures or in none");
    refused(
        List.of(CHAIN, new Mixture(List.of(STAR), List.of())),
        List.of(),
        "must not name a mixture");
    refused(List.of(CHAIN, STAR), List.of(1.0), "for each of the 2 structures, not 1");
    for (List<Double> weights :
        List.of(
            List.of(0.0, 0.0),
            List.of(1.0, -0.5),
            List.of(1.0, Double.NaN),
            List.of(1.0, Double.POSITIVE_INFINITY),
            List.of(Double.MAX_VALUE, Double.MAX_VALUE))) {
      refused(List.of(CHAIN, STAR), weights, "must be numbers >= 0 whose sum is positive");
    }
  }

  private static void refused(List<GraphFamily> structures, List<Double> weights, String reason) {
    assertThatThrownBy(() -> new Mixture(structures, weights))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(reason);
  }
}
