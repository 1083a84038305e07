package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.metric.Attentions.row;
import static org.espalier.metric.Attentions.rows;

import org.espalier.graph.CausalGraph;
import org.junit.jupiter.api.Test;

class AttentionMassTest {

  private static final double[][] WEIGHTS =
      rows(row(1), row(.75, .25), row(.5, .25, .25), row(.125, .125, .5, .25), row(1, 0, 0, 0, 0));

  @Test
  void handComputedExample() {
    var graph = CausalGraph.ofParents(-1, 0, 1, 2); // row 4 is the query's
    var mass = AttentionMass.of(LayerAttention.of(WEIGHTS), graph, EdgeScope.ALL);
    assertThat(mass.edges()).isEqualTo(3);
    assertThat(mass.mean()).isEqualTo(.5);
    assertThat(mass.min()).isEqualTo(.25);
    assertThat(mass.median()).isEqualTo(.5);
    assertThat(mass.perPosition()).containsExactly(Double.NaN, .75, .25, .5);
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMiddle() {
    var graph = CausalGraph.ofParents(-1, 0, -1, 2);
    var mass = AttentionMass.of(LayerAttention.of(WEIGHTS), graph, EdgeScope.ALL);
    assertThat(mass.median()).isEqualTo(.625);
  }

  @Test
  void singlePrecisionIsReadAsItIs() {
    float[][] weights = {{1, 0}, {.25f, .75f}};
    var graph = CausalGraph.ofParents(-1, 0);
    var mass = AttentionMass.of(LayerAttention.of(weights), graph, EdgeScope.ALL);
    assertThat(mass.mean()).isEqualTo(.25);
  }

  @Test
  void aParentBehindItsChildGetsNothingAndIsNotIdentifiable() {
    var cycle = CausalGraph.ofParents(2, 0, 1);
    var attention = LayerAttention.of(WEIGHTS);
    var all = AttentionMass.of(attention, cycle, EdgeScope.ALL);
    assertThat(all.edges()).isEqualTo(3);
    assertThat(all.min()).isZero();
    assertThat(all.mean()).isEqualTo((.75 + .25) / 3);
    var identifiable = AttentionMass.of(attention, cycle, EdgeScope.IDENTIFIABLE);
    assertThat(identifiable.edges()).isEqualTo(2);
    assertThat(identifiable.mean()).isEqualTo(.5);
    assertThat(identifiable.perPosition()[0]).isNaN();
  }

  @Test
  void withoutEdgesThereIsNothingToMeasure() {
    var roots = CausalGraph.ofParents(-1, -1, -1);
    var mass = AttentionMass.of(LayerAttention.of(WEIGHTS), roots, EdgeScope.ALL);
    assertThat(mass.edges()).isZero();
    assertThat(mass.mean()).isNaN();
    assertThat(mass.min()).isNaN();
    assertThat(mass.median()).isNaN();
    assertThat(mass.perPosition()).containsOnly(Double.NaN);
  }

  @Test
  void attentionThatIsNoNumberGoesThrough() {
    var attention = LayerAttention.of(rows(row(1), row(Double.NaN, 0), row(0, 1, 0)));
    var mass = AttentionMass.of(attention, CausalGraph.ofParents(-1, 0, 1), EdgeScope.ALL);
    assertThat(mass.mean()).isNaN();
    assertThat(mass.min()).isNaN();
    assertThat(mass.median()).isNaN();
    assertThat(mass.perPosition()[2]).isEqualTo(1);
  }
}
