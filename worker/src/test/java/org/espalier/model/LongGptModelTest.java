package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.task.SequenceBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/** The kernel of the usual transformer whose lanes are the positions of one sequence. */
class LongGptModelTest {

  static Stream<Arguments> goldenFilesAndLoops() {
    return GptGoldenFile.ALL.stream()
        .filter(file -> file.endsWith("-all"))
        .flatMap(file -> Examples.loops().map(loops -> Arguments.of(file, loops)));
  }

  /** Around the multiples of lanes and of blocks, one head and several, odd widths. */
  static Stream<Arguments> awkwardSizes() {
    var one = List.of(1);
    var mixed = List.of(2, 1, 3);
    var layer = NormKind.LAYER;
    var none = NormKind.NONE;
    return Stream.of(
        Arguments.of(new Gpt(5, 7, one, PositionEncoding.LEARNED, layer), 2, 33, 3),
        Arguments.of(new Gpt(6, 0, mixed, PositionEncoding.RELATIVE, layer), 3, 17, 5),
        Arguments.of(new Gpt(12, 5, mixed, PositionEncoding.ROTARY, layer), 7, 66, 2),
        Arguments.of(new Gpt(6, 3, mixed, PositionEncoding.RELATIVE_QUERY, none), 5, 50, 4),
        Arguments.of(new Gpt(9, 0, one, PositionEncoding.RELATIVE_QUERY, layer), 2, 64, 3),
        Arguments.of(new Gpt(6, 11, mixed, PositionEncoding.ALIBI, none), 4, 31, 7),
        Arguments.of(new Gpt(3, 2, List.of(3, 3), PositionEncoding.NONE, layer), 2, 2, 32),
        Arguments.of(new Gpt(18, 4, one, PositionEncoding.RELATIVE_QUERY, layer), 2, 97, 2));
  }

  private static GptOutcome outcome(
      Gpt model, SequenceBatch batch, float[] parameters, TileLoops loops) {
    try (var kernel = kernel(model, batch, loops)) {
      return GptOutcome.of(kernel, batch, parameters);
    }
  }

  private static GradientEngine kernel(Gpt model, SequenceBatch batch, TileLoops loops) {
    return LongGptModel.kernel(model, batch.vocab(), batch.length(), batch.size(), loops);
  }

  @ParameterizedTest
  @MethodSource("goldenFilesAndLoops")
  void agreesWithTheGoldenFile(String file, TileLoops loops) {
    var golden = GptGoldenFile.read(file);
    var batch = golden.batch();
    var outcome = outcome(golden.model(), batch, Examples.floats(golden.parameters()), loops);
    outcome.assertAgrees(golden);
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void gradientIsTheSlopeOfTheLossAtAwkwardSizes(Gpt model, int vocab, int length, int size) {
    SequenceBatch batch = Examples.batch(size, length, vocab, LossPositions.ALL);
    float[] parameters = GptOutcome.parameters(model, vocab, length, 2);
    var reference = new GptReference(model, batch, Examples.doubles(batch.targets()));
    outcome(model, batch, parameters, FastestLoops.fastest()).assertAgrees(reference, parameters);
  }

  /** Every entry of the gradient, where the slope looks at some. */
  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void agreesWithTheKernelOfTiles(Gpt model, int vocab, int length, int size) {
    SequenceBatch batch = Examples.batch(size, length, vocab, LossPositions.ALL);
    float[] parameters = GptOutcome.parameters(model, vocab, length, 6);
    var outcome = outcome(model, batch, parameters, FastestLoops.fastest());
    var ofTiles = GptOutcome.of(model, batch, parameters, FastestLoops.fastest());
    assertThat(outcome.loss()).isCloseTo(ofTiles.loss(), within(1e-5));
    GradientComparison.assertClose(
        Examples.doubles(outcome.gradient()), Examples.doubles(ofTiles.gradient()), 1e-5);
    for (int i = 0; i < ofTiles.probabilities().length; i++) {
      assertThat(outcome.probabilities()[i]).isCloseTo(ofTiles.probabilities()[i], within(1e-5f));
    }
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void implementationsAgreeBitForBit(Gpt model, int vocab, int length, int size) {
    SequenceBatch batch = Examples.batch(size, length, vocab, LossPositions.ALL);
    float[] parameters = GptOutcome.parameters(model, vocab, length, 3);
    outcome(model, batch, parameters, FastestLoops.fastest())
        .assertIdentical(outcome(model, batch, parameters, new ScalarTileLoops()));
  }

  @ParameterizedTest
  @MethodSource("awkwardSizes")
  void remembersNothingOfEarlierBatches(Gpt model, int vocab, int length, int size) {
    SequenceBatch batch = Examples.batch(size, length, vocab, LossPositions.ALL);
    SequenceBatch larger = Examples.batch(size + 9, length, vocab, LossPositions.ALL);
    float[] parameters = GptOutcome.parameters(model, vocab, length, 4);
    var fresh = outcome(model, batch, parameters, FastestLoops.fastest());
    try (var kernel = kernel(model, larger, FastestLoops.fastest())) {
      GptOutcome.of(kernel, larger, GptOutcome.parameters(model, vocab, length, 5));
      GptOutcome.of(kernel, batch, parameters).assertIdentical(fresh);
    }
  }

  @ParameterizedTest
  @FieldSource("POSITIONS")
  void stepAllocatesNothing(PositionEncoding positions) {
    var model = new Gpt(6, 5, List.of(3, 1), positions, NormKind.LAYER);
    SequenceBatch batch = Examples.batch(4, 40, 4, LossPositions.ALL);
    var parameters = Nd4j.createFromArray(GptOutcome.parameters(model, 4, 40, 1));
    var loops = new ScalarTileLoops();
    StepAllocation.assertNone(kernel(model, batch, loops), batch, parameters);
  }

  static final List<PositionEncoding> POSITIONS = List.of(PositionEncoding.values());

  @Test
  void longAndWideModelsThatPredictEverywhereHaveIt() {
    var model = new Gpt(32, 0, List.of(1), PositionEncoding.NONE, NormKind.LAYER);
    assertThat(sequences(model, 256, LossPositions.ALL)).isOne();
    assertThat(sequences(model, 256, LossPositions.LAST)).isEqualTo(TileLoops.WIDTH);
    assertThat(sequences(model, 64, LossPositions.ALL)).isEqualTo(TileLoops.WIDTH);
  }

  private static int sequences(Gpt model, int length, LossPositions loss) {
    try (var engine =
        (TileKernel) GradientEngines.create(model, 2, length, 8, EngineChoice.AUTO, loss)) {
      return engine.sequences();
    }
  }
}
