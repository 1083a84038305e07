package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.task.SequenceBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class TwoLayerKernelTest {

  static Stream<Arguments> goldenFilesAndLoops() {
    return GoldenFile.TWO_LAYERS.stream()
        .flatMap(file -> Examples.loops().map(loops -> Arguments.of(file, loops)));
  }

  static Stream<Arguments> awkwardSizes() {
    return Stream.of(
        Arguments.of(2, 3, 1, List.of(1, 1)),
        Arguments.of(2, 3, 1000, List.of(3, 2)),
        Arguments.of(7, 13, 31, List.of(2, 1)),
        Arguments.of(7, 13, 1000, List.of(1, 1)),
        Arguments.of(17, 33, 1, List.of(1, 2)),
        Arguments.of(17, 33, 31, List.of(3, 2)),
        Arguments.of(17, 33, 31, List.of(1, 1)),
        // Long sequences, whose positions are the lanes.
        Arguments.of(15, 41, 1, List.of(1, 1)),
        Arguments.of(13, 48, 3, List.of(1, 1)),
        Arguments.of(16, 45, 70, List.of(1, 1)),
        Arguments.of(12, 50, 9, List.of(2, 1)),
        Arguments.of(17, 49, 5, List.of(1, 2)),
        Arguments.of(35, 65, 6, List.of(3, 2)));
  }

  @ParameterizedTest
  @MethodSource("goldenFilesAndLoops")
  void agreesWithGoldenFile(String file, TileLoops loops) {
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
    double[] parameters = floats(Examples.normals(model.layout(vocab, length).size(), 0.5, 2));
    var expected = new DenseReference(model, vocab, length).evaluate(batch, parameters);
    Examples.loops()
        .forEach(
            loops ->
                run(model, batch, parameters, loops)
                    .assertClose(expected.loss(), expected.probabilities(), expected.gradient()));
  }

  @ParameterizedTest
  @CsvSource({"4, 6", "14, 44"})
  void stepAllocatesNothing(int vocab, int length) {
    var model = new Model.Disentangled(List.of(2, 1));
    var batch = Examples.batch(40, length, vocab, 1);
    int size = model.layout(vocab, length).size();
    var parameters = Nd4j.zeros(DataType.FLOAT, size);
    var kernel = GradientEngines.kernel(model, vocab, length, 40, new ScalarTileLoops());
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
        GradientEngines.kernel(model, batch.vocab(), batch.length(), batch.size(), loops));
  }

  /** The two kernels add in different orders; a batch that fills a panel of either, and some. */
  @ParameterizedTest
  @CsvSource({"4, 41", "10, 64", "20, 50"})
  void bothKernelsAgreeAtTheSizesOfTheOne(int vocab, int length) {
    var model = new Model.Disentangled(List.of(2, 1));
    var batch = Examples.batch(131, length, vocab, 11);
    double[] parameters = Examples.normals(model.layout(vocab, length).size(), 0.5, 12);
    var loops = FastestLoops.fastest();
    var expected =
        KernelOutcome.of(batch, parameters, TwoLayerModel.kernel(model, vocab, length, 131, loops));
    KernelOutcome.of(batch, parameters, LongTwoLayerModel.kernel(model, vocab, length, 131, loops))
        .assertClose(
            expected.loss(), doubles(expected.probabilities()), doubles(expected.gradient()));
  }

  /**
   * Four sequences at a time fill no tile, and one that is left alone has three stale neighbours.
   */
  @Test
  void aStepKnowsNothingOfTheOneBefore() {
    var model = new Model.Disentangled(List.of(1, 2));
    double[] parameters = Examples.normals(model.layout(15, 41).size(), 0.5, 13);
    try (var kernel = GradientEngines.kernel(model, 15, 41, 9, FastestLoops.fastest())) {
      var flat = Nd4j.createFromArray(parameters).castTo(DataType.FLOAT);
      var gradient = Nd4j.create(DataType.FLOAT, parameters.length);
      double whole = kernel.lossAndGradient(Examples.batch(9, 41, 15, 14), flat, gradient);
      float[] first = gradient.toFloatVector();
      var one = Examples.batch(1, 41, 15, 15);
      double alone = kernel.lossAndGradient(one, flat, gradient);
      var outcome = run(model, one, parameters, FastestLoops.fastest());
      assertThat(alone).isEqualTo(outcome.loss());
      assertThat(gradient.toFloatVector()).isEqualTo(outcome.gradient());
      assertThat(kernel.lossAndGradient(Examples.batch(9, 41, 15, 14), flat, gradient))
          .isEqualTo(whole);
      assertThat(gradient.toFloatVector()).isEqualTo(first);
    }
  }

  private static double[] doubles(float[] x) {
    double[] y = new double[x.length];
    Arrays.setAll(y, i -> x[i]);
    return y;
  }

  @Test
  void vectorApiIsInUseInTests() {
    assertThat(FastestLoops.fastest().name()).startsWith("Vector API");
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void implementationsAgreeBitForBit(int vocab, int length, int size, List<Integer> heads) {
    var model = new Model.Disentangled(heads);
    var batch = Examples.batch(size, length, vocab, 3);
    double[] parameters = Examples.normals(model.layout(vocab, length).size(), 0.5, 4);
    run(model, batch, parameters, FastestLoops.fastest())
        .assertIdentical(run(model, batch, parameters, new ScalarTileLoops()));
  }

  @ParameterizedTest
  @CsvSource({"4, 9", "15, 43"})
  void twoRunsAreBitIdentical(int vocab, int length) {
    var model = new Model.Disentangled(List.of(2, 1));
    var batch = Examples.batch(100, length, vocab, 3);
    double[] parameters = Examples.normals(model.layout(vocab, length).size(), 0.5, 4);
    run(model, batch, parameters, FastestLoops.fastest())
        .assertIdentical(run(model, batch, parameters, FastestLoops.fastest()));
  }

  /** Steps of 1e-3 in double, through the float kernel, on a batch of a size that fits no tile. */
  @Test
  void gradientIsTheSlopeOfTheLoss() {
    var model = new Model.Disentangled(List.of(2, 2));
    var batch = Examples.batch(37, 4, 3, 5);
    double[] parameters = floats(Examples.normals(model.layout(3, 4).size(), 0.5, 6));
    float[] gradient = run(model, batch, parameters, FastestLoops.fastest()).gradient();
    for (int i = 0; i < parameters.length; i += 7) {
      double step = 0x1p-6;
      double[] up = parameters.clone();
      double[] down = parameters.clone();
      up[i] += step;
      down[i] -= step;
      double slope =
          (run(model, batch, up, FastestLoops.fastest()).loss()
                  - run(model, batch, down, FastestLoops.fastest()).loss())
              / (2 * step);
      assertThat((double) gradient[i]).as("entry %d", i).isCloseTo(slope, within(2e-5));
    }
  }

  /** Positions of one row differ by 200 nats, and most sequences lack the favoured token. */
  @ParameterizedTest
  @CsvSource({"5, 6", "14, 43"})
  void survivesLogitsWhoseExponentialsUnderflow(int vocab, int length) {
    var model = new Model.Disentangled(List.of(1, 1));
    var batch = Examples.batch(64, length, vocab, 7);
    double[] parameters = floats(Examples.normals(model.layout(vocab, length).size(), 0.5, 8));
    int width = vocab + length;
    for (int row = 0; row < width; row++) {
      parameters[row * width + row % vocab] += 200;
      parameters[row * width + vocab + row % length] -= 150;
    }
    var expected = new DenseReference(model, vocab, length).evaluate(batch, parameters);
    Examples.loops()
        .forEach(
            loops ->
                run(model, batch, parameters, loops)
                    .assertClose(expected.loss(), expected.probabilities(), expected.gradient()));
  }

  @ParameterizedTest
  @CsvSource({"3, 5", "15, 42"})
  void lossOfDivergedParametersIsNotFinite(int vocab, int length) {
    var model = new Model.Disentangled(List.of(1, 1));
    var batch = Examples.batch(40, length, vocab, 9);
    double[] parameters = Examples.normals(model.layout(vocab, length).size(), 0.5, 10);
    parameters[3] = Double.NaN;
    Examples.loops()
        .forEach(loops -> assertThat(run(model, batch, parameters, loops).loss()).isNaN());
  }

  @Test
  void refusesABatchOfAnotherShape() {
    var model = new Model.Disentangled(List.of(1, 1));
    try (var kernel = GradientEngines.kernel(model, 3, 5, 8, FastestLoops.fastest())) {
      var parameters = Nd4j.zeros(DataType.FLOAT, model.layout(3, 5).size());
      assertThatThrownBy(() -> kernel.loss(Examples.batch(9, 5, 3, 1), parameters))
          .hasMessageContaining("size 9");
      assertThatThrownBy(() -> kernel.loss(Examples.batch(8, 6, 3, 1), parameters))
          .hasMessageContaining("length 6");
    }
  }
}
