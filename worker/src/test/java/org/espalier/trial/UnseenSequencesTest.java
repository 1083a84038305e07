package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.graph.Violations;
import org.espalier.rival.RivalMethod;
import org.espalier.rival.RivalSettings;
import org.espalier.task.SequenceBatch;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.junit.jupiter.api.Test;

/** Four steps of 32 sequences see 128 of a fixed set: no more is judged by them. */
class UnseenSequencesTest {
  private static final int STEPS = 4;
  private static final int SEEN = 32 * STEPS;

  @Test
  void rivalsAreGivenNoSequenceThatTheModelWasNotTrainedOn() {
    assertThat(ofSamples(1000, 50).rivalSequences()).isEqualTo(SEEN);
    assertThat(ofSamples(0, 50).rivalSequences()).isEqualTo(SEEN);
    assertThat(ofSamples(100, 50).rivalSequences()).isEqualTo(100);
    TrialResult result = TrialRunner.run(ofSamples(1000, 50), TrialLimits.NONE, TrialListener.NONE);
    assertThat(result.measured().rivals().get(0).finding().sequences()).isEqualTo(SEEN);
  }

  @Test
  void theTrainingLossIsOfSequencesThatTheModelWasTrainedOn() {
    assertThat(trainingSet(1000, 500)).isEqualTo(SEEN);
    assertThat(trainingSet(1000, 60)).isEqualTo(60);
    assertThat(trainingSet(100, 500)).isEqualTo(100);
  }

  /** Other trials keep their id: nothing of theirs has changed. */
  @Test
  void onlyTrialsThatWereJudgedByOthersHaveANewFormat() {
    assertThat(ofSamples(1000, 50).canonical()).startsWith("format=5\n");
    assertThat(withoutRivals(1000, 500).canonical()).startsWith("format=5\n");
    assertThat(withoutRivals(1000, SEEN).canonical()).startsWith("format=2\n");
    assertThat(ofSamples(SEEN, 500).canonical()).startsWith("format=2\n");
    assertThat(ofSamples(0, 500).canonical()).startsWith("format=2\n");
  }

  private static int trainingSet(int samples, int heldOut) {
    try (var setup = new TrialSetup(ofSamples(samples, heldOut), SharedMeasurements.none())) {
      return setup.trainingSet(() -> {}).orElseThrow().batches().stream()
          .mapToInt(SequenceBatch::size)
          .sum();
    }
  }

  private static TrialSpec withoutRivals(int samples, int heldOut) {
    return spec(samples, heldOut, RivalSettings.NONE);
  }

  private static TrialSpec ofSamples(int samples, int heldOut) {
    return spec(
        samples, heldOut, new RivalSettings(List.of(RivalMethod.POOLED_INFORMATION), 10_000));
  }

  private static TrialSpec spec(int samples, int heldOut, RivalSettings rivals) {
    TrialSpec tree = SmallTrials.tree(1);
    EvaluationSettings evaluation = tree.evaluation();
    return new TrialSpec(
        tree.seeds(),
        tree.graph(),
        Violations.NONE,
        new TaskSettings(3, 7, new TransitionPrior.Dirichlet(0.5), 0, samples),
        tree.learner(),
        SmallTrials.training(1, STEPS),
        new EvaluationSettings(
            new EvaluationSettings.Curve(16, heldOut, 4),
            evaluation.readOut(),
            0,
            List.of(),
            evaluation.bayes()),
        rivals);
  }
}
