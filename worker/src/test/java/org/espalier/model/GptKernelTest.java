package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.InvalidValueException;
import org.espalier.task.SequenceBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class GptKernelTest {

  static Stream<Arguments> goldenFilesAndLoops() {
    return GptGoldenFile.ALL.stream()
        .flatMap(file -> Examples.loops().map(loops -> Arguments.of(file, loops)));
  }

  /** One past a lane's multiple, one head, two symbols, widths that are no multiple of anything. */
  static Stream<Arguments> awkwardSizes() {
    var one = List.of(1);
    var mixed = List.of(2, 1, 3);
    return Stream.of(
        Arguments.of(gpt(5, 7, one, PositionEncoding.LEARNED, NormKind.LAYER), 2, 3, 1),
        Arguments.of(gpt(6, 0, mixed, PositionEncoding.RELATIVE, NormKind.LAYER), 3, 17, 33),
        Arguments.of(gpt(12, 5, mixed, PositionEncoding.ROTARY, NormKind.LAYER), 7, 9, 31),
        Arguments.of(gpt(6, 3, mixed, PositionEncoding.RELATIVE_QUERY, NormKind.NONE), 5, 17, 40),
        Arguments.of(gpt(9, 0, one, PositionEncoding.RELATIVE_QUERY, NormKind.LAYER), 2, 5, 65),
        Arguments.of(gpt(6, 11, mixed, PositionEncoding.ALIBI, NormKind.NONE), 4, 33, 7),
        Arguments.of(gpt(3, 2, List.of(3, 3), PositionEncoding.NONE, NormKind.LAYER), 2, 2, 32));
  }

  private static Gpt gpt(
      int width, int hidden, List<Integer> heads, PositionEncoding positions, NormKind norm) {
    return new Gpt(width, hidden, heads, positions, norm);
  }

  @ParameterizedTest
  @MethodSource("goldenFilesAndLoops")
  void agreesWithTheGoldenFile(String file, TileLoops loops) {
    var golden = GptGoldenFile.read(file);
    var batch = golden.batch();
    var outcome = GptOutcome.of(golden.model(), batch, Examples.floats(golden.parameters()), loops);
    outcome.assertAgrees(golden);
  }

  @ParameterizedTest
  @FieldSource("org.espalier.model.GptGoldenFile#ALL")
  void theDefinitionInDoubleAgreesWithTheGoldenFile(String file) {
    var golden = GptGoldenFile.read(file);
    var batch = golden.batch();
    var reference = new GptReference(golden.model(), batch, golden.targets());
    assertThat(reference.loss(golden.parameters())).isCloseTo(golden.loss(), within(1e-9));
    for (int b = 0; b < batch.size(); b++) {
      int[] tokens = GptGoldenFile.tokens(batch, b);
      var forward = new GptForward(golden.model(), batch.vocab(), golden.parameters(), tokens);
      for (int l = 0; l < golden.model().heads().size(); l++) {
        double[][][] attention = forward.nextLayer();
        for (int h = 0; h < golden.model().heads().get(l); h++) {
          for (int i = 0; i < batch.length(); i++) {
            for (int j = 0; j < batch.length(); j++) {
              double expected = golden.attention().get(l).get(h).get(b).get(i).get(j).asDouble();
              assertThat(attention[h][i][j]).isCloseTo(expected, within(1e-9));
            }
          }
        }
      }
    }
    for (int e = 0; e < golden.parameters().length; e++) {
      assertThat(reference.slope(golden.parameters(), e))
          .as("entry %d", e)
          .isCloseTo(golden.gradient()[e], within(1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void gradientIsTheSlopeOfTheLossAtAwkwardSizes(Gpt model, int vocab, int length, int size) {
    for (LossPositions loss : LossPositions.values()) {
      SequenceBatch batch = Examples.batch(size, length, vocab, loss);
      float[] parameters = GptOutcome.parameters(model, vocab, length, 2);
      var reference = new GptReference(model, batch, Examples.doubles(batch.targets()));
      Examples.loops()
          .map(loops -> GptOutcome.of(model, batch, parameters, loops))
          .forEach(outcome -> outcome.assertAgrees(reference, parameters));
    }
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void implementationsAgreeBitForBit(Gpt model, int vocab, int length, int size) {
    for (LossPositions loss : LossPositions.values()) {
      SequenceBatch batch = Examples.batch(size, length, vocab, loss);
      float[] parameters = GptOutcome.parameters(model, vocab, length, 3);
      GptOutcome.of(model, batch, parameters, FastestLoops.fastest())
          .assertIdentical(GptOutcome.of(model, batch, parameters, new ScalarTileLoops()));
    }
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void remembersNothingOfEarlierBatches(Gpt model, int vocab, int length, int size) {
    SequenceBatch batch = Examples.batch(size, length, vocab, LossPositions.ALL);
    float[] parameters = GptOutcome.parameters(model, vocab, length, 4);
    var fresh = GptOutcome.of(model, batch, parameters, FastestLoops.fastest());
    try (var kernel =
        GptOutcome.kernel(
            model, Examples.batch(100, length, vocab, LossPositions.ALL), FastestLoops.fastest())) {
      GptOutcome.of(
          kernel,
          Examples.batch(100, length, vocab, LossPositions.ALL),
          GptOutcome.parameters(model, vocab, length, 5));
      GptOutcome.of(kernel, batch, parameters).assertIdentical(fresh);
    }
  }

  @Test
  void stepAllocatesNothing() {
    var model = gpt(6, 5, List.of(2, 1), PositionEncoding.RELATIVE_QUERY, NormKind.LAYER);
    SequenceBatch batch = Examples.batch(40, 6, 4, LossPositions.ALL);
    var parameters = Nd4j.createFromArray(GptOutcome.parameters(model, 4, 6, 1));
    var loops = new ScalarTileLoops();
    var kernel = GptNetwork.kernel(model, 4, 6, 40, LossPositions.ALL, loops);
    StepAllocation.assertNone(kernel, batch, parameters);
  }

  @Test
  void refusesABatchWhosePositionsItDoesNotPredict() {
    var model = gpt(4, 0, List.of(1), PositionEncoding.NONE, NormKind.LAYER);
    var parameters = Nd4j.zeros(DataType.FLOAT, model.layout(3, 5).size());
    try (var kernel =
        GradientEngines.create(model, 3, 5, 8, EngineChoice.AUTO, LossPositions.LAST)) {
      SequenceBatch all = Examples.batch(8, 5, 3, LossPositions.ALL);
      assertThatThrownBy(() -> kernel.loss(all, parameters))
          .hasMessageContaining("targets for 5 positions");
    }
  }

  @Test
  void refusesWidthsThatHeadsCannotShareOrThatRotaryPositionsCannotTurn() {
    assertThatThrownBy(() -> gpt(7, 0, List.of(2), PositionEncoding.NONE, NormKind.LAYER))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("must be a multiple of heads = 2");
    assertThatThrownBy(() -> gpt(6, 0, List.of(1, 2), PositionEncoding.ROTARY, NormKind.LAYER))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("even number of entries");
    assertThatThrownBy(() -> gpt(6, -1, List.of(1), PositionEncoding.NONE, NormKind.LAYER))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("hidden");
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void attentionThatIsComputedTwiceIsWhatWouldHaveBeenKept(
      Gpt model, int vocab, int length, int size) {
    for (LossPositions loss : LossPositions.values()) {
      var batch = Examples.batch(size, length, vocab, loss);
      float[] parameters = GptOutcome.parameters(model, vocab, length, 11);
      List<GptOutcome> outcomes = new ArrayList<>();
      for (boolean keepsAttention : new boolean[] {true, false}) {
        var loops = FastestLoops.fastest();
        var scratch = new GptScratch(length, keepsAttention);
        try (var kernel = GptNetwork.kernel(model, vocab, size, loss, loops, scratch)) {
          outcomes.add(GptOutcome.of(kernel, batch, parameters));
        }
      }
      outcomes.get(1).assertIdentical(outcomes.get(0));
    }
  }
}
