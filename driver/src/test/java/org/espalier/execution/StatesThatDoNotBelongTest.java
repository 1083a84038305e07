package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.StoredEnds;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.trial.Trajectory;
import org.espalier.trial.TrialCheckpoints;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.SubstituteLogger;

/** What is said of a kept state from which a trial must not go on. */
final class StatesThatDoNotBelongTest {
  private static final String RUN = "states";
  private static final String OTHER_BUILD = "0.0.1 | " + StoredCheckpoints.build();
  private static final TrialSpec SPEC = TinyTrials.spec(0, 16);
  private static final TrialSpec OTHER = TinyTrials.spec(1, 16);
  private static final TrialSpec SHORTER = TinyTrials.spec(0, 8);

  @TempDir private Path folder;

  private final Queue<SubstituteLoggingEvent> said = new ArrayDeque<>();
  private final SubstituteLogger log = new SubstituteLogger("states", said, false);
  private Storage storage;

  @BeforeEach
  void store() throws IOException {
    storage = Storage.of(folder);
  }

  @AfterEach
  void forgetTheRun() {
    RunWatch.forget(RUN);
  }

  @Test
  void theStateOfTheTrialItselfIsTakenWithoutAWord() throws IOException {
    TrialState end = end(SPEC);
    keep(end.write(SPEC.id(), StoredCheckpoints.build()));
    assertThat(last()).isPresent();
    leave(8, end(SHORTER).write(Trajectory.id(SPEC), StoredCheckpoints.build()));
    assertThat(shorter()).isPresent();
    assertThat(said()).isEmpty();
  }

  @Test
  void oneOfAnotherBuildOfAnotherTrialAndADamagedOneAreToldAndTheTrialBegins() throws IOException {
    byte[] own = end(SPEC).write(SPEC.id(), StoredCheckpoints.build());
    byte[] damaged = own.clone();
    damaged[damaged.length / 2] ^= 1;
    for (byte[] kept :
        List.of(
            end(SPEC).write(SPEC.id(), OTHER_BUILD),
            end(OTHER).write(OTHER.id(), StoredCheckpoints.build()),
            damaged)) {
      keep(kept);
      assertThat(last()).isEmpty();
      assertThat(said())
          .containsExactly(
              "trial "
                  + SPEC.id()
                  + " is trained from the start: its kept state is damaged, or of another trial,"
                  + " another build of Espalier or another kind of machine");
    }
  }

  @Test
  void anEndThatIsNoBeginningOfTheTrialIsToldWithItsStep() throws IOException {
    TrialId trajectory = Trajectory.id(SPEC);
    TrialState end = end(SHORTER);
    for (byte[] left :
        List.of(
            end.write(trajectory, OTHER_BUILD),
            end.write(Trajectory.id(OTHER), StoredCheckpoints.build()),
            end(TinyTrials.spec(0, 4)).write(trajectory, StoredCheckpoints.build()))) {
      leave(8, left);
      assertThat(shorter()).isEmpty();
      assertThat(said())
          .containsExactly(
              "trial "
                  + SPEC.id()
                  + " does not go on from step 8: the kept state is damaged, or of another trial,"
                  + " another build of Espalier or another kind of machine");
    }
  }

  /** What was said since this was last asked. */
  private List<String> said() {
    List<String> lines =
        said.stream()
            .map(
                event ->
                    MessageFormatter.arrayFormat(event.getMessage(), event.getArgumentArray())
                        .getMessage())
            .toList();
    said.clear();
    return lines;
  }

  private Optional<TrialState> last() {
    return new StoredCheckpoints(
            storage, PlannedTrial.of(SPEC), Duration.ofHours(1), ends(), watch(), () -> {}, log)
        .last();
  }

  private Optional<TrialState> shorter() {
    return ends().before(SPEC);
  }

  private EndsOfTrials ends() {
    return new EndsOfTrials(storage, false, watch(), log);
  }

  private RunWatch watch() {
    return RunWatch.of(RUN, storage);
  }

  private void keep(byte[] state) throws IOException {
    storage.write(
        String.format(Locale.ROOT, "%s/%s.state", Layout.STATES, SPEC.id().value()), state);
  }

  private void leave(int steps, byte[] state) throws IOException {
    storage.write(StoredEnds.file(Trajectory.id(SPEC), steps), state);
  }

  /** The state in which a trial ends. */
  private static TrialState end(TrialSpec spec) {
    var end = new AtomicReference<TrialState>();
    var leaving =
        new TrialCheckpoints() {
          @Override
          public Optional<TrialState> last() {
            return Optional.empty();
          }

          @Override
          public boolean isDue() {
            return false;
          }

          @Override
          public void keep(TrialState state) {}

          @Override
          public boolean isLeftToLonger() {
            return true;
          }

          @Override
          public void leaveToLonger(TrialState state) {
            end.set(state);
          }
        };
    TrialRunner.run(spec, TrialLimits.NONE, TrialListener.NONE, leaving);
    return end.get();
  }
}
