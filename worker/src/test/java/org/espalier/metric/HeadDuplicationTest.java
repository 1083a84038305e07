package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.metric.Attentions.row;
import static org.espalier.metric.Attentions.rows;

import org.espalier.graph.CausalGraph;
import org.junit.jupiter.api.Test;

class HeadDuplicationTest {

  private static final CausalGraph CHAIN = CausalGraph.ofParents(-1, 0, 1);

  @Test
  void equalHeadsAreDuplicates() {
    double[][] head = rows(row(1), row(.9, .1), row(.1, .7, .2));
    var duplication = HeadDuplication.of(LayerAttention.of(head, head), CHAIN, EdgeScope.ALL);
    assertThat(duplication.sameTarget()).isEqualTo(1);
    assertThat(duplication.cosine()).isCloseTo(1, within(1e-12));
  }

  @Test
  void handComputedExampleOfThreeHeads() {
    var attention =
        LayerAttention.of(
            rows(row(1), row(1, 0), row(0, 1, 0)),
            rows(row(1), row(1, 0), row(1, 0, 0)),
            rows(row(1), row(.5, .5), row(0, .6, .4)));
    var duplication = HeadDuplication.of(attention, CHAIN, EdgeScope.ALL);
    // row 1: heads 1 2 agree, head 3 points nowhere; row 2: heads 1 3 agree
    assertThat(duplication.sameTarget()).isEqualTo(2.0 / 6);
    double rowOne = 1 + 2 * Math.sqrt(.5);
    double rowTwo = .6 / Math.sqrt(.36 + .16);
    assertThat(duplication.cosine()).isCloseTo((rowOne + rowTwo) / 6, within(1e-12));
  }

  @Test
  void headsThatPointNowhereDoNotPointAtTheSamePlace() {
    var uniform = LayerAttention.of(Attentions.uniform(3), Attentions.uniform(3));
    var duplication = HeadDuplication.of(uniform, CHAIN, EdgeScope.ALL);
    assertThat(duplication.sameTarget()).isZero();
    assertThat(duplication.cosine()).isCloseTo(1, within(1e-12));
  }

  @Test
  void aSingleHeadHasNoDouble() {
    var attention = LayerAttention.of(Attentions.uniform(3));
    var duplication = HeadDuplication.of(attention, CHAIN, EdgeScope.ALL);
    assertThat(duplication.sameTarget()).isNaN();
    assertThat(duplication.cosine()).isNaN();
  }
}
