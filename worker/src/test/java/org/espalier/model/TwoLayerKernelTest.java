package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.nd4j.linalg.factory.Nd4j;

class TwoLayerKernelTest {

  /** Loss, [S,B] probabilities and gradient of one call. */
  private record Outcome(double loss, double lossAlone, float[] probabilities, float[] gradient) {}

  static Stream<Arguments> goldenFilesAndLanes() {
    return GoldenFile.TWO_LAYERS.stream()
        .flatMap(file -> lanes().map(lanes -> Arguments.of(file, lanes)));
  }

  static Stream<Lanes> lanes() {
    return Stream.of(new ScalarLanes(), LaneChoice.FASTEST).distinct();
  }

  static Stream<Arguments> awkwardSizes() {
    return Stream.of(
        Arguments.of(2, 3, 1, List.of(1, 1)),
        Arguments.of(2, 3, 1000, List.of(3, 2)),
        Arguments.of(7, 13, 31, List.of(2, 1)),
        Arguments.of(7, 13, 1000, List.of(1, 1)),
        Arguments.of(17, 33, 1, List.of(1, 2)),
        Arguments.of(17, 33, 31, List.of(3, 2)),
        Arguments.of(17, 33, 31, List.of(1, 1)));
  }

  @ParameterizedTest
  @MethodSource("goldenFilesAndLanes")
  void agreesWithGoldenFile(String file, Lanes lanes) {
    var golden = GoldenFile.read(file);
    var outcome =
        run((Model.Disentangled) golden.model(), golden.batch(), golden.parameters(), lanes);
    assertClose(outcome, golden.loss(), golden.probabilities(), golden.gradient());
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void agreesWithDenseReference(int vocab, int length, int size, List<Integer> heads) {
    var model = new Model.Disentangled(heads);
    var batch = Examples.batch(size, length, vocab, 1);
    double[] parameters = floats(Examples.normals(model.layout(vocab, length).size(), 0.5, 2));
    var expected = new DenseReference(model, vocab, length).evaluate(batch, parameters);
    lanes()
        .forEach(
            lanes ->
                assertClose(
                    run(model, batch, parameters, lanes),
                    expected.loss(),
                    expected.probabilities(),
                    expected.gradient()));
  }

  private static double[] floats(double[] x) {
    return Arrays.stream(x).map(v -> (float) v).toArray();
  }

  private static void assertClose(
      Outcome outcome, double loss, double[] probabilities, double[] gradient) {
    assertThat(outcome.loss).isCloseTo(loss, within(1e-5 * Math.max(1, loss)));
    assertThat(outcome.lossAlone).isEqualTo(outcome.loss);
    assertThat(largestDifference(outcome.probabilities, probabilities)).isLessThan(1e-5);
    double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
    assertThat(largestDifference(outcome.gradient, gradient) / largest).isLessThan(2e-5);
  }

  private static double largestDifference(float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
    }
    return largest;
  }

  private static Outcome run(
      Model.Disentangled model, SequenceBatch batch, double[] parameters, Lanes lanes) {
    try (var kernel =
        TwoLayerKernel.of(model, batch.vocab(), batch.length(), batch.size(), lanes)) {
      var flat = Nd4j.createFromArray(parameters).castTo(DataType.FLOAT);
      var gradient = Nd4j.create(DataType.FLOAT, parameters.length);
      float[] probabilities = new float[batch.targets().length];
      double loss = kernel.lossAndGradient(batch, flat, gradient);
      kernel.probabilities(batch, flat, probabilities);
      return new Outcome(loss, kernel.loss(batch, flat), probabilities, gradient.toFloatVector());
    }
  }

  @Test
  void twoRunsAreBitIdentical() {
    var model = new Model.Disentangled(List.of(2, 1));
    var batch = Examples.batch(100, 9, 4, 3);
    double[] parameters = Examples.normals(model.layout(4, 9).size(), 0.5, 4);
    var first = run(model, batch, parameters, LaneChoice.FASTEST);
    var second = run(model, batch, parameters, LaneChoice.FASTEST);
    assertThat(second.loss).isEqualTo(first.loss);
    assertThat(second.gradient).isEqualTo(first.gradient);
  }
}
