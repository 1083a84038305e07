package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.HeldArrays;
import org.espalier.task.SequenceBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a kernel holds for long sequences, counted array by array. */
class WorkSpaceTest {
  private static final int LENGTH = 128;
  private static final int BATCH = 1024;
  private static final long MEGABYTE = 1 << 20;

  /** Of the trainer: parameters, gradient, two moments of AdamW. */
  private static final int PARAMETER_COPIES = 4;

  static Stream<Arguments> longSequences() {
    return Stream.of(
        Arguments.of(new Model.Disentangled(List.of(1, 1)), 10, LossPositions.LAST),
        Arguments.of(new Model.Disentangled(List.of(2, 1)), 10, LossPositions.LAST),
        Arguments.of(new Model.Disentangled(List.of(1, 1, 1)), 5, LossPositions.LAST),
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, LossPositions.LAST),
        Arguments.of(new Model.Disentangled(List.of(3, 1, 1)), 5, LossPositions.ALL),
        Arguments.of(gpt(16, 0, List.of(1, 1)), 2, LossPositions.ALL),
        Arguments.of(gpt(32, 128, List.of(2, 2)), 5, LossPositions.ALL),
        Arguments.of(gpt(32, 128, List.of(4, 4, 4)), 5, LossPositions.ALL),
        Arguments.of(gpt(32, 0, List.of(8, 8, 8, 8)), 5, LossPositions.ALL));
  }

  private static Gpt gpt(int width, int hidden, List<Integer> heads) {
    return new Gpt(width, hidden, heads, PositionEncoding.RELATIVE_QUERY, NormKind.LAYER);
  }

  @ParameterizedTest
  @MethodSource("longSequences")
  void aTrialOfLongSequencesHoldsLessThan64MegabytesAtATime(
      Model model, int vocab, LossPositions loss) {
    var batch =
        loss == LossPositions.ALL
            ? SequenceBatch.allocateWithAllTargets(BATCH, LENGTH, vocab)
            : SequenceBatch.allocate(BATCH, LENGTH, vocab);
    long parameters = 4L * model.layout(vocab, LENGTH).size();
    try (var engine =
        GradientEngines.create(model, vocab, LENGTH, BATCH, EngineChoice.KERNEL, loss)) {
      long held =
          HeldArrays.bytes(engine) + HeldArrays.bytes(batch) + PARAMETER_COPIES * parameters;
      assertThat(held).isLessThan(64 * MEGABYTE);
      assertThat(held).as("it has work space at all").isGreaterThan(MEGABYTE);
    }
  }

  @Test
  void arraysAreCountedOnceWhereverTheyAre() {
    float[] shared = new float[1000];
    record Pair(float[] left, Object right) {}
    Object nested = new Pair(shared, new Object[] {shared, List.of(new int[10]), new double[2]});
    assertThat(HeldArrays.bytes(nested)).isEqualTo(4000 + 40 + 16);
  }
}
