package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.espalier.graph.Violations;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.espalier.train.CurvePoint;
import org.junit.jupiter.api.Test;

class TrialRunnerTest {

  private static TrialResult run(TrialSpec spec) {
    return TrialRunner.run(spec, TrialLimits.NONE, TrialListener.NONE);
  }

  @Test
  void aTrialLeavesEverythingThatItWasAskedFor() {
    TrialResult result = run(SmallTrials.tree(1));

    assertThat(result.failure()).isEmpty();
    assertThat(result.status()).isEqualTo(TrialStatus.SUCCEEDED);
    assertThat(result.work().steps()).isEqualTo(40);
    assertThat(result.work().engine()).contains("kernel");
    assertThat(result.measured().curve())
        .extracting(CurvePoint::step)
        .containsExactly(0, 16, 32, 40);
    assertThat(result.measured().curve()).extracting(CurvePoint::learningRate).containsOnly(1.0);
    assertThat(result.measured().curve().get(0).testLoss()).isCloseTo(Math.log(3), within(1e-6));
    assertThat(result.measured().curve().get(3).testLoss())
        .isLessThan(result.measured().curve().get(0).testLoss());
    assertThat(result.measured().attention())
        .extracting(a -> a.step() + " " + a.kind() + " " + a.layer() + " " + a.head())
        .containsExactly(
            "0 POSITIONAL 1 1",
            "8 POSITIONAL 1 1",
            "40 POSITIONAL 1 1",
            "40 MEAN 1 1",
            "40 MEAN 2 1");
    assertThat(result.measured().weights())
        .extracting(WeightMatrix::name)
        .containsExactly("A1.1", "A2.1", "W");
    assertThat(result.measured().edges()).hasSize(6 * 7 / 2);
    assertThat(result.measured().edges().stream().filter(EdgeScore::isEdge)).hasSize(5);
    assertThat(result.measured().metrics())
        .containsEntry("test_loss", result.measured().curve().get(3).testLoss())
        .containsEntry("edges", 5)
        .containsKeys("posterior_loss", "loss_gap", "edge_accuracy", "auroc")
        .doesNotContainKeys("divergence_step", "head_cosine");
  }

  @Test
  void theTheorySpeaksBeforeTrainingIfAsked() {
    TrialResult result = run(SmallTrials.withTheory(SmallTrials.tree(1), 20_000));
    assertThat(result.measured().metrics())
        .containsEntry("theory_gradient_share", 1.0)
        .containsEntry("theory_information_share", 1.0)
        .containsEntry("theory_contradictions", 0)
        .containsKeys("theory_gradient_correlation", "circuit_token_alignment");
    for (EdgeScore edge : result.measured().edges()) {
      assertThat(edge.theory().gradient()).isPresent();
      if (edge.isEdge()) {
        assertThat(edge.theory().gradientRank()).hasValue(1);
        assertThat(edge.theory().informationRank()).hasValue(1);
        assertThat(edge.theory().information().getAsDouble()).isPositive();
      }
    }
    TrialResult without = run(SmallTrials.tree(1));
    assertThat(without.measured().metrics()).doesNotContainKey("theory_gradient_share");
    assertThat(without.measured().edges().get(0).theory().gradientRank()).isEmpty();
    assertThat(without.measured().curve().get(3).testLoss())
        .isEqualTo(result.measured().curve().get(3).testLoss());
  }

  @Test
  void aCyclicGraphHasAGradientButNoInformation() {
    TrialSpec tree = SmallTrials.withTheory(SmallTrials.tree(1), 500);
    TrialResult cyclic = run(SmallTrials.with(tree, new Violations(1, 8, 0, 0, 0)));
    assertThat(cyclic.measured().metrics())
        .containsKey("theory_gradient_share")
        .doesNotContainKeys("theory_information_share", "theory_contradictions");
    assertThat(cyclic.measured().edges().get(0).theory().gradient()).isPresent();
    assertThat(cyclic.measured().edges().get(0).theory().information()).isEmpty();

    TrialResult latent = run(SmallTrials.with(tree, new Violations(0, 8, .4, 0, 0)));
    assertThat(latent.measured().metrics()).containsKey("theory_information_share");
  }

