package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The two-layer kernel that a trial gets, in float, against SameDiff in double, on random
 * parameters and sequences.
 */
class EngineAgreementTest {

  private static final List<List<Integer>> HEADS =
      List.of(List.of(1, 1), List.of(2, 1), List.of(1, 2), List.of(3, 2));

  static Stream<Arguments> small() {
    return Stream.of(
        Arguments.of(2, 3, 1000, List.of(3, 2)),
        Arguments.of(2, 3, 31, List.of(1, 2)),
        Arguments.of(7, 13, 31, List.of(2, 1)),
        Arguments.of(7, 13, 1, List.of(1, 1)),
        Arguments.of(17, 33, 1, List.of(3, 2)));
  }

  static Stream<Arguments> all() {
    return Stream.of(1, 31, 1000)
        .flatMap(size -> HEADS.stream().flatMap(heads -> atEverySize(size, heads)));
  }

  private static Stream<Arguments> atEverySize(int size, List<Integer> heads) {
    return Stream.of(
        Arguments.of(2, 3, size, heads),
        Arguments.of(7, 13, size, heads),
        Arguments.of(17, 33, size, heads));
  }

  @ParameterizedTest
  @MethodSource("small")
  void kernelAgreesWithSameDiff(int vocab, int length, int size, List<Integer> heads) {
    compare(vocab, length, size, heads, Seeds.of("kernelAgreesWithSameDiff", 31));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("all")
  void kernelAgreesWithSameDiffAtEveryAwkwardSize(
      int vocab, int length, int size, List<Integer> heads) {
    compare(vocab, length, size, heads, Seeds.of("kernelAgreesWithSameDiffAtEverySize", 32));
  }

  private static void compare(int vocab, int length, int size, List<Integer> heads, long seed) {
    var model = new Model.Disentangled(heads);
    int n = model.layout(vocab, length).size();
    var batch = Examples.batch(size, length, vocab, seed);
    INDArray floats = Nd4j.createFromArray(Examples.normals(n, .4, seed)).castTo(DataType.FLOAT);
    INDArray gradient = Nd4j.zeros(DataType.FLOAT, n);
    INDArray expected = Nd4j.zeros(DataType.DOUBLE, n);
    try (var kernel = GradientEngines.create(model, vocab, length, size, EngineChoice.KERNEL);
        var reference = GradientEngines.create(model, vocab, length, size, EngineChoice.SAMEDIFF)) {
      double loss = reference.lossAndGradient(batch, floats.castTo(DataType.DOUBLE), expected);
      assertThat(kernel.lossAndGradient(batch, floats, gradient))
          .isCloseTo(loss, within(1e-5 * loss));
    }
    GradientComparison.assertClose(gradient.toDoubleVector(), expected.toDoubleVector(), 2e-5);
  }
}
