package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.metric.Attentions.row;
import static org.espalier.metric.Attentions.rows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.espalier.graph.CausalGraph;
import org.junit.jupiter.api.Test;

class EdgeRecoveryTest {

  @Test
  void handComputedExample() {
    var graph = CausalGraph.ofParents(-1, 0, 0, -1, 3);
    var attention =
        LayerAttention.of(
            rows(
                row(1),
                row(.9, .1), // right, above the threshold
                row(.3, .4, .3), // wrong: points at 1
                row(0, 0, 0, 1), // a root
                row(.2, .1, .1, .45, .15), // right, below the threshold
                row(0, 0, 0, 0, 0, 1))); // the query
    var recovery = EdgeRecovery.of(attention, graph, EdgeScope.ALL);
    assertThat(recovery.edges()).isEqualTo(3);
    assertThat(recovery.accuracy()).isEqualTo(2.0 / 3);
    assertThat(recovery.argmax())
        .isEqualTo(new EdgeRecovery.Detection(2.0 / 3, 2.0 / 3, 2.0 / 3, 2));
    assertThat(recovery.threshold()).isEqualTo(new EdgeRecovery.Detection(1, 1.0 / 3, .5, 2));
    // ten candidates; positives .9 .3 .45; negatives .1 .4 .3 .2 .1 .1 .15
    assertThat(recovery.ranking().prevalence()).isEqualTo(.3);
    assertThat(recovery.ranking().auroc()).isCloseTo((7 + 7 + 5.5) / 21, within(1e-12));
    assertThat(recovery.ranking().averagePrecision())
        .isCloseTo((1 + 1 + 3.0 / 5) / 3, within(1e-12));
  }

  @Test
  void uniformAttentionRecoversNothing() {
    var graph = CausalGraph.ofParents(-1, 0, 1, 2);
    var recovery = EdgeRecovery.of(LayerAttention.of(Attentions.uniform(5)), graph, EdgeScope.ALL);
    assertThat(recovery.accuracy()).isZero();
    assertThat(recovery.argmax().precision()).isNaN();
    assertThat(recovery.argmax().recall()).isZero();
    assertThat(recovery.argmax().f1()).isZero();
    assertThat(recovery.argmax().hammingDistance()).isEqualTo(3);
    assertThat(recovery.threshold().hammingDistance()).isEqualTo(3);
  }

  @Test
  void attendingToItselfIsAWrongAnswer() {
    var graph = CausalGraph.ofParents(-1, 0);
    var recovery =
        EdgeRecovery.of(LayerAttention.of(rows(row(1), row(.1, .9))), graph, EdgeScope.ALL);
    assertThat(recovery.accuracy()).isZero();
    assertThat(recovery.argmax()).isEqualTo(new EdgeRecovery.Detection(0, 0, 0, 2));
    assertThat(recovery.ranking().auroc()).isZero();
  }

  @Test
  void aReversedEdgeIsOneDifference() {
    var backwards = CausalGraph.ofParents(1, -1, 0); // 1 causes 0: the mask hides it
    var twoCycle = CausalGraph.ofParents(1, 0, 0);
    var attention = LayerAttention.of(rows(row(1), row(.9, .1), row(.8, .1, .1)));
    // row 0 claims itself, and its parent 1 is missing; row 1 is a root
    assertThat(EdgeRecovery.of(attention, backwards, EdgeScope.ALL).argmax().hammingDistance())
        .isEqualTo(2);
    // 0 and 1 cause each other: only one of the two edges is found, and 0 claims itself
    assertThat(EdgeRecovery.of(attention, twoCycle, EdgeScope.ALL).argmax().hammingDistance())
        .isEqualTo(2);
    assertThat(
            EdgeRecovery.of(attention, twoCycle, EdgeScope.IDENTIFIABLE).argmax().hammingDistance())
        .isZero();
    // 2 causes 1, whose row is judged for its other parent; row 2 claims 1
    var reversed = CausalGraph.ofParentLists(new int[][] {{}, {0, 2}, {0}});
    var claims = LayerAttention.of(rows(row(1), row(.9, .1), row(.1, .8, .1)));
    // missing (1,2) and superfluous (2,1) are one pair; missing (2,0) is another
    assertThat(EdgeRecovery.of(claims, reversed, EdgeScope.ALL).argmax().hammingDistance())
        .isEqualTo(2);
  }

  @Test
  void edgesBehindTheMaskAreMissedUnlessOnlyIdentifiableOnesCount() {
    var cycle = CausalGraph.ofParents(2, 0, 1);
    var attention = LayerAttention.of(rows(row(1), row(1, 0), row(0, 1, 0)));
    var all = EdgeRecovery.of(attention, cycle, EdgeScope.ALL);
    assertThat(all.edges()).isEqualTo(3);
    assertThat(all.accuracy()).isEqualTo(2.0 / 3);
    assertThat(all.argmax().precision()).isEqualTo(2.0 / 3); // position 0 can only claim itself
    assertThat(all.ranking().prevalence()).isEqualTo(3.0 / 7);
    var identifiable = EdgeRecovery.of(attention, cycle, EdgeScope.IDENTIFIABLE);
    assertThat(identifiable.edges()).isEqualTo(2);
    assertThat(identifiable.accuracy()).isEqualTo(1);
    assertThat(identifiable.argmax()).isEqualTo(new EdgeRecovery.Detection(1, 1, 1, 0));
    assertThat(identifiable.ranking()).isEqualTo(new RankingQuality(1, 1, 2.0 / 5));
  }

