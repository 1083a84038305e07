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
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TileKernelTest {

  /** Loss, [S,B] probabilities and gradient of one call. */
  private record Outcome(double loss, double lossAlone, float[] probabilities, float[] gradient) {}

  static Stream<Arguments> goldenFilesAndLoops() {
    return GoldenFile.ALL.stream()
        .flatMap(file -> Examples.loops().map(loops -> Arguments.of(file, loops)));
  }

  static Stream<Arguments> awkwardSizes() {
    return Stream.of(
        Arguments.of(new Model.Disentangled(List.of(1)), 2, 3, 1),
        Arguments.of(new Model.Disentangled(List.of(3)), 7, 13, 33),
        Arguments.of(new Model.Disentangled(List.of(2, 2)), 5, 7, 31),
        Arguments.of(new Model.Disentangled(List.of(1, 1, 1)), 2, 3, 1),
        Arguments.of(new Model.Disentangled(List.of(1, 1, 1)), 7, 13, 31),
        Arguments.of(new Model.Disentangled(List.of(2, 1, 2)), 3, 5, 40),
        Arguments.of(new Model.Disentangled(List.of(1, 2, 1, 1)), 2, 6, 65),
        // Long sequences, of which the kernel takes one at a time.
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, 60, 5),
        Arguments.of(new Model.Disentangled(List.of(2, 1, 2)), 17, 68, 3),
        Arguments.of(new Model.Disentangled(List.of(1, 2, 1, 1)), 3, 41, 6),
        Arguments.of(new Model.Transformer(5, 7, List.of(1)), 2, 3, 1),
        Arguments.of(new Model.Transformer(30, 30, List.of(1, 1)), 3, 20, 40),
        Arguments.of(new Model.Transformer(6, 4, List.of(2, 1, 3)), 7, 13, 31),
        Arguments.of(new Model.Transformer(3, 9, List.of(1, 2)), 17, 33, 33),
        Arguments.of(new Model.Reduced(.01), 2, 3, 1),
        Arguments.of(new Model.Reduced(.1), 17, 33, 100),
        Arguments.of(new Model.Reduced(.01, List.of(2, 1)), 2, 3, 1),
        Arguments.of(new Model.Reduced(.05, List.of(3, 1)), 5, 17, 33));
  }

  @ParameterizedTest
  @MethodSource("goldenFilesAndLoops")
  void agreesWithTheGoldenFile(String file, TileLoops loops) {
    var golden = GoldenFile.read(file);
    // scores of size 60 have lost six bits of what the exponential sees
    double tolerance = file.equals("disentangled-large-logits") ? 1e-4 : 2e-5;
    var outcome = run(golden.model(), golden.batch(), floats(golden.parameters()), loops);
    assertThat(outcome.loss).isCloseTo(golden.loss(), within(1e-5 * golden.loss()));
    assertProbabilities(outcome.probabilities, golden.probabilities());
    assertGradient(golden.model(), golden.batch(), outcome, golden.gradient(), tolerance);
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void agreesWithSameDiffInDouble(Model model, int vocab, int length, int size) {
    var batch = Examples.batch(size, length, vocab, 1);
    float[] parameters = parameters(model, vocab, length, 2);
    var gradient = Nd4j.zeros(DataType.DOUBLE, parameters.length);
    try (var reference = SameDiffEngine.of(model, vocab, length)) {
      INDArray inDouble = Nd4j.createFromArray(parameters).castTo(DataType.DOUBLE);
      double loss = reference.lossAndGradient(batch, inDouble, gradient);
      Examples.loops()
          .forEach(
              loops -> {
                var outcome = run(model, batch, parameters, loops);
                assertThat(outcome.loss).isCloseTo(loss, within(1e-5 * loss));
                assertGradient(model, batch, outcome, gradient.toDoubleVector(), 2e-5);
              });
    }
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void implementationsAgreeBitForBit(Model model, int vocab, int length, int size) {
    var batch = Examples.batch(size, length, vocab, 3);
    float[] parameters = parameters(model, vocab, length, 4);
    assertIdentical(
        run(model, batch, parameters, FastestLoops.fastest()),
        run(model, batch, parameters, new ScalarTileLoops()));
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void remembersNothingOfEarlierBatches(Model model, int vocab, int length, int size) {
    var batch = Examples.batch(size, length, vocab, 5);
    float[] parameters = parameters(model, vocab, length, 6);
    var fresh = run(model, batch, parameters, FastestLoops.fastest());
    try (var kernel = kernel(model, vocab, length, 100, FastestLoops.fastest())) {
      run(kernel, Examples.batch(100, length, vocab, 7), parameters(model, vocab, length, 8));
      assertIdentical(run(kernel, batch, parameters), fresh);
    }
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void lossOfDivergedParametersIsNotFinite(Model model, int vocab, int length, int size) {
    var batch = Examples.batch(size, length, vocab, 9);
    float[] parameters = parameters(model, vocab, length, 10);
    Arrays.fill(parameters, Float.NaN);
    Examples.loops()
        .forEach(loops -> assertThat(run(model, batch, parameters, loops).loss).isNaN());
  }

  @Test
  void refusesABatchOfAnotherShape() {
    var model = new Model.Reduced(.01);
    try (var kernel = kernel(model, 3, 5, 8, FastestLoops.fastest())) {
      var parameters = Nd4j.zeros(DataType.FLOAT, model.layout(3, 5).size());
      assertThatThrownBy(() -> kernel.loss(Examples.batch(9, 5, 3, 1), parameters))
          .hasMessageContaining("size 9");
      assertThatThrownBy(() -> kernel.loss(Examples.batch(8, 5, 4, 1), parameters))
          .hasMessageContaining("vocab 4");
    }
  }

  @Test
  void theKernelOfAModelIsTakenUnlessSameDiffIsAskedFor() {
    for (Model model :
        List.of(
            new Model.Disentangled(List.of(1, 1)),
            new Model.Disentangled(List.of(1, 1, 1)),
            new Model.Transformer(4, 4, List.of(1, 1)),
            new Model.Reduced(.01))) {
      for (EngineChoice choice : EngineChoice.values()) {
        try (var engine = GradientEngines.create(model, 3, 5, 8, choice)) {
          String expected = choice == EngineChoice.SAMEDIFF ? "samediff" : "kernel";
          assertThat(engine.name()).isEqualTo(expected);
        }
      }
    }
  }

  private static GradientEngine kernel(
      Model model, int vocab, int length, int batchSize, TileLoops loops) {
    if (model instanceof Model.Disentangled disentangled) {
      return GradientEngines.kernel(disentangled, vocab, length, batchSize, loops);
    }
    if (model instanceof Model.Transformer transformer) {
      return TransformerNetwork.kernel(transformer, vocab, length, batchSize, loops);
    }
    return ReducedModel.kernel((Model.Reduced) model, vocab, length, batchSize, loops);
  }

  private static Outcome run(
      Model model, SequenceBatch batch, float[] parameters, TileLoops loops) {
    try (var kernel = kernel(model, batch.vocab(), batch.length(), batch.size(), loops)) {
      return run(kernel, batch, parameters);
    }
  }

  private static Outcome run(GradientEngine kernel, SequenceBatch batch, float[] parameters) {
    INDArray flat = Nd4j.createFromArray(parameters);
    INDArray gradient = Nd4j.create(DataType.FLOAT, parameters.length);
    float[] probabilities = new float[batch.targets().length];
    double loss = kernel.lossAndGradient(batch, flat, gradient);
    kernel.probabilities(batch, flat, probabilities);
    return new Outcome(loss, kernel.loss(batch, flat), probabilities, gradient.toFloatVector());
  }

  /** Entries of a size that makes neither flat nor one-hot attention, whatever the width. */
  private static float[] parameters(Model model, int vocab, int length, long seed) {
    double deviation =
        model instanceof Model.Transformer transformer ? 1 / Math.sqrt(transformer.width()) : .4;
    return floats(Examples.normals(model.layout(vocab, length).size(), deviation, seed));
  }

  private static float[] floats(double[] x) {
    float[] floats = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      floats[i] = (float) x[i];
    }
    return floats;
  }

  private static void assertProbabilities(float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-5));
    }
  }

  private static void assertGradient(
      Model model, SequenceBatch batch, Outcome outcome, double[] expected, double tolerance) {
    double[] actual = new double[outcome.gradient.length];
    for (int i = 0; i < actual.length; i++) {
      actual[i] = outcome.gradient[i];
    }
    assertThat(outcome.lossAlone).isEqualTo(outcome.loss);
    GradientComparison.assertClose(actual, expected, tolerance);
    var layout = model.layout(batch.vocab(), batch.length());
    GradientComparison.assertClose(layout, actual, expected, 5 * tolerance);
  }

  private static void assertIdentical(Outcome actual, Outcome expected) {
    assertThat(actual.loss).isEqualTo(expected.loss);
    assertThat(actual.probabilities).isEqualTo(expected.probabilities);
    assertThat(actual.gradient).isEqualTo(expected.gradient);
  }
}
