package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.execution.Runs.OPTIONS;
import static org.espalier.execution.Runs.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.plan.ResultStore;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class StopAndResumeTest {
  private static final int TRIALS = 60;

  @TempDir Path folder;
  @TempDir Path undisturbed;

  @Test
  void stoppedRunStoresWhatHasEndedAndTheNextOneDoesTheRest()
      throws IOException, InterruptedException, ExecutionException {
    run(undisturbed, TRIALS);
    Gate gate = Gate.at(TinyTrials.spec(7));
    SweepRequest sweep = TinyTrials.sweep("tiny", TRIALS);
    SweepRunner runner = SweepRunner.of(SharedSpark::session, gate);
    RunSummary stopped;
    ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    try {
      Future<RunSummary> running =
          elsewhere.submit(
              () -> runner.run(sweep, ResultStore.open(folder), OPTIONS, SweepListener.NONE));
      gate.awaitArrival();
      runner.stop();
      stopped = running.get();
    } finally {
      elsewhere.shutdownNow();
    }

    assertThat(stopped.end()).isEqualTo(RunSummary.End.STOPPED);
    assertThat(stopped.storedCount()).isBetween(0, TRIALS - 1);
    assertThat(stopped.seconds()).isLessThan(60);
    assertThat(TableContents.idsIfAny(folder)).hasSize(stopped.storedCount());

    RunSummary resumed = run(folder, TRIALS);
    assertThat(resumed.end()).isEqualTo(RunSummary.End.COMPLETE);
    assertThat(resumed.storedCount() + stopped.storedCount()).isEqualTo(TRIALS);
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(undisturbed));
  }

  @ParameterizedTest
  @MethodSource("budgets")
  void aRunThatHasSpentItsBudgetStoresWhatHasEndedAndTheNextOneDoesTheRest(Budget budget)
      throws IOException {
    run(undisturbed, TRIALS);
    Gate gate = Gate.at(TinyTrials.spec(7)); // never opened: only a stop ends that trial
    RunSummary stopped =
        run(folder, TinyTrials.sweep("tiny", TRIALS), gate, OPTIONS.within(budget));

    assertThat(stopped.end()).isEqualTo(RunSummary.End.BUDGET_SPENT);
    assertThat(stopped.storedCount()).isBetween(0, TRIALS - 1);
    assertThat(TableContents.idsIfAny(folder)).hasSize(stopped.storedCount());

    RunSummary resumed = run(folder, TRIALS);
    assertThat(resumed.end()).isEqualTo(RunSummary.End.COMPLETE);
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(undisturbed));
  }

  static Stream<Budget> budgets() {
    return Stream.of(
        new Budget(1e-3, Double.POSITIVE_INFINITY), new Budget(Double.POSITIVE_INFINITY, 1e-6));
  }

  @Test
  void secondDriverIsRefusedAndMayTakeOver()
      throws IOException, InterruptedException, ExecutionException {
    Gate gate = Gate.at(TinyTrials.spec(0));
    SweepRequest sweep = TinyTrials.sweep("tiny", 4);
    SweepRunner first = SweepRunner.of(SharedSpark::session, gate);
    ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    try {
      Future<RunSummary> running =
          elsewhere.submit(
              () -> first.run(sweep, ResultStore.open(folder), OPTIONS, SweepListener.NONE));
      gate.awaitArrival();
      assertThatThrownBy(() -> run(folder, 4))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageMatching(
              ".* is in use by run \\S+ of .* on .* \\(process \\d+, until \\S+ unless it is"
                  + " renewed\\); wait for it, or take over with --steal-lease");

      RunSummary second = run(folder, sweep, TrialRunner::run, OPTIONS.stealing());
      assertThat(second.end()).isEqualTo(RunSummary.End.COMPLETE);
      gate.open();
      RunSummary ousted = running.get();
      // The first may have stored a pack before it lost the lease; after that, nothing.
      assertThat(ousted.storedCount() + second.storedCount()).isEqualTo(4);
      assertThat(second.storedCount()).isPositive();
      assertThat(TableContents.ids(folder)).hasSize(4).doesNotHaveDuplicates();
    } finally {
      elsewhere.shutdownNow();
    }
  }

  /** A trial at which a run waits until it is told to go on, or to stop. */
  private record Gate(long seed) implements TrialFunction {
    private static final Map<Long, CountDownLatch> ARRIVALS = new ConcurrentHashMap<>();
    private static final Map<Long, CountDownLatch> OPENINGS = new ConcurrentHashMap<>();

    static Gate at(TrialSpec spec) {
      long seed = spec.seeds().seed();
      ARRIVALS.put(seed, new CountDownLatch(1));
      OPENINGS.put(seed, new CountDownLatch(1));
      return new Gate(seed);
    }

    void awaitArrival() throws InterruptedException {
      ARRIVALS.get(seed).await();
    }

    void open() {
      OPENINGS.get(seed).countDown();
    }

    @Override
    public TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener) {
      if (spec.seeds().seed() == seed) {
        ARRIVALS.get(seed).countDown();
        while (OPENINGS.get(seed).getCount() > 0) {
          if (limits.stop().getAsBoolean()) {
            throw new java.util.concurrent.CancellationException("asked to stop");
          }
          Thread.onSpinWait();
        }
      }
      return TrialRunner.run(spec, limits, listener);
    }
  }
}
