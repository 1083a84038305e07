package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.espalier.model.Model;
import org.espalier.model.PositionEncoding;
import org.espalier.train.Optimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A trial that goes on from a state that was kept ends as one that was never interrupted. */
final class TrialStateTest {
  private static final String BUILD = "this build";
  private static final String SMALL =
      """
      graph.family = random-tree
      task { vocab = 3, length = 7 }
      training { steps = 40, batch = 16 }
      evaluation { every = 16, sequences = 100, watch = 4, checkpoints = [0, 8], theory-sequences = 64 }
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "training.optimizer = adamw, training.learning-rate = .01",
        "training.schedule = cosine, training.weight-decay = .01",
        "task.samples = 50",
        "model.heads = [2, 1], training.optimizer = adamw, training.learning-rate = .01",
        "model.heads = [1, 1, 1]",
        "graph { family = dag, k = 2 }, model.heads = [2, 1]",
        "task.flip = .1, graph.jitter = .2",
        "model { family = transformer, width = 8, hidden = 16 }, training.optimizer = adamw,"
            + " training.learning-rate = .01",
        "model.family = reduced, training { algorithm = staged, stage2-steps = 20 }",
        "training.engine = samediff, training.steps = 8"
      })
  void aTrialThatIsInterruptedAnywhereEndsAsOneThatIsNot(String settings) {
    assertAsUndisturbed(settings);
  }

  @ParameterizedTest
  @MethodSource
  void theSameHoldsOfEveryModelWithEveryOptimizer(String model, String optimizer) {
    int steps = model.equals("factored") ? 8 : 40; // SameDiff takes long
    assertAsUndisturbed(
        String.format(
            Locale.ROOT,
            "model { family = %s, width = 8, hidden = 16, rank = 2 }%n"
                + "training { optimizer = %s, learning-rate = .01, steps = %d }",
            model,
            optimizer,
            steps));
  }

  static Stream<Arguments> theSameHoldsOfEveryModelWithEveryOptimizer() {
    return Model.FAMILY.variants().keySet().stream()
        .flatMap(
            model ->
                Optimizer.FAMILY.variants().keySet().stream()
                    .map(optimizer -> Arguments.of(model, optimizer)));
  }

  private static void assertAsUndisturbed(String settings) {
    TrialSpec spec =
        new TrialSpecReader().read(ConfigFactory.parseString(SMALL + settings).resolve());
    String undisturbed = ResultNumbers.of(run(spec, TrialCheckpoints.NONE, Integer.MAX_VALUE));
    int steps = spec.training().totalSteps();
    for (int interrupted : new int[] {1, steps / 3, steps / 2 + 1, steps - 1}) {
      var checkpoints = new Kept(spec, interrupted);
      assertThatThrownBy(() -> run(spec, checkpoints, interrupted))
          .isInstanceOf(CancellationException.class);
      assertThat(checkpoints.last()).map(state -> state.trainer().steps()).hasValue(interrupted);
      TrialResult resumed = run(spec, checkpoints, Integer.MAX_VALUE);
      assertThat(checkpoints.asked)
          .as("steps after the interruption")
          .isEqualTo(steps - interrupted);
      assertThat(ResultNumbers.of(resumed))
          .as("interrupted after step %d", interrupted)
          .isEqualTo(undisturbed);
    }
  }

  /** Predictors, drawn tokens, all positions, several structures, a pool. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "graph { family = dag, pattern = consecutive, k = 1 }, model { family = gpt, heads = [1] },"
            + " training.loss = all, evaluation.predictors = [n-grams]",
        "graph { family = dag, pattern = consecutive, k = 1 }, model { family = gpt, heads = [1] },"
            + " training.loss = all, task.target = token",
        "graph { family = dag, pattern = consecutive, k = 1 }, task { target = token, samples = 40 }",
        "graph { family = mixture, structures = [1, 2] }, evaluation.predictors = [structures]",
        "task.pool = 4, evaluation.predictors = [pool]"
      })
  void theSameHoldsOfEveryTask(String settings) {
    assertAsUndisturbed(settings + ", model.width = 8, training.steps = 24");
  }

  @ParameterizedTest
  @MethodSource
  void theSameHoldsOfGptWithAnyPositionsAndOfItsWayOfTraining(String positions) {
    assertAsUndisturbed(
        String.format(
            Locale.ROOT,
            "model { family = gpt, width = 8, hidden = 8, positions = %s }%n"
                + "training { optimizer = adamw, learning-rate = .01, steps = 24, warm-up = 10, clip-norm = .1 }",
            positions));
  }

  static Stream<String> theSameHoldsOfGptWithAnyPositionsAndOfItsWayOfTraining() {
    return Arrays.stream(PositionEncoding.values()).map(PositionEncoding::label);
  }

  @Test
  void theTimeOutCountsWhatEarlierAttemptsTook() {
    TrialSpec spec = new TrialSpecReader().read(ConfigFactory.parseString(SMALL).resolve());
    var checkpoints = new Kept(spec, 5);
    assertThatThrownBy(() -> run(spec, checkpoints, 5)).isInstanceOf(CancellationException.class);
    TrialState state = checkpoints.last().orElseThrow();
    TrialState.Work work = state.work();
    assertThat(work.takenNanos()).isGreaterThanOrEqualTo(work.trainingNanos());
    long hour = Duration.ofHours(1).toNanos();
    var later =
        new TrialState(
            state.trainer(),
            state.milestones(),
            state.recorded(),
            state.lossSum(),
            state.lossCount(),
            new TrialState.Work(work.started(), work.trainingNanos(), work.inherited(), hour),
            state.isEvaluated());
    checkpoints.bytes = later.write(spec.id(), BUILD);
    assertThat(statusWithin(Duration.ofMinutes(59), spec, checkpoints))
        .isEqualTo(TrialStatus.TIMED_OUT);
    assertThat(statusWithin(Duration.ofHours(2), spec, checkpoints))
        .isEqualTo(TrialStatus.SUCCEEDED);
  }

  private static TrialStatus statusWithin(
      Duration timeout, TrialSpec spec, TrialCheckpoints checkpoints) {
    TrialLimits limits = TrialLimits.of(timeout);
    return TrialRunner.run(spec, limits, TrialListener.NONE, checkpoints).status();
  }

  @Test
  void aStateThatDoesNotBelongIsNotRead() {
    TrialSpec spec = new TrialSpecReader().read(ConfigFactory.parseString(SMALL).resolve());
    var checkpoints = new Kept(spec, 5);
    assertThatThrownBy(() -> run(spec, checkpoints, 5)).isInstanceOf(CancellationException.class);
    byte[] bytes = checkpoints.bytes;
    TrialId id = spec.id();
    assertThat(TrialState.read(bytes, id, BUILD)).isPresent();
    assertThat(TrialState.read(bytes, id, "another build")).isEmpty();
    assertThat(TrialState.read(bytes, SmallTrials.tree(1).id(), BUILD)).isEmpty();
    assertThat(TrialState.read(Arrays.copyOf(bytes, bytes.length / 2), id, BUILD)).isEmpty();
    assertThat(TrialState.read(new byte[3], id, BUILD)).isEmpty();
    for (int at = 0; at < bytes.length; at += 97) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 16;
      assertThat(TrialState.read(damaged, id, BUILD)).isEmpty();
    }
  }

  /** Keeps the state after one step, as bytes. */
  private static final class Kept implements TrialCheckpoints {
    private final TrialSpec spec;
    private final int at;
    private byte[] bytes;
    private int asked;

    Kept(TrialSpec spec, int at) {
      this.spec = spec;
      this.at = at;
    }

    @Override
    public Optional<TrialState> last() {
      asked = 0;
      return bytes == null ? Optional.empty() : TrialState.read(bytes, spec.id(), BUILD);
    }

    @Override
    public boolean isDue() {
      return ++asked == at && bytes == null;
    }

    @Override
    public void keep(TrialState state) {
      bytes = state.write(spec.id(), BUILD);
    }
  }

  /** Runs a trial that is stopped once its state was kept after so many steps. */
  private static TrialResult run(TrialSpec spec, TrialCheckpoints checkpoints, int stopAfter) {
    var limits =
        new TrialLimits(
            TrialLimits.NONE.timeout(),
            () -> stopAfter < Integer.MAX_VALUE && ((Kept) checkpoints).bytes != null,
            Long.MAX_VALUE);
    TrialResult result = TrialRunner.run(spec, limits, TrialListener.NONE, checkpoints);
    assertThat(result.failure()).isEmpty();
    return result;
  }
}
