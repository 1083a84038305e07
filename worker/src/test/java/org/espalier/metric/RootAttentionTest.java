package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.metric.Attentions.row;
import static org.espalier.metric.Attentions.rows;

import org.espalier.graph.CausalGraph;
import org.junit.jupiter.api.Test;

class RootAttentionTest {

  @Test
  void handComputedExample() {
    var graph = CausalGraph.ofParents(-1, -1, 0, -1);
    var attention =
        LayerAttention.of(
            rows(row(1), row(.5, .5), row(.2, .3, .5), row(.5, .25, .25, 0), row(0, 0, 0, 0, 1)));
    var roots = RootAttention.of(attention, graph);
    assertThat(roots.roots()).isEqualTo(2);
    // ln 2 and 1.5 ln 2
    assertThat(roots.entropy()).isCloseTo(1.25 * Math.log(2), within(1e-12));
    assertThat(roots.normalizedEntropy()).isCloseTo((1 + .75) / 2, within(1e-12));
  }

  @Test
  void uniformAttentionIsAsSpreadAsCanBe() {
    var graph = CausalGraph.ofParents(-1, -1, -1, -1, -1);
    var uniform = LayerAttention.of(Attentions.uniform(6), Attentions.uniform(6));
    assertThat(RootAttention.of(uniform, graph).normalizedEntropy()).isCloseTo(1, within(1e-12));
  }

  @Test
  void thePositionThatCanOnlySeeItselfDoesNotCount() {
    var attention = LayerAttention.of(rows(row(1), row(1, 0)));
    var roots = RootAttention.of(attention, CausalGraph.ofParents(-1, 0));
    assertThat(roots.roots()).isZero();
    assertThat(roots.entropy()).isNaN();
    assertThat(roots.normalizedEntropy()).isNaN();
  }
}