  @Test
  void attentionRowsAreDistributionsOverThePast() {
    for (AttentionSnapshot snapshot : run(SmallTrials.tree(2)).measured().attention()) {
      for (int i = 0; i < 7; i++) {
        double sum = 0;
        for (int j = 0; j < 7; j++) {
          sum += snapshot.weights()[i][j];
          assertThat(j <= i || snapshot.weights()[i][j] == 0).isTrue();
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void theSameSpecificationGivesTheSameBits() {
    assertSameNumbers(run(SmallTrials.tree(3)), run(SmallTrials.tree(3)));
  }

  @Test
  void aTrialIsIndependentOfWhatRunsBesideIt() throws Exception {
    List<TrialResult> alone =
        LongStream.range(0, 8).mapToObj(seed -> run(SmallTrials.tree(seed))).toList();
    var threads = Executors.newFixedThreadPool(4);
    try {
      var running = new ArrayList<Future<TrialResult>>();
      for (long seed = 0; seed < 8; seed++) {
        TrialSpec spec = SmallTrials.tree(seed);
        running.add(threads.submit(() -> run(spec)));
      }
      for (int k = 0; k < 8; k++) {
        assertSameNumbers(alone.get(k), running.get(k).get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Losses over 4000 sequences have a standard error below .02; five of both: .15. */
  @Test
  void aShiftToTheSameDistributionChangesNothingAndOneToSureRowsIsSeen() {
    var same = new EvaluationSettings.Shift(new TransitionPrior.Dirichlet(0.5), 0, 0);
    var sure = new EvaluationSettings.Shift(new TransitionPrior.NearDeterministic(0.99), 0, 0);
    var evaluation =
        new EvaluationSettings(
            new EvaluationSettings.Curve(40, 4000, 40),
            new EvaluationSettings.ReadOut(List.of(), 50, 0),
            0,
            List.of(same, sure, sure),
            EvaluationSettings.Bayes.USUAL);
    TrialResult result = run(SmallTrials.with(SmallTrials.tree(6), evaluation));

    assertThat(result.measured().shifts())
        .extracting(ShiftScore::shift)
        .containsExactly(same, sure, sure);
    assertThat(result.measured().shifts().get(0).loss())
        .isCloseTo(result.measured().metrics().get("test_loss").doubleValue(), within(0.15))
        .isNotEqualTo(result.measured().metrics().get("test_loss").doubleValue());
    assertThat(result.measured().shifts().get(0).baselines().entropy())
        .isCloseTo(result.measured().metrics().get("target_entropy").doubleValue(), within(0.15));
    double entropy = -0.99 * Math.log(0.99) - 0.01 * Math.log(0.005);
    assertThat(result.measured().shifts().get(1).baselines().entropy())
        .isCloseTo(entropy, within(1e-6));
    assertThat(result.measured().shifts().get(1).loss())
        .isNotEqualTo(result.measured().shifts().get(2).loss());
  }

  @Test
  void fourFixedSequencesAreLearnedByHeart() {
    var fixed = new TaskSettings(3, 7, new TransitionPrior.Dirichlet(0.5), 0, 4);
    TrialSpec spec =
        SmallTrials.with(
            SmallTrials.with(SmallTrials.tree(7), fixed), SmallTrials.training(1, 400));
    TrialResult result = run(spec);

    assertThat(result.measured().metrics().get("train_loss").doubleValue())
        .isLessThan(result.measured().metrics().get("test_loss").doubleValue() - 0.3);
  }

  @Test
  void seedsGiveDifferentTrials() {
    assertThat(run(SmallTrials.tree(4)).measured().metrics().get("test_loss"))
        .isNotEqualTo(run(SmallTrials.tree(5)).measured().metrics().get("test_loss"));
  }

  @Test
  void aHugeLearningRateDivergesAndKeepsItsCurve() {
    TrialResult result = run(SmallTrials.with(SmallTrials.tree(1), SmallTrials.training(1e30, 40)));

    assertThat(result.status()).isEqualTo(TrialStatus.DIVERGED);
    assertThat(result.measured().curve()).isNotEmpty();
    assertThat(result.measured().curve().get(0).testLoss()).isFinite();
    assertThat(result.work().steps()).isBetween(1, 16);
    assertThat(result.measured().metrics())
        .containsEntry("divergence_step", result.work().steps())
        .containsKey("posterior_loss")
        .doesNotContainKey("edge_accuracy");
    assertThat(result.measured().weights()).isEmpty();
    assertThat(result.failure().orElseThrow().message())
        .endsWith("is not finite after " + result.work().steps() + " steps");
  }

  /** More nanoseconds than a number has room for: 500 years. */
  @Test
  void aTimeOutMayBeLongerThanAnyTrial() {
    var limits = TrialLimits.of(Duration.ofDays(182_625));
    TrialResult result = TrialRunner.run(SmallTrials.tree(1), limits, TrialListener.NONE);
    assertThat(result.status()).as("%s", result.failure()).isEqualTo(TrialStatus.SUCCEEDED);
    assertThat(TrialLimits.tookLonger(limits.timeout()))
        .isEqualTo("took longer than 15778800000 s");
    assertThat(TrialLimits.tookLonger(Duration.ofMillis(5))).isEqualTo("took longer than 0.005 s");
  }

  @Test
  void aTrialThatTakesTooLongTimesOutAndKeepsItsCurve() {
    TrialSpec endless =
        SmallTrials.with(SmallTrials.tree(1), SmallTrials.training(1e-3, Integer.MAX_VALUE));
    run(SmallTrials.tree(1)); // the natives are loaded

    TrialResult result =
        TrialRunner.run(endless, TrialLimits.of(Duration.ofSeconds(1)), TrialListener.NONE);

    assertThat(result.status()).isEqualTo(TrialStatus.TIMED_OUT);
    assertThat(result.measured().curve()).isNotEmpty();
    assertThat(result.work().steps()).isPositive();
    assertThat(result.work().training()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(30));
    assertThat(result.failure().orElseThrow().message()).isEqualTo("took longer than 1 s");
  }

  @Test
  void aTrialThatIsStoppedHasNoResult() {
    var seen = new ArrayList<Integer>();
    var listener =
        new TrialListener() {
          @Override
          public void stepped(int step, int totalSteps) {
            seen.add(step);
          }
        };
    var limits = new TrialLimits(Duration.ofHours(1), () -> seen.contains(8), Long.MAX_VALUE);

    assertThatThrownBy(() -> TrialRunner.run(SmallTrials.tree(1), limits, listener))
        .isInstanceOf(CancellationException.class);
    assertThat(seen).containsExactly(0, 4, 8);
  }

  @Test
  void aTrialThatThrowsIsAResult() {
    var listener =
        new TrialListener() {
          @Override
          public void stepped(int step, int totalSteps) {
            throw new IllegalStateException("first line\nsecond line");
          }
        };
    TrialResult result = TrialRunner.run(SmallTrials.tree(1), TrialLimits.NONE, listener);

    assertThat(result.status()).isEqualTo(TrialStatus.FAILED);
    assertThat(result.work().steps()).isZero();
    TrialResult.Failure failure = result.failure().orElseThrow();
    assertThat(failure.type()).isEqualTo("java.lang.IllegalStateException");
    assertThat(failure.message()).isEqualTo("first line");
    assertThat(failure.stack()).contains("second line", "at org.espalier.trial.TrialRun.look");
  }

  @Test
  void runningOutOfMemoryIsTheTrialsOwnFailure() {
    var listener =
        new TrialListener() {
          @Override
          public void recorded(CurvePoint point) {
            if (point.step() == 16) {
              throw new OutOfMemoryError("Java heap space");
            }
          }
        };
    TrialResult result = TrialRunner.run(SmallTrials.tree(1), TrialLimits.NONE, listener);

    assertThat(result.status()).isEqualTo(TrialStatus.FAILED);
    assertThat(result.failure().orElseThrow().type()).isEqualTo("java.lang.OutOfMemoryError");
    assertThat(result.measured().curve()).extracting(CurvePoint::step).containsExactly(0, 16);
  }

  private static void assertSameNumbers(TrialResult a, TrialResult b) {
    assertThat(numbers(a)).containsExactlyElementsOf(numbers(b));
  }

  /** All of a result but its times, to the last bit: text of a number tells it from all others. */
  private static List<String> numbers(TrialResult result) {
    var lines = new ArrayList<String>();
    lines.add(new TreeMap<>(result.measured().metrics()).toString());
    result.measured().curve().forEach(p -> lines.add(withoutTime(p).toString()));
    result
        .measured()
        .attention()
        .forEach(a -> lines.add(a.kind() + Arrays.deepToString(a.weights())));
    result.measured().weights().forEach(w -> lines.add(w.name() + Arrays.toString(w.values())));
    result.measured().edges().forEach(e -> lines.add(e.toString()));
    return lines;
  }

  private static CurvePoint withoutTime(CurvePoint p) {
    return new CurvePoint(
        p.step(),
        p.learningRate(),
        p.trainLoss(),
        p.testLoss(),
        p.lossGap(),
        p.parentAttention(),
        p.edgeAccuracy(),
        0);
  }
}
