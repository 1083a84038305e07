package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of an engine before it is made. */
class GradientEnginesTest {

  static Stream<Arguments> kernels() {
    var twoLayers = new Model.Disentangled(List.of(1, 1));
    var threeLayers = new Model.Disentangled(List.of(3, 1, 1));
    var gpt = new Gpt(8, 0, List.of(1, 1), PositionEncoding.RELATIVE, NormKind.LAYER);
    var wide = new Gpt(32, 0, List.of(1), PositionEncoding.NONE, NormKind.LAYER);
    return Stream.of(
        Arguments.of(twoLayers, 3, 10, LossPositions.LAST),
        Arguments.of(twoLayers, 10, 100, LossPositions.LAST),
        Arguments.of(twoLayers, 3, 10, LossPositions.ALL),
        Arguments.of(threeLayers, 3, 10, LossPositions.LAST),
        Arguments.of(threeLayers, 5, 64, LossPositions.LAST),
        Arguments.of(threeLayers, 3, 10, LossPositions.ALL),
        Arguments.of(new Model.Reduced(.1, List.of(1, 1)), 3, 10, LossPositions.LAST),
        Arguments.of(new Model.Transformer(8, 8, List.of(1, 1)), 3, 10, LossPositions.LAST),
        Arguments.of(gpt, 3, 10, LossPositions.LAST),
        Arguments.of(gpt, 3, 10, LossPositions.ALL),
        Arguments.of(wide, 2, 128, LossPositions.LAST),
        Arguments.of(wide, 2, 128, LossPositions.ALL));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aKernelComputesWholeTilesIfItGoesByThem(
      Model model, int vocab, int length, LossPositions loss) {
    var choice = EngineChoice.AUTO;
    try (var engine = (TileKernel) GradientEngines.create(model, vocab, length, 40, choice, loss)) {
      int atOnce = engine.sequences();
      assertThat(GradientEngines.computedSequences(model, vocab, length, 40, choice, loss))
          .isEqualTo((40 + atOnce - 1) / atOnce * atOnce);
    }
  }

  @Test
  void bothKindsOfKernelsAreAmongThem() {
    assertThat(
            kernels()
                .map(Arguments::get)
                .map(
                    k ->
                        GradientEngines.computedSequences(
                            (Model) k[0],
                            (int) k[1],
                            (int) k[2],
                            1,
                            EngineChoice.AUTO,
                            (LossPositions) k[3])))
        .containsExactly(32, 1, 1, 32, 1, 1, 32, 32, 32, 32, 32, 1);
  }

  @Test
  void theTensorEngineComputesNoMoreThanTheBatch() {
    assertThat(
            GradientEngines.computedSequences(
                new Model.Disentangled(List.of(1, 1)),
                3,
                10,
                40,
                EngineChoice.SAMEDIFF,
                LossPositions.LAST))
        .isEqualTo(40);
  }
}
