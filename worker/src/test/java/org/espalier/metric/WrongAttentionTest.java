package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.metric.Attentions.row;
import static org.espalier.metric.Attentions.rows;

import java.util.List;
import java.util.Random;
import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.junit.jupiter.api.Test;

class WrongAttentionTest {

  @Test
  void handComputedExample() {
    // 0 -> 1 -> 2, 1 -> 3; 4 is a root
    var graph = CausalGraph.ofParents(-1, 0, 1, 1, -1);
    var attention =
        LayerAttention.of(
            rows(
                row(1),
                row(.75, .25),
                row(.125, .75, .125),
                row(.25, .25, .25, .25),
                row(.2, .2, .2, .2, .2),
                row(0, 0, 0, 0, 0, 1)));
    var wrong = WrongAttention.of(attention, graph);
    assertThat(wrong.rows()).isEqualTo(3);
    assertThat(wrong.mass().get(Relation.PARENT)).isCloseTo(1.75 / 3, within(1e-12));
    assertThat(wrong.mass().get(Relation.SELF)).isCloseTo(.625 / 3, within(1e-12));
    assertThat(wrong.mass().get(Relation.ANCESTOR)).isCloseTo(.375 / 3, within(1e-12));
    assertThat(wrong.mass().get(Relation.SIBLING)).isCloseTo(.25 / 3, within(1e-12));
    assertThat(wrong.mass().get(Relation.OTHER)).isZero();
    assertThat(wrong.total()).isCloseTo(1.25 / 3, within(1e-12));
    assertThat(wrong.share(Relation.SELF)).isCloseTo(.5, within(1e-12));
  }

  @Test
  void relationsInACycleEndAndPreferTheNearest() {
    var cycle = CausalGraph.ofParents(3, 0, 1, 2, -1);
    assertThat(Relation.of(cycle, 0, 3)).isEqualTo(Relation.PARENT);
    assertThat(Relation.of(cycle, 3, 0)).isEqualTo(Relation.ANCESTOR);
    assertThat(Relation.of(cycle, 3, 3)).isEqualTo(Relation.SELF);
    assertThat(Relation.of(cycle, 3, 4)).isEqualTo(Relation.OTHER);
    var tree = CausalGraph.ofParents(-1, 0, 0, 1);
    assertThat(Relation.of(tree, 0, 1)).isEqualTo(Relation.CHILD);
    assertThat(Relation.of(tree, 0, 3)).isEqualTo(Relation.OTHER);
    assertThat(Relation.of(tree, 1, 2)).isEqualTo(Relation.SIBLING);
    assertThat(Relation.of(tree, 3, 2)).isEqualTo(Relation.OTHER);
    assertThat(Relation.CONFOUNDED.label()).isEqualTo("confounded");
  }

  /** A hidden root over positions 0 and 1, the only ones; 2 is a child of 0, and 3 of 1. */
  private static CausalGraph confounded() {
    var violations = new Violations(0, 8, 0, 1, 0);
    var family = new GraphFamily.Explicit(List.of(-1, -1, 0, 1));
    return violations.apply(family, 5, Seeds.random(0)).observed();
  }

  @Test
  void aHiddenCommonCauseIsARelationOfItsOwn() {
    var graph = confounded();
    assertThat(graph.isRoot(0) && graph.isRoot(1)).isTrue();
    assertThat(Relation.of(graph, 1, 0)).isEqualTo(Relation.CONFOUNDED);
    assertThat(Relation.of(graph, 0, 1)).isEqualTo(Relation.CONFOUNDED);
    // the children of the two depend on each other through it as well
    assertThat(Relation.of(graph, 3, 2)).isEqualTo(Relation.CONFOUNDED);
  }

  @Test
  void attentionBetweenConfoundedPositionsCountsThoughTheyAreRoots() {
    var graph = confounded();
    var attention =
        LayerAttention.of(
            rows(row(1), row(.75, .25), row(.5, .5, 0), row(.1, .4, .3, .2), row(0, 0, 0, 0, 1)));
    // pairs (0,1), (1,2) by the child of 0, (0,3) by the child of 1, and (2,3)
    var partners = ConfoundedAttention.of(attention, graph);
    assertThat(partners.pairs()).isEqualTo(4);
    assertThat(partners.attention()).isCloseTo((.75 + .5 + .1 + .3) / 4, within(1e-12));
    assertThat(partners.lift()).isCloseTo((.75 * 2 + .5 * 3 + .1 * 4 + .3 * 4) / 4, within(1e-12));
    var none = ConfoundedAttention.of(attention, CausalGraph.ofParents(-1, 0));
    assertThat(none.pairs()).isZero();
    assertThat(none.attention()).isNaN();
    assertThat(none.lift()).isNaN();
  }

  @Test
  void theMassesOfAllRelationsSumToOne() {
    var random = new Random(5);
    for (int trial = 0; trial < 100; trial++) {
      var graph = Attentions.randomGraph(6, .3, random);
      var attention = LayerAttention.of(Attentions.random(7, random), Attentions.random(7, random));
      var wrong = WrongAttention.of(attention, graph);
      if (wrong.rows() > 0) {
        assertThat(wrong.total() + wrong.mass().get(Relation.PARENT)).isCloseTo(1, within(1e-12));
      }
    }
  }

  @Test
  void withoutEdgesNothingIsWrong() {
    var wrong =
        WrongAttention.of(LayerAttention.of(Attentions.uniform(3)), CausalGraph.ofParents(-1, -1));
    assertThat(wrong.rows()).isZero();
    assertThat(wrong.total()).isNaN();
    assertThat(wrong.share(Relation.SELF)).isNaN();
  }
}
