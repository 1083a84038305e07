package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.metric.Attentions.row;
import static org.espalier.metric.Attentions.rows;

import org.espalier.graph.CausalGraph;
import org.junit.jupiter.api.Test;

class CycleRecoveryTest {

  private static final LayerAttention ATTENTION =
      LayerAttention.of(
          rows(
              row(1),
              row(.75, .25),
              row(.5, .25, .25),
              row(.125, .125, .5, .25),
              row(1, 0, 0, 0, 0)));

  /**
   * The cycle 0, 1, 2 with 3 hanging from it: back edge 0 from 2, forward 1 from 0 and 2 from 1.
   */
  @Test
  void backAndForwardEdgesOfACycleAreToldApart() {
    var recovery = CycleRecovery.of(ATTENTION, CausalGraph.ofParents(2, 0, 1, 2));
    assertThat(recovery.backEdges()).isEqualTo(1);
    assertThat(recovery.backAccuracy()).isZero();
    assertThat(recovery.reversed()).isEqualTo(1); // 2 attends most to 0
    assertThat(recovery.forwardEdges()).isEqualTo(2);
    assertThat(recovery.forwardAccuracy()).isEqualTo(.5);
    assertThat(recovery.forwardAttention()).isEqualTo(.5);
  }

  @Test
  void withoutCyclesThereIsNothingToMeasure() {
    var recovery = CycleRecovery.of(ATTENTION, CausalGraph.ofParents(-1, 0, 1, 2));
    assertThat(recovery.backEdges()).isZero();
    assertThat(recovery.forwardEdges()).isZero();
    assertThat(recovery.backAccuracy()).isNaN();
    assertThat(recovery.reversed()).isNaN();
    assertThat(recovery.forwardAccuracy()).isNaN();
    assertThat(recovery.forwardAttention()).isNaN();
  }
}
