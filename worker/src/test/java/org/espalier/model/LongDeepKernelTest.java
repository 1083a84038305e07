package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
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

/** The deep kernel of long sequences, at lengths as well that the other one is faster at. */
class LongDeepKernelTest {

  static Stream<Arguments> awkwardSizes() {
    return Stream.of(
        Arguments.of(2, 2, 1, List.of(1, 1, 1)),
        Arguments.of(3, 5, 67, List.of(2, 1, 2)),
        Arguments.of(7, 13, 4, List.of(3, 1, 1)),
        Arguments.of(17, 33, 5, List.of(1, 2, 1)),
        Arguments.of(16, 32, 6, List.of(1, 1, 5)),
        Arguments.of(2, 6, 65, List.of(1, 2, 1, 1)),
        Arguments.of(5, 64, 2, List.of(3, 1, 1)));
  }

  static Stream<Arguments> goldenFilesAndLoops() {
    return GoldenFile.ALL.stream()
        .filter(file -> isDeep(GoldenFile.read(file).model()))
        .flatMap(file -> Examples.loops().map(loops -> Arguments.of(file, loops)));
  }

  private static boolean isDeep(Model model) {
    return model instanceof Model.Disentangled && model.heads().size() > 2;
  }

  @ParameterizedTest
  @MethodSource("goldenFilesAndLoops")
  void agreesWithTheGoldenFile(String file, TileLoops loops) {
    var golden = GoldenFile.read(file);
    var outcome =
        run((Model.Disentangled) golden.model(), golden.batch(), golden.parameters(), loops);
    outcome.assertClose(golden.loss(), golden.probabilities(), golden.gradient());
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void agreesWithDenseReference(int vocab, int length, int size, List<Integer> heads) {
    var model = new Model.Disentangled(heads);
    var batch = Examples.batch(size, length, vocab, 1);
    double[] parameters = floats(Examples.normals(model.layout(vocab, length).size(), 0.4, 2));
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
    var batch = Examples.batch(size, length, vocab, 3);
    double[] parameters = Examples.normals(model.layout(vocab, length).size(), 0.4, 4);
    run(model, batch, parameters, FastestLoops.fastest())
        .assertIdentical(run(model, batch, parameters, new ScalarTileLoops()));
  }

  /**
   * A batch that leaves a panel of outer products part filled, after one that fills it, and after
   * one whose numbers were none: no zero makes up for these.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1, Double.NaN})
  void aStepKnowsNothingOfTheOneBefore(double factor) {
    var model = new Model.Disentangled(List.of(2, 1, 1));
    double[] parameters = Examples.normals(model.layout(3, 9).size(), 0.4, 5);
    var flat = Nd4j.createFromArray(parameters).castTo(DataType.FLOAT);
    var gradient = Nd4j.create(DataType.FLOAT, parameters.length);
    var batch = Examples.batch(6, 9, 3, 6);
    var fresh = run(model, batch, parameters, FastestLoops.fastest());
    try (var kernel = LongDeepModel.kernel(model, 3, 9, 128, FastestLoops.fastest())) {
      kernel.lossAndGradient(Examples.batch(128, 9, 3, 7), flat.mul(factor), gradient);
      kernel.loss(Examples.batch(70, 9, 3, 8), flat.mul(factor));
      assertThat(kernel.lossAndGradient(batch, flat, gradient)).isEqualTo(fresh.loss());
      assertThat(gradient.toFloatVector()).isEqualTo(fresh.gradient());
    }
  }

  /** Positions of one row differ by 200 nats, and most sequences lack the favoured token. */
  @Test
  void survivesLogitsWhoseExponentialsUnderflow() {
    var model = new Model.Disentangled(List.of(1, 1, 1));
    var batch = Examples.batch(9, 21, 5, 9);
    double[] parameters = floats(Examples.normals(model.layout(5, 21).size(), 0.4, 10));
    int width = 5 + 21;
    for (int row = 0; row < width; row++) {
      parameters[row * width + row % 5] += 200;
      parameters[row * width + 5 + row % 21] -= 150;
    }
    var expected = new DenseReference(model, 5, 21).evaluate(batch, parameters);
    Examples.loops()
        .forEach(
            loops ->
                run(model, batch, parameters, loops)
                    .assertClose(expected.loss(), expected.probabilities(), expected.gradient()));
  }

  @Test
  void stepAllocatesNothing() {
    var model = new Model.Disentangled(List.of(2, 1, 1));
    var batch = Examples.batch(9, 20, 4, 11);
    int size = model.layout(4, 20).size();
    var parameters = Nd4j.zeros(DataType.FLOAT, size);
    var kernel = LongDeepModel.kernel(model, 4, 20, 9, new ScalarTileLoops());
    StepAllocation.assertNone(kernel, batch, parameters);
  }

  private static double[] floats(double[] x) {
    return Arrays.stream(x).map(v -> (float) v).toArray();
  }

  private static KernelOutcome run(
      Model.Disentangled model, SequenceBatch batch, double[] parameters, TileLoops loops) {
    return KernelOutcome.of(
        batch,
        parameters,
        LongDeepModel.kernel(model, batch.vocab(), batch.length(), batch.size(), loops));
  }
}
