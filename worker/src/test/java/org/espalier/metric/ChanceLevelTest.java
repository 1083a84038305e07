package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.junit.jupiter.api.Test;

class ChanceLevelTest {

  @Test
  void ofAForestItIsTheMeanOfOneOverTheCandidates() {
    ChanceLevel chance =
        ChanceLevel.of(CausalGraph.ofParents(-1, 0, -1, 1), EdgeScope.IDENTIFIABLE);
    assertThat(chance.edgeAccuracy()).isCloseTo((1 / 2.0 + 1 / 4.0) / 2, within(1e-15));
    assertThat(chance.hammingDistance()).isCloseTo(2 * 1 / 2.0 + 2 * 3 / 4.0, within(1e-15));
    assertThat(ChanceLevel.of(CausalGraph.ofParents(-1, -1), EdgeScope.ALL).edgeAccuracy()).isNaN();
  }

  /** 100,000 guesses; within 5 standard deviations, false alarm 6e-7. */
  @Test
  void guessesScoreWhatIsExpected() {
    var random = Seeds.random(Seeds.of("guessesScoreWhatIsExpected", 5));
    CausalGraph graph = CausalGraph.ofParentLists(new int[][] {{}, {0}, {}, {0, 1}, {2, 3}});
    ChanceLevel chance = ChanceLevel.of(graph, EdgeScope.IDENTIFIABLE);
    int guesses = 100_000;
    double distance = 0;
    double hits = 0;
    double[][] row = new double[5][5];
    for (int g = 0; g < guesses; g++) {
      for (int i = 0; i < 5; i++) {
        row[i] = new double[5];
        row[i][random.nextInt(i + 1)] = 1;
      }
      var recovery =
          EdgeRecovery.of(LayerAttention.of(new double[][][] {row}), graph, EdgeScope.IDENTIFIABLE);
      distance += recovery.argmax().hammingDistance();
      hits += recovery.argmax().recall();
    }
    assertThat(distance / guesses).isCloseTo(chance.hammingDistance(), within(0.03));
    assertThat(hits / guesses).isCloseTo(chance.edgeAccuracy(), within(0.004));
  }
}
