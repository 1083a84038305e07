package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Optional;
import org.espalier.rival.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedMeasurementsTest {
  private static final long ROOM = 1_000_000;

  /** S = 3, T = 7, 12 steps of 16 sequences, with every rival and the yardsticks. */
  private static TrialSpec spec(String settings) {
    String all =
        """
        seed = 1
        graph.family = random-tree
        task { vocab = 3, length = 7, alpha = 0.5 }
        model { family = disentangled, heads = [1, 1] }
        training { learning-rate = 1, steps = 12, batch = 16 }
        evaluation { every = 12, sequences = 300, attention-sequences = 16
                     bayes-draws = 8, bayes-sequences = 64 }
        rivals { methods = [pooled-information, chow-liu, conditional-information, evidence]
                 sequences = 128 }
        """
            + settings;
    return new TrialSpecReader().read(ConfigFactory.parseString(all).resolve());
  }

  private static TrialResult run(TrialSpec spec, SharedMeasurements shared) {
    return TrialRunner.run(
        spec, TrialLimits.NONE, TrialListener.NONE, TrialCheckpoints.NONE, shared);
  }

  private static List<Finding> findings(TrialResult result) {
    assertThat(result.status()).isEqualTo(TrialStatus.SUCCEEDED);
    return result.measured().rivals().stream().map(RivalScore::finding).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.heads = [2, 1]",
        "training.steps = 20",
        "training.learning-rate = 2",
        "training.optimizer = adamw",
        "evaluation.every = 4",
        "seeds.initialization = 9"
      })
  void trialsThatDifferInModelOrTrainingShareWhatIsOfTheSequences(String difference) {
    SharedMeasurements shared = SharedMeasurements.atMost(ROOM);
    List<Finding> first = findings(run(spec(""), shared));
    TrialResult second = run(spec(difference), shared);
    assertThat(first).hasSize(4);
    assertThat(findings(second)).usingElementComparator((a, b) -> a == b ? 0 : 1).isEqualTo(first);
    assertThat(ResultNumbers.of(second))
        .isEqualTo(ResultNumbers.of(run(spec(difference), SharedMeasurements.none())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed = 2",
        "seeds.graph = 9",
        "seeds.data = 9",
        "seeds.evaluation = 9",
        "graph.family = chain",
        "graph.latent = 0.3",
        "graph.cyclic = 1",
        "graph.jitter = 0.5",
        "task.vocab = 4",
        "task.length = 8",
        "task.alpha = 0.2",
        "task.flip = 0.3",
        "task.samples = 64",
        "task.prior = near-deterministic",
        "task.target = token",
        "model { family = reduced, epsilon = 0.1 }",
        "model { family = reduced, epsilon = 0.3 }",
        "training.batch = 290",
        "training.steps = 2",
        "evaluation.sequences = 200",
        "evaluation.bayes-draws = 9",
        "evaluation.bayes-sequences = 65",
        "rivals.sequences = 100",
        "rivals.methods = [chow-liu]"
      })
  void whatDependsOnASettingIsNotSharedAcrossIt(String difference) {
    SharedMeasurements shared = SharedMeasurements.atMost(ROOM);
    TrialSpec other = spec(difference);
    run(spec(""), shared);
    run(spec("model { family = reduced, epsilon = 0.2 }"), shared);

    TrialResult after = run(other, shared);

    assertThat(after.status()).isEqualTo(TrialStatus.SUCCEEDED);
    assertThat(ResultNumbers.of(after))
        .isEqualTo(ResultNumbers.of(run(other, SharedMeasurements.none())));
  }

  @Test
  void theLeastRecentlyUsedIsForgotten() {
    TrialSpec first = spec("");
    TrialSpec second = spec("seed = 2");
    TrialSpec third = spec("seed = 3");
    List<RivalScore> scores = run(first, SharedMeasurements.none()).measured().rivals();
    SharedMeasurements two = SharedMeasurements.atMost(2 * 5 * 7 * 7);

    two.keepRivals(first, scores);
    two.keepRivals(second, scores);
    two.keepRivals(second, scores); // the same again takes no more room
    assertThat(two.rivals(first)).contains(scores);
    two.keepRivals(third, scores);

    assertThat(two.rivals(first)).contains(scores);
    assertThat(two.rivals(second)).isEqualTo(Optional.empty());
    assertThat(two.rivals(third)).contains(scores);
  }

  @Test
  void nothingIsKeptWhereThereIsNoRoom() {
    SharedMeasurements none = SharedMeasurements.none();
    run(spec(""), none);
    assertThat(none.rivals(spec(""))).isEmpty();
    assertThat(none.yardsticks(spec(""), 256)).isEmpty();
  }
}
