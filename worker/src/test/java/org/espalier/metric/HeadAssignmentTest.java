package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.metric.Attentions.row;
import static org.espalier.metric.Attentions.rows;

import java.util.Random;
import org.espalier.graph.CausalGraph;
import org.junit.jupiter.api.Test;

class HeadAssignmentTest {

  private static final CausalGraph TWO_PARENTS =
      CausalGraph.ofParentLists(new int[][] {{}, {}, {0, 1}, {1, 2}});

  @Test
  void headsMaySwapTheirPartsFromOneChildToTheNextUnlessShared() {
    var attention =
        LayerAttention.of(
            rows(row(1), row(.5, .5), row(.9, .1, 0), row(0, .2, .7, .1)),
            rows(row(1), row(.5, .5), row(.2, .8, 0), row(0, .6, .4, 0)));
    var perChild = HeadAssignment.perChild(attention, TWO_PARENTS, EdgeScope.ALL);
    assertThat(new int[] {perChild.head(2, 0), perChild.head(2, 1)}).containsExactly(0, 1);
    assertThat(new int[] {perChild.head(3, 0), perChild.head(3, 1)}).containsExactly(1, 0);
    assertThat(perChild.accuracy()).isEqualTo(1);
    assertThat(AttentionMass.of(perChild).mean()).isEqualTo((.9 + .8 + .6 + .7) / 4);

    // first parents: head 0 sees .9 + .2, head 1 .2 + .6; second parents: .1 + .7 and .8 + .4
    var shared = HeadAssignment.shared(attention, TWO_PARENTS, EdgeScope.ALL);
    assertThat(new int[] {shared.head(3, 0), shared.head(3, 1)}).containsExactly(0, 1);
    assertThat(shared.accuracy()).isEqualTo(.5);
    assertThat(shared.mass(3, 0)).isEqualTo(.2);
    assertThat(shared.mass(3, 1)).isEqualTo(.4);
  }

  @Test
  void aParentWithoutAHeadHasNoAttention() {
    var attention =
        LayerAttention.of(rows(row(1), row(.5, .5), row(.3, .6, .1), row(0, .1, .8, .1)));
    var assignment = HeadAssignment.perChild(attention, TWO_PARENTS, EdgeScope.ALL);
    assertThat(assignment.head(2, 0)).isEqualTo(HeadAssignment.NONE);
    assertThat(assignment.mass(2, 0)).isZero();
    assertThat(assignment.mass(2, 1)).isEqualTo(.6);
    assertThat(assignment.accuracy()).isEqualTo(.5);
  }

  @Test
  void theBestOfSeveralHeadsAnswersForASingleParent() {
    var chain = CausalGraph.ofParents(-1, 0);
    var attention = LayerAttention.of(rows(row(1), row(.4, .6)), rows(row(1), row(.7, .3)));
    var assignment = HeadAssignment.perChild(attention, chain, EdgeScope.ALL);
    assertThat(assignment.head(1, 0)).isEqualTo(1);
    assertThat(assignment.mass(1, 0)).isEqualTo(.7);
  }

  @Test
  void attentionThatIsNoNumberIsNotRecovered() {
    double nan = Double.NaN;
    var chain = CausalGraph.ofParents(-1, 0);
    var attention = LayerAttention.of(rows(row(1), row(nan, nan)));
    var assignment = HeadAssignment.perChild(attention, chain, EdgeScope.ALL);
    assertThat(assignment.accuracy()).isZero();
    assertThat(assignment.mass(1, 0)).isNaN();
  }

  @Test
  void oneAssignmentForAllIsNeverBetterThanOneForEach() {
    var random = new Random(3);
    for (int trial = 0; trial < 200; trial++) {
      var graph = Attentions.randomGraph(6, .3, random);
      var attention = LayerAttention.of(Attentions.random(7, random), Attentions.random(7, random));
      if (EdgeScope.ALL.edges(graph) > 0) {
        var each = AttentionMass.of(HeadAssignment.perChild(attention, graph, EdgeScope.ALL));
        var all = AttentionMass.of(HeadAssignment.shared(attention, graph, EdgeScope.ALL));
        assertThat(all.mean()).isLessThanOrEqualTo(each.mean() + 1e-12);
      }
    }
  }

  @Test
  void aGraphLargerThanTheAttentionIsRefused() {
    var attention = LayerAttention.of(Attentions.uniform(2));
    var graph = CausalGraph.ofParents(-1, 0, 1);
    assertThatThrownBy(() -> HeadAssignment.perChild(attention, graph, EdgeScope.ALL))
        .hasMessage("attention over 2 positions for a graph of 3");
  }
}