  @Test
  void twoHeadsMayEachClaimOneOfTwoParents() {
    var graph = CausalGraph.ofParentLists(new int[][] {{}, {}, {0, 1}});
    var attention =
        LayerAttention.of(
            rows(row(1), row(1, 0), row(.8, .1, .1)), rows(row(1), row(1, 0), row(.1, .7, .2)));
    var recovery = EdgeRecovery.of(attention, graph, EdgeScope.ALL);
    assertThat(recovery.accuracy()).isEqualTo(1);
    assertThat(recovery.argmax()).isEqualTo(new EdgeRecovery.Detection(1, 1, 1, 0));
    assertThat(recovery.ranking()).isEqualTo(new RankingQuality(1, 1, 2.0 / 3));
  }

  @Test
  void withoutEdgesThereIsNothingToRecover() {
    var roots = CausalGraph.ofParents(-1, -1);
    var recovery =
        EdgeRecovery.of(LayerAttention.of(rows(row(1), row(.9, .1))), roots, EdgeScope.ALL);
    assertThat(recovery.edges()).isZero();
    assertThat(recovery.accuracy()).isNaN();
    assertThat(recovery.argmax().precision()).isNaN();
    assertThat(recovery.argmax().recall()).isNaN();
    assertThat(recovery.argmax().f1()).isNaN();
    assertThat(recovery.argmax().hammingDistance()).isZero();
    assertThat(recovery.ranking().prevalence()).isNaN();
  }

  @Test
  void attentionThatIsNoNumberClaimsNothing() {
    double nan = Double.NaN;
    var graph = CausalGraph.ofParents(-1, 0, 1);
    var attention = LayerAttention.of(rows(row(1), row(.9, .1), row(nan, nan, nan)));
    var recovery = EdgeRecovery.of(attention, graph, EdgeScope.ALL);
    assertThat(recovery.accuracy()).isEqualTo(.5);
    assertThat(recovery.argmax()).isEqualTo(new EdgeRecovery.Detection(1, .5, 2.0 / 3, 1));
    assertThat(recovery.ranking().auroc()).isNaN();
  }

  @Test
  void agreesWithCountingOverAllPairsOnRandomGraphs() {
    var random = new Random(4);
    for (int trial = 0; trial < 300; trial++) {
      int size = 2 + random.nextInt(6);
      var graph = Attentions.randomGraph(size, .2, random);
      double[][] weights = Attentions.random(size + 1, random);
      for (EdgeScope scope : EdgeScope.values()) {
        check(graph, weights, scope);
      }
    }
  }

  /** Everything again from the definitions, as matrices of booleans. */
  private static void check(CausalGraph graph, double[][] weights, EdgeScope scope) {
    int n = graph.size();
    boolean[][] truth = new boolean[n][n];
    boolean[][] pointed = new boolean[n][n];
    boolean[][] above = new boolean[n][n];
    List<Double> scores = new ArrayList<>();
    List<Boolean> positive = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int edges = 0;
      for (int j = 0; j < n; j++) {
        truth[i][j] = graph.isEdge(i, j) && (scope == EdgeScope.ALL || j < i);
        edges += truth[i][j] ? 1 : 0;
      }
      for (int j = 0; j < n && edges > 0; j++) {
        if (j <= i || truth[i][j]) {
          scores.add(weights[i][j]);
          positive.add(truth[i][j]);
        }
        boolean largest = j <= i;
        for (int k = 0; k <= i; k++) {
          largest &= k == j || weights[i][j] > weights[i][k];
        }
        pointed[i][j] = largest;
        above[i][j] = weights[i][j] > .5;
      }
    }
    var recovery = EdgeRecovery.of(LayerAttention.of(weights), graph, scope);
    checkDetection(recovery.argmax(), pointed, truth);
    checkDetection(recovery.threshold(), above, truth);
    double[] score = scores.stream().mapToDouble(x -> x).toArray();
    boolean[] isPositive = new boolean[score.length];
    for (int k = 0; k < score.length; k++) {
      isPositive[k] = positive.get(k);
    }
    assertThat(recovery.ranking()).isEqualTo(RankingQuality.of(score, isPositive));
  }

  private static void checkDetection(
      EdgeRecovery.Detection detection, boolean[][] claimed, boolean[][] truth) {
    int claims = 0;
    int edges = 0;
    int hits = 0;
    Set<Set<Integer>> different = new HashSet<>();
    for (int i = 0; i < truth.length; i++) {
      for (int j = 0; j < truth.length; j++) {
        claims += claimed[i][j] ? 1 : 0;
        edges += truth[i][j] ? 1 : 0;
        hits += claimed[i][j] && truth[i][j] ? 1 : 0;
        if (claimed[i][j] != truth[i][j]) {
          different.add(i == j ? Set.of(i) : Set.of(i, j));
        }
      }
    }
    assertThat(detection.hammingDistance()).isEqualTo(different.size());
    assertThat(detection.precision()).isEqualTo(Double.valueOf((double) hits / claims));
    assertThat(detection.recall()).isEqualTo(Double.valueOf((double) hits / edges));
    if (hits > 0) {
      double harmonic = 2 / (1 / detection.precision() + 1 / detection.recall());
      assertThat(detection.f1()).isCloseTo(harmonic, within(1e-12));
    }
  }
}
