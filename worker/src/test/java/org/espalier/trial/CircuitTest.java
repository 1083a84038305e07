package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.espalier.graph.GraphFamily;
import org.espalier.model.Parameters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

class CircuitTest {

  /**
   * An induction head: layer 1 copies the token before, layer 2 compares the last token with the
   * copies. That is the circuit where the last token is the target's parent, and none where the
   * parent is further back and had to be copied.
   */
  @ParameterizedTest
  @CsvSource({"0, true", "1, false"})
  void theLastTokenIsComparedWhereItIsAParent(int delay, boolean isParent) {
    var chain = new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE, delay);
    TrialSpec spec = SmallTrials.with(SmallTrials.tree(1), chain);
    int vocab = spec.task().vocab();
    var layout = spec.model().layout(vocab, spec.task().length());
    float[] numbers = new float[layout.size()];
    var a2 = layout.entry("A2.1");
    int copied = vocab + spec.task().length();
    for (int s = 0; s < vocab; s++) {
      numbers[a2.offset() + s * a2.columns() + copied + s] = 5;
    }
    var parameters = new Parameters(layout, Nd4j.createFromArray(numbers));
    double alignment =
        Circuit.of(spec, spec.drawGraphs(), parameters).orElseThrow().tokens().alignment();
    if (isParent) {
      assertThat(alignment).isCloseTo(1, within(1e-12));
    } else {
      assertThat(alignment).as("of blocks that are zero").isNaN();
    }
  }
}
