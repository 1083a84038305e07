package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernel of {@link Gpt} in float against the same model written out in SameDiff in double.
 * SameDiff expresses every norm and every position encoding of the model.
 */
class GptSameDiffTest {

  /** Each norm with each encoding: two layers of attention only, and three with an MLP. */
  static Stream<Arguments> everyKind() {
    List<Arguments> kinds = new ArrayList<>();
    for (NormKind norm : NormKind.values()) {
      for (PositionEncoding positions : PositionEncoding.values()) {
        var attentionOnly = new Gpt(12, 0, List.of(2, 1), positions, norm);
        var withMlp = new Gpt(12, 7, List.of(1, 2, 1), positions, norm);
        kinds.add(Arguments.of(attentionOnly, 3, 6, 5));
        kinds.add(Arguments.of(withMlp, 3, 6, 5));
      }
    }
    return kinds.stream();
  }

  /**
   * The shortest sequences that there are, two symbols, one sequence more than a tile, and widths
   * below and above the 16 lanes of a vector that are no multiple of it; one layer and two.
   */
  static Stream<Arguments> awkwardSizes() {
    return Stream.of(PositionEncoding.values())
        .flatMap(
            positions ->
                Stream.of(
                    Arguments.of(gpt(6, 1, List.of(1), positions), 2, 2, 33),
                    Arguments.of(gpt(20, 17, List.of(2), positions), 2, 7, 33),
                    Arguments.of(gpt(18, 0, List.of(3, 1), positions), 5, 17, 1)));
  }

  private static Gpt gpt(int width, int hidden, List<Integer> heads, PositionEncoding positions) {
    return new Gpt(width, hidden, heads, positions, NormKind.LAYER);
  }

  @ParameterizedTest
  @FieldSource("org.espalier.model.GptGoldenFile#ALL")
  void theGraphAgreesWithTheGoldenFile(String file) {
    var golden = GptGoldenFile.read(file);
    var batch = golden.batch();
    var graph = new GptSameDiff(golden.model(), batch.size(), batch.length(), batch.vocab());
    var result = graph.result(batch, golden.targets(), golden.parameters());
    assertThat(result.loss()).isCloseTo(golden.loss(), within(1e-10 * golden.loss()));
    assertThat(result.probabilities()).containsExactly(golden.probabilities(), within(1e-10));
    var layout = golden.model().layout(batch.vocab(), batch.length());
    GradientComparison.assertClose(layout, result.gradient(), golden.gradient(), 1e-10);
  }

  @ParameterizedTest
  @MethodSource({"everyKind", "awkwardSizes"})
  void theKernelAgreesWithTheGraph(Gpt model, int vocab, int length, int size) {
    var layout = model.layout(vocab, length);
    float[] parameters = Examples.floats(Examples.normals(layout.size(), 0.3, 6));
    var graph = new GptSameDiff(model, size, length, vocab);
    for (LossPositions loss : LossPositions.values()) {
      var batch = Examples.batch(size, length, vocab, loss);
      var expected =
          graph.result(batch, Examples.doubles(batch.targets()), Examples.doubles(parameters));
      for (TileLoops loops : List.of(new ScalarTileLoops(), FastestLoops.fastest())) {
        var actual = GptOutcome.of(model, batch, parameters, loops);
        assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5 * expected.loss()));
        assertThat(Examples.doubles(actual.probabilities()))
            .containsExactly(expected.probabilities(), within(1e-5));
        double[] gradient = Examples.doubles(actual.gradient());
        GradientComparison.assertClose(gradient, expected.gradient(), 1e-5);
        GradientComparison.assertClose(layout, gradient, expected.gradient(), 5e-5);
      }
    }
  }
}
