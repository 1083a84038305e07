package org.espalier.rival;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.espalier.HeldArrays;
import org.espalier.Seeds;
import org.espalier.graph.GraphFamily;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionalInformationTest {
  private static final long SEED = 5;
  private static final GraphFamily DAG =
      new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE);

  private final UniformRandomProvider random =
      Seeds.random(Seeds.of("ConditionalInformationTest", 31));

  private static TaskSettings task(int vocab, int length) {
    return new TaskSettings(vocab, length, new TransitionPrior.Dirichlet(0.5), 0, 0);
  }

  private ContextTokens tokens(int vocab, int positions, int sequences) {
    int[][] tokens = new int[sequences][positions];
    for (int[] sequence : tokens) {
      for (int i = 0; i < positions; i++) {
        sequence[i] = random.nextInt(vocab);
      }
    }
    return ContextTokens.of(vocab, tokens);
  }

  @Test
  void noBitOfTheScoresDependsOnHowMuchIsKept() {
    ContextTokens tokens = tokens(3, 11, 300);
    double[][] all = ConditionalInformation.of(tokens, task(3, 12), SEED);
    for (long bytes : new long[] {0, 3000}) {
      var fewer = new ConditionalInformation(task(3, 12), SEED, bytes);
      assertThat(fewer.scores(tokens)).isDeepEqualTo(all);
    }
  }

  @Test
  void nearlyAllSequencesDifferAndNoMoreIsKeptThanThereIsRoomFor() {
    long most = 100_000;
    var information = new ConditionalInformation(task(8, 20), SEED, most);
    long before = HeldArrays.bytes(information);
    information.scores(tokens(8, 19, 500));
    assertThat(HeldArrays.bytes(information) - before).isBetween(most / 2, most);
  }

  @ParameterizedTest
  @CsvSource({"3, 19, 2000", "3, 5, 100", "8, 19, 300", "20, 40, 100"})
  void whatIsHeldIsNotMoreThanWasPlanned(int vocab, int positions, int sequences) {
    var information =
        new ConditionalInformation(
            task(vocab, positions + 1), SEED, ConditionalInformation.MOST_KEPT_BYTES);
    information.scores(tokens(vocab, positions, sequences));
    double planned = ConditionalInformation.bytes(sequences, positions, vocab);
    assertThat((double) HeldArrays.bytes(information)).isBetween(planned / 1.5, planned);
  }

  /** 32 MB of the expectations of 65,536 sequences, which differ. */
  @Test
  void manySymbolsArePlannedWithWhatIsKeptAtMost() {
    assertThat(ConditionalInformation.bytes(65_536, 19, 64))
        .isEqualTo(8.0 * 2048 * 64 * 65 + (32 << 20));
  }

  @Test
  void thePairsCountForEveryMethodThatAsksForThem() {
    var tree = new GraphFamily.RandomTree();
    double pairs = bytes(tree, RivalMethod.CONDITIONAL_INFORMATION);
    assertThat(pairs).isGreaterThan(ConditionalInformation.bytes(64, 19, 64));
    assertThat(bytes(tree, RivalMethod.EVIDENCE)).isEqualTo(pairs);
    assertThat(bytes(tree, RivalMethod.CHOW_LIU)).isLessThan(pairs / 10);
    assertThat(bytes(DAG, RivalMethod.EVIDENCE)).isEqualTo(bytes(tree, RivalMethod.CHOW_LIU));
  }

  private static double bytes(GraphFamily family, RivalMethod method) {
    return Rivals.bytes(List.of(method), 64, family, task(64, 20));
  }
}
