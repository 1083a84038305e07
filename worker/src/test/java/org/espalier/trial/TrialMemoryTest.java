package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.HeldArrays;
import org.espalier.graph.GraphFamily;
import org.espalier.model.EngineChoice;
import org.espalier.model.Gpt;
import org.espalier.model.GradientEngines;
import org.espalier.model.LossPositions;
import org.espalier.model.Model;
import org.espalier.model.NormKind;
import org.espalier.model.PositionEncoding;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrialMemoryTest {

  /** What the trainer has beside the engine: parameters, gradient. */
  private static final int PARAMETER_COPIES = 2;

  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of(new Model.Disentangled(List.of(1)), 5, 60),
        Arguments.of(new Model.Disentangled(List.of(1, 1)), 10, 100),
        Arguments.of(new Model.Disentangled(List.of(3, 2)), 5, 60),
        Arguments.of(new Model.Disentangled(List.of(1, 1, 1)), 5, 100),
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, 60),
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, 128),
        Arguments.of(new Model.Disentangled(List.of(1, 2, 1, 2)), 3, 45),
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, 57),
        Arguments.of(new Model.Disentangled(List.of(2, 1, 1, 1)), 3, 20),
        Arguments.of(gpt(16, 0, List.of(1, 1)), 2, 100),
        Arguments.of(gpt(32, 128, List.of(4, 4, 4)), 5, 128));
  }

  private static Gpt gpt(int width, int hidden, List<Integer> heads) {
    return new Gpt(width, hidden, heads, PositionEncoding.RELATIVE_QUERY, NormKind.LAYER);
  }

  @ParameterizedTest
  @MethodSource("models")
  void whatATrialWillHoldIsNotLessThanItsKernelHolds(Model model, int vocab, int length) {
    assertCovered(model, vocab, length, LossPositions.LAST);
  }

  static Stream<Arguments> modelsThatPredictEverywhere() {
    return Stream.of(
        Arguments.of(new Model.Disentangled(List.of(2, 1)), 5, 100),
        Arguments.of(new Model.Disentangled(List.of(3, 2)), 5, 20),
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, 32),
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, 128),
        Arguments.of(gpt(32, 128, List.of(4, 4, 4)), 5, 128));
  }

  @ParameterizedTest
  @MethodSource("modelsThatPredictEverywhere")
  void norWhereAllPositionsCount(Model model, int vocab, int length) {
    assertCovered(model, vocab, length, LossPositions.ALL);
  }

  private static void assertCovered(Model model, int vocab, int length, LossPositions loss) {
    var small = SmallTrials.tree(1);
    GraphFamily graph =
        loss == LossPositions.ALL
            ? new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE)
            : small.graph();
    var spec =
        new TrialSpec(
            small.seeds(),
            graph,
            small.violations(),
            new TaskSettings(vocab, length, new TransitionPrior.Dirichlet(0.5), 0, 0),
            new Learner(model, 0, EngineChoice.AUTO, loss),
            small.training(),
            small.evaluation(),
            small.rivals());
    int batch = spec.training().batch();
    try (var engine =
        GradientEngines.create(model, vocab, length, batch, EngineChoice.KERNEL, loss)) {
      long parameters = 4L * model.layout(vocab, length).size();
      long held = HeldArrays.bytes(engine) + PARAMETER_COPIES * parameters;
      long besides = (1 << 20) + 400L * length * length; // what a trial holds besides its kernel
      assertThat(TrialMemory.bytes(spec)).isBetween(held, (long) (1.6 * held) + besides);
    }
  }
}
