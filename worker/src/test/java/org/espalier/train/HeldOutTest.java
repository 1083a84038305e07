package org.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.model.EngineChoice;
import org.espalier.model.GradientEngines;
import org.espalier.model.Model;
import org.espalier.model.Parameters;
import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceProcess;
import org.espalier.task.SequenceSampler;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPosteriors;
import org.espalier.task.TransitionPrior;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class HeldOutTest {
  private static final CausalGraph GRAPH = CausalGraph.ofParents(-1, 0, 0, 2, 3, -1);
  private static final TaskSettings TASK =
      new TaskSettings(4, 7, new TransitionPrior.Dirichlet(0.3), 0, 0);

  private static void noPause() {}

  private static HeldOut draw(int sequences, int batch) {
    return HeldOut.draw(
        new SequenceSampler(GRAPH, TASK, 5),
        sequences,
        SequenceBatch.allocate(batch, TASK.length(), TASK.vocab()),
        TransitionPosteriors.of(SequenceProcess.of(GenerativeGraph.of(GRAPH), TASK), 1),
        HeldOutTest::noPause);
  }

  @Test
  void lossesAreMeansOverSequencesHoweverTheyAreCut() {
    HeldOut whole = draw(103, 103);
    HeldOut cut = draw(103, 10);
    var model = new Model.Disentangled(List.of(1, 1));
    var parameters = Parameters.zeros(model.layout(4, 7), DataType.FLOAT);
    Nd4j.getRandom().setSeed(1);
    parameters.flat().assign(Nd4j.randn(DataType.FLOAT, parameters.layout().size()).muli(0.5));
    try (var engine = GradientEngines.create(model, 4, 7, 103, EngineChoice.AUTO)) {
      assertThat(cut.loss(engine, parameters, HeldOutTest::noPause))
          .isCloseTo(whole.loss(engine, parameters, HeldOutTest::noPause), within(1e-6));
    }
    assertThat(cut.baselines().transitionPosterior())
        .isCloseTo(whole.baselines().transitionPosterior(), within(1e-12));
    assertThat(cut.baselines().entropy()).isCloseTo(whole.baselines().entropy(), within(1e-12));
    assertThat(cut.baselines().unigram()).isCloseTo(whole.baselines().unigram(), within(1e-12));
    assertThat(cut.baselines().uniform()).isCloseTo(Math.log(4), within(1e-12));
  }

  @Test
  void theFirstSequencesAreThoseDrawnFirst() {
    SequenceBatch expected = SequenceBatch.allocate(25, TASK.length(), TASK.vocab());
    new SequenceSampler(GRAPH, TASK, 5).draw(expected);
    for (int batch : new int[] {1, 10, 25, 60}) {
      SequenceBatch first = draw(60, batch).first(25);
      assertThat(first.tokens()).containsExactly(expected.tokens());
      assertThat(first.targets()).containsExactly(expected.targets());
    }
    assertThat(draw(20, 7).first(25).size()).isEqualTo(20);
  }
}
