package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.task.SequenceBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** The disentangled transformer that predicts the next token at every position. */
class NextTokenKernelTest {

  static Stream<Arguments> awkwardSizes() {
    return Stream.of(
        Arguments.of(2, 2, 1, List.of(1)),
        Arguments.of(3, 5, 67, List.of(2, 1)),
        Arguments.of(7, 13, 4, List.of(3, 1, 1)),
        Arguments.of(17, 33, 5, List.of(1, 2, 1)),
        Arguments.of(16, 32, 6, List.of(1, 3)),
        Arguments.of(2, 6, 65, List.of(1, 2, 1, 1)),
        Arguments.of(5, 65, 2, List.of(2, 1, 2)));
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void agreesWithDenseReference(int vocab, int length, int size, List<Integer> heads) {
    var model = new Model.Disentangled(heads);
    var batch = Examples.batch(size, length, vocab, LossPositions.ALL);
    double[] parameters = parameters(model, vocab, length, 2);
    var expected = new DenseReference(model, vocab, length).evaluate(batch, parameters);
    Examples.loops()
        .forEach(
            loops ->
                run(model, batch, parameters, loops)
                    .assertClose(expected.loss(), expected.probabilities(), expected.gradient()));
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void implementationsAgreeBitForBit(int vocab, int length, int size, List<Integer> heads) {
    var model = new Model.Disentangled(heads);
    var batch = Examples.batch(size, length, vocab, LossPositions.ALL);
    double[] parameters = parameters(model, vocab, length, 3);
    run(model, batch, parameters, FastestLoops.fastest())
        .assertIdentical(run(model, batch, parameters, new ScalarTileLoops()));
  }

  /** What a position predicts is what the model of that length predicts at its last position. */
  @Test
  void aPredictionIsThatAtTheLastPositionOfWhatIsShownBefore() {
    int vocab = 3;
    int length = 37;
    var model = new Model.Disentangled(List.of(2, 1, 1));
    var batch = Examples.batch(4, length, vocab, LossPositions.ALL);
    double[] parameters = parameters(model, vocab, length, 4);
    var all = run(model, batch, parameters, FastestLoops.fastest());
    double sum = positionZeroLoss(batch, all);
    for (int end = 2; end <= length; end++) {
      var prefix = SequenceBatch.allocate(4, end, vocab);
      System.arraycopy(batch.tokens(), 0, prefix.tokens(), 0, 4 * end);
      System.arraycopy(batch.targets(), 4 * vocab * (end - 1), prefix.targets(), 0, 4 * vocab);
      double[] restricted = restricted(model, parameters, vocab, length, end);
      try (var engine = GradientEngines.create(model, vocab, end, 4, EngineChoice.SAMEDIFF)) {
        var flat = Nd4j.createFromArray(restricted).castTo(DataType.FLOAT);
        float[] last = new float[4 * vocab];
        engine.probabilities(prefix, flat, last);
        for (int e = 0; e < last.length; e++) {
          assertThat(all.probabilities()[4 * vocab * (end - 1) + e])
              .isCloseTo(last[e], within(1e-5f));
        }
        sum += engine.loss(prefix, flat);
      }
    }
    assertThat(all.loss()).isCloseTo(sum / length, within(1e-5));
  }

  /** A batch has no sequences of one token: the cross-entropy by hand. */
  private static double positionZeroLoss(SequenceBatch batch, KernelOutcome all) {
    double loss = 0;
    for (int b = 0; b < 4; b++) {
      for (int s = 0; s < batch.vocab(); s++) {
        loss -= batch.target(b, 0, s) * Math.log(all.probabilities()[s * 4 + b]) / 4;
      }
    }
    return loss;
  }

  /** The rows and columns of tokens and of the first positions, of every part. */
  private static double[] restricted(
      Model model, double[] parameters, int vocab, int length, int end) {
    var from = model.layout(vocab, length);
    var to = model.layout(vocab, end);
    double[] restricted = new double[to.size()];
    for (var entry : to.entries()) {
      var of = from.entry(entry.name());
      for (int r = 0; r < entry.rows(); r++) {
        for (int c = 0; c < entry.columns(); c++) {
          int column = entry.name().equals("W") ? c : widened(c, vocab + end, vocab + length);
          int row = widened(r, vocab + end, vocab + length);
          restricted[entry.offset() + r * entry.columns() + c] =
              parameters[of.offset() + row * of.columns() + column];
        }
      }
    }
    return restricted;
  }

  private static int widened(int index, int width, int wider) {
    return index / width * wider + index % width;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, Double.NaN})
  void aStepKnowsNothingOfTheOneBefore(double factor) {
    var model = new Model.Disentangled(List.of(2, 1, 1));
    double[] parameters = parameters(model, 3, 9, 5);
    var flat = Nd4j.createFromArray(parameters).castTo(DataType.FLOAT);
    var gradient = Nd4j.create(DataType.FLOAT, parameters.length);
    var batch = Examples.batch(6, 9, 3, LossPositions.ALL);
    var fresh = run(model, batch, parameters, FastestLoops.fastest());
    try (var kernel = NextTokenModel.kernel(model, 3, 9, 17, FastestLoops.fastest())) {
      var before = Examples.batch(17, 9, 3, LossPositions.ALL);
      kernel.lossAndGradient(before, flat.mul(factor), gradient);
      kernel.loss(before, flat.mul(factor));
      assertThat(kernel.lossAndGradient(batch, flat, gradient)).isEqualTo(fresh.loss());
      assertThat(gradient.toFloatVector()).isEqualTo(fresh.gradient());
    }
  }

  @Test
  void stepAllocatesNothing() {
    var model = new Model.Disentangled(List.of(2, 1, 1));
    var batch = Examples.batch(5, 20, 4, LossPositions.ALL);
    int size = model.layout(4, 20).size();
    var parameters = Nd4j.zeros(DataType.FLOAT, size);
    var kernel = NextTokenModel.kernel(model, 4, 20, 5, new ScalarTileLoops());
    StepAllocation.assertNone(kernel, batch, parameters);
  }

  @Test
  void theGraphsPredictAtTheLastPositionAlone() {
    var model = new Model.Disentangled(List.of(1, 1));
    assertThatThrownBy(
            () -> GradientEngines.create(model, 3, 9, 4, EngineChoice.SAMEDIFF, LossPositions.ALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no SameDiff for a loss at all positions");
  }

  /** The nearest floats of normal numbers. */
  private static double[] parameters(Model.Disentangled model, int vocab, int length, long seed) {
    return Examples.doubles(
        Examples.floats(Examples.normals(model.layout(vocab, length).size(), 0.4, seed)));
  }

  private static KernelOutcome run(
      Model.Disentangled model, SequenceBatch batch, double[] parameters, TileLoops loops) {
    return KernelOutcome.of(
        batch,
        parameters,
        NextTokenModel.kernel(model, batch.vocab(), batch.length(), batch.size(), loops));
  }
}
