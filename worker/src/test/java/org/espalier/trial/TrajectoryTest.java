package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A trial that goes on from the end of a shorter one is, bit for bit, the trial that it is alone.
 */
final class TrajectoryTest {
  private static final String BUILD = "this build";
  private static final String SMALL =
      """
      graph.family = random-tree
      task { vocab = 3, length = 7 }
      training { batch = 16 }
      evaluation { every = 16, sequences = 100, watch = 4, checkpoints = [0, 8, 10, 32],
                   theory-sequences = 64, shifts = [{ alpha = 1 }] }
      rivals { methods = [pooled-information, evidence], sequences = 400 }
      """;

  /** Before any look, between two, at a checkpoint, at a row of the curve, at the last of all. */
  private static final List<Integer> LENGTHS = List.of(2, 9, 10, 32, 40);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "training.optimizer = adamw, training.learning-rate = .01",
        "training.weight-decay = .01, training.clip-norm = .5, training.warm-up = 2",
        "training { optimizer = adamw, learning-rate = .01, weight-decay = .1, warm-up = 2 }",
        "task.samples = 50",
        "model.heads = [2, 1], training.optimizer = adamw, training.learning-rate = .01",
        "model.heads = [1, 1, 1]",
        "graph { family = dag, k = 2 }, model.heads = [2, 1], rivals.methods = []",
        "task.flip = .1, graph.jitter = .2",
        "model { family = transformer, width = 8, hidden = 16 }",
        "model { family = transformer, width = 8, hidden = 16 }, training.optimizer = adamw,"
            + " training.learning-rate = .01",
        "model { family = gpt, width = 8, hidden = 16, heads = [2, 2] }",
        "model { family = gpt, width = 8, hidden = 0, heads = [2, 2] }, training.optimizer = adamw,"
            + " training.learning-rate = .01",
        "model.family = reduced",
        "model.family = reduced, training.optimizer = adamw, training.learning-rate = .01"
      })
  void eachTrialOfATrajectoryEqualsTheOneThatIsTrainedAlone(String settings) {
    assertAsAlone(settings, LENGTHS);
  }

  @Test
  void theSameHoldsOfTheReferenceEngine() {
    assertAsAlone("training.engine = samediff", List.of(2, 5));
    assertAsAlone("model { family = factored, rank = 2 }", List.of(2, 5));
  }

  private static void assertAsAlone(String settings, List<Integer> lengths) {
    var ends = new Ends();
    int before = 0;
    for (int steps : lengths) {
      TrialSpec spec = spec(settings, steps);
      TrialResult alone = run(spec, TrialCheckpoints.NONE);
      TrialResult goneOn = run(spec, ends.of(spec));
      assertThat(goneOn.work().inherited()).isEqualTo(before);
      assertThat(ends.asked).as("steps that were done").isEqualTo(steps - before);
      assertThat(alone.work().inherited()).isZero();
      assertThat(ResultNumbers.of(goneOn)).as("%d steps", steps).isEqualTo(ResultNumbers.of(alone));
      assertThat(goneOn.work().training()).isGreaterThanOrEqualTo(ends.longestTraining);
      ends.longestTraining = goneOn.work().training();
      before = steps;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.schedule = cosine | training.schedule = cosine",
        "model.family = reduced, training { algorithm = staged, stage2-steps = 20 }"
            + " | training.algorithm = staged"
      })
  void whereAStepDependsOnTheirNumberEachTrialIsTrainedFromItsStart(
      String settings, String dependence) {
    var ends = new Ends();
    for (int steps : LENGTHS) {
      TrialSpec spec = spec(settings, steps);
      assertThat(spec.training().dependence()).hasValue(dependence);
      TrialResult result = run(spec, ends.of(spec));
      assertThat(result.work().inherited()).isZero();
      assertThat(ends.states).isEmpty();
      assertThat(ResultNumbers.of(result))
          .isEqualTo(ResultNumbers.of(run(spec, TrialCheckpoints.NONE)));
    }
  }

  @Test
  void aTrialThatIsInterruptedAfterItWentOnFromAShorterOneSaysWhatItInherited() {
    var ends = new Ends();
    run(spec("", 10), ends.of(spec("", 10)));
    TrialSpec spec = spec("", 40);
    var kept = new ArrayList<TrialState>();
    TrialCheckpoints base = ends.of(spec);
    run(spec, new Keeping(base, kept, 20));
    assertThat(kept).hasSize(1);
    TrialResult resumed = run(spec, new Keeping(base, kept, Integer.MAX_VALUE));
    assertThat(resumed.work().inherited()).isEqualTo(10);
    assertThat(ResultNumbers.of(resumed))
        .isEqualTo(ResultNumbers.of(run(spec, TrialCheckpoints.NONE)));
  }

  @Test
  void trialsOfOneTrajectoryDifferInTheirStepsAlone() {
    Trajectory trajectory = Trajectory.of(spec("", 10));
    TrialId id = Trajectory.id(spec("", 10));
    assertThat(Trajectory.of(spec("", 40))).isEqualTo(trajectory);
    assertThat(Trajectory.id(spec("", 40))).isEqualTo(id).isNotEqualTo(spec("", 40).id());
    for (String other :
        List.of(
            "seed = 1",
            "seeds.data = 3",
            "training.learning-rate = 2",
            "evaluation.every = 8",
            "evaluation.watch = 2",
            "rivals.sequences = 300",
            "graph.latent = .1",
            "training.warm-up = 1")) {
      assertThat(Trajectory.of(spec(other, 10))).as(other).isNotEqualTo(trajectory);
      assertThat(Trajectory.id(spec(other, 10))).as(other).isNotEqualTo(id);
    }
  }

  private static TrialSpec spec(String settings, int steps) {
    return new TrialSpecReader()
        .read(
            ConfigFactory.parseString(SMALL + settings + "\ntraining.steps = " + steps).resolve());
  }

  private static TrialResult run(TrialSpec spec, TrialCheckpoints checkpoints) {
    TrialResult result = TrialRunner.run(spec, TrialLimits.NONE, TrialListener.NONE, checkpoints);
    assertThat(result.failure()).isEmpty();
    return result;
  }

  /** What trials left at their ends, as bytes, by their steps. */
  private static final class Ends {
    private final Map<Integer, byte[]> states = new HashMap<>();
    private Duration longestTraining = Duration.ZERO;
    private int asked;

    TrialCheckpoints of(TrialSpec spec) {
      asked = 0;
      TrialId id = Trajectory.id(spec);
      int steps = spec.training().steps();
      return new TrialCheckpoints() {
        @Override
        public Optional<TrialState> last() {
          return Optional.empty();
        }

        @Override
        public boolean isDue() {
          asked++;
          return false;
        }

        @Override
        public void keep(TrialState state) {
          throw new AssertionError("never due");
        }

        @Override
        public Optional<TrialState> shorter() {
          return states.keySet().stream()
              .filter(end -> end < steps)
              .max(Integer::compare)
              .map(end -> TrialState.read(states.get(end), id, BUILD).orElseThrow());
        }

        @Override
        public boolean isLeftToLonger() {
          return true;
        }

        @Override
        public void leaveToLonger(TrialState end) {
          states.put(end.trainer().steps(), end.write(id, BUILD));
        }
      };
    }
  }

  /** Keeps the state of one step, and goes on from it if there is one. */
  private record Keeping(TrialCheckpoints base, List<TrialState> kept, int at)
      implements TrialCheckpoints {

    @Override
    public Optional<TrialState> last() {
      return kept.stream().findFirst();
    }

    @Override
    public boolean isDue() {
      return kept.isEmpty() && at == 20;
    }

    @Override
    public void keep(TrialState state) {
      kept.add(state);
    }

    @Override
    public Optional<TrialState> shorter() {
      return base.shorter();
    }
  }
}
