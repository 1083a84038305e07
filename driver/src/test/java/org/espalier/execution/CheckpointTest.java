package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.execution.Runs.OPTIONS;
import static org.espalier.execution.Runs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.espalier.plan.PlannedTrial;
import org.espalier.trial.TrialCheckpoints;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials whose process dies go on from the state that was kept of them. */
final class CheckpointTest {
  private static final RunOptions ALWAYS = Runs.checkpointing(Duration.ofNanos(1), OPTIONS);
  private static final int STEPS = 50;

  @TempDir Path folder;
  @TempDir Path undisturbed;

  @Test
  void aTrialGoesOnFromWhereItsProcessDied() throws IOException {
    SweepRequest sweep = sweep();
    run(undisturbed, sweep, RealTrials.INSTANCE, OPTIONS);

    RunSummary died = run(folder, sweep, new DyingAt(20), ALWAYS);
    assertThat(died.storedCount()).isZero();
    assertThat(states()).hasSize(2);

    var second = new DyingAt(Integer.MAX_VALUE);
    assertThat(run(folder, sweep, second, ALWAYS).end()).isEqualTo(RunSummary.End.COMPLETE);
    assertThat(DyingAt.STEPS_DONE.values()).containsOnly(STEPS - 20);
    assertThat(states()).isEmpty();
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(undisturbed));
  }

  @Test
  void aDamagedStateIsPassedOver() throws IOException {
    SweepRequest sweep = sweep();
    run(undisturbed, sweep, RealTrials.INSTANCE, OPTIONS);
    run(folder, sweep, new DyingAt(20), ALWAYS);
    for (Path state : states()) {
      byte[] bytes = Files.readAllBytes(state);
      bytes[bytes.length / 2] ^= 1;
      Files.write(state, bytes);
    }
    assertThat(run(folder, sweep, new DyingAt(Integer.MAX_VALUE), ALWAYS).end())
        .isEqualTo(RunSummary.End.COMPLETE);
    assertThat(DyingAt.STEPS_DONE.values()).containsOnly(STEPS);
    assertThat(states()).isEmpty();
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(undisturbed));
  }

  @Test
  void theStateOfATrialWhoseRowIsStoredIsRemovedByTheNextRun() throws IOException {
    SweepRequest sweep = sweep();
    run(folder, sweep, RealTrials.INSTANCE, OPTIONS);
    Path left = folder.resolve(".espalier/states/" + sweep.trials().get(0).id() + ".state");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "left by a process that died between commit and removal");
    Path other = left.resolveSibling("0".repeat(32) + ".state");
    Files.writeString(other, "of a trial that is not stored");
    run(folder, sweep, RealTrials.INSTANCE, OPTIONS);
    assertThat(states()).containsExactly(other);
  }

  /** A mark counts as long as the file exists in which the Java VM says why it died. */
  @Test
  void aTrialThatGotFurtherThanOneThatDiedOverItStartsToCountAnew() throws IOException {
    SweepRequest sweep = sweep();
    TrialId trial = sweep.trials().get(0).id();
    Path mark = folder.resolve(".espalier/running/" + trial + ".an-attempt");
    Path died = Files.writeString(undisturbed.resolve("error.log"), "crashed");
    Files.createDirectories(mark.getParent());
    Files.writeString(mark, died.toString());
    run(folder, sweep, new DyingAt(20), OPTIONS); // which keeps no state
    assertThat(mark).exists();
    run(folder, sweep, new DyingAt(20), ALWAYS);
    assertThat(mark).doesNotExist();
  }

  @Test
  void theStateOfAnotherTrialAndAnEmptyOneArePassedOver() throws IOException {
    SweepRequest sweep = sweep();
    run(folder, sweep, new DyingAt(20), ALWAYS);
    List<Path> states = states();
    byte[] own = Files.readAllBytes(states.get(0));
    Files.write(states.get(1), own); // that of another trial
    Files.writeString(states.get(0), "");
    assertThat(run(folder, sweep, new DyingAt(Integer.MAX_VALUE), ALWAYS).end())
        .isEqualTo(RunSummary.End.COMPLETE);
    assertThat(DyingAt.STEPS_DONE.values()).containsOnly(STEPS);
  }

  @Test
  void aShortTrialKeepsNothing() throws IOException {
    run(folder, sweep(), new DyingAt(20), OPTIONS);
    assertThat(states()).isEmpty();
  }

  private static SweepRequest sweep() {
    List<PlannedTrial> trials =
        Stream.of(0, 1).map(seed -> PlannedTrial.of(TinyTrials.spec(seed, STEPS))).toList();
    return new SweepRequest("tiny", trials, "name = tiny\n");
  }

  private List<Path> states() throws IOException {
    Path states = folder.resolve(".espalier/states");
    if (!Files.exists(states)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(states)) {
      return files.sorted().toList();
    }
  }

  /** A trial that is abandoned after a step, as if its process had died then. */
  private record DyingAt(int step) implements TrialFunction {
    static final Map<String, Integer> STEPS_DONE = new ConcurrentHashMap<>();

    @Override
    public TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener) {
      throw new AssertionError("no checkpoints");
    }

    @Override
    public TrialResult run(
        TrialSpec spec, TrialLimits limits, TrialListener listener, TrialCheckpoints checkpoints) {
      String id = spec.id().value();
      STEPS_DONE.put(id, 0);
      var counting =
          new TrialCheckpoints() {
            @Override
            public Optional<TrialState> last() {
              return checkpoints.last();
            }

            @Override
            public boolean isDue() {
              int done = STEPS_DONE.merge(id, 1, Integer::sum);
              boolean due = checkpoints.isDue();
              if (!due && done == step) {
                throw new java.util.concurrent.CancellationException("died");
              }
              return due;
            }

            @Override
            public void keep(TrialState state) {
              checkpoints.keep(state);
              if (state.trainer().steps() == step) {
                throw new java.util.concurrent.CancellationException("died");
              }
            }
          };
      return TrialRunner.run(spec, limits, listener, counting);
    }
  }
}
