package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.espalier.graph.CausalGraph;
import org.espalier.metric.LayerAttention;
import org.junit.jupiter.api.Test;

class RecoveryMetricsTest {
  private static final CausalGraph GRAPH = CausalGraph.ofParents(-1, 0, 0, 1);

  private static double aboveChance(int... pointsAt) {
    double[][] head = new double[4][4];
    for (int i = 0; i < 4; i++) {
      head[i][pointsAt[i]] = 1;
    }
    var measurement = new Measurement();
    measurement.attention(LayerAttention.of(head), GRAPH);
    return TrialMetrics.values(measurement).get("edge_accuracy_above_chance").doubleValue();
  }

  /** A guess finds the three edges with probabilities 1/2, 1/3 and 1/4: 13/36 of them. */
  @Test
  void accuracyAboveChanceIsTheShareOfWhatChanceLeaves() {
    assertThat(aboveChance(0, 0, 0, 1)).isEqualTo(1);
    assertThat(aboveChance(0, 0, 1, 1)).isCloseTo(11 / 23.0, within(1e-15));
    assertThat(aboveChance(0, 1, 2, 3)).isCloseTo(-13 / 23.0, within(1e-15));
  }

  @Test
  void withoutAnEdgeThereIsNone() {
    var measurement = new Measurement();
    measurement.attention(
        LayerAttention.of(new double[][] {{1, 0}, {0, 1}}), CausalGraph.ofParents(-1, -1));
    assertThat(TrialMetrics.values(measurement)).doesNotContainKey("edge_accuracy_above_chance");
  }
}
