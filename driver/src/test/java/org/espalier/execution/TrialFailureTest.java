package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.execution.Runs.OPTIONS;
import static org.espalier.execution.Runs.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.plan.RetryPolicy;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a trial may do wrong, and what becomes of it and of the others. */
@Timeout(120)
class TrialFailureTest {
  private static final SweepRequest SWEEP = TinyTrials.sweep("tiny", 6);

  @TempDir Path folder;

  @Test
  void trialThatRunsOutOfMemoryIsAFailedRow() throws IOException {
    run(folder, SWEEP, new For(1, (spec, limits, listener) -> hoard()), OPTIONS);
    assertThat(unsuccessful()).containsExactly("1|failed|java.lang.OutOfMemoryError");
  }

  @Test
  void trialThatNeverEndsIsGivenUp() throws IOException {
    RunOptions hasty = RunOptions.of(Duration.ofMillis(500), Duration.ofSeconds(60));
    run(folder, TinyTrials.sweep("tiny", 1), (spec, limits, listener) -> spin(), hasty);
    assertThat(unsuccessful()).containsExactly("0|timed_out|timed_out");
  }

  @Test
  void trialThatTakesTooLongEndsByItself() throws IOException {
    RunOptions hasty = RunOptions.of(Duration.ofSeconds(10), Duration.ofSeconds(60));
    TrialFunction endless =
        (spec, limits, listener) ->
            TrialRunner.run(TinyTrials.spec(spec.seeds().seed(), 1 << 30), limits, listener);
    RunSummary summary = run(folder, TinyTrials.sweep("tiny", 1), endless, hasty);
    assertThat(summary.stored()).isEqualTo(Map.of(TrialStatus.TIMED_OUT, 1));
    assertThat(summary.failures().get(0).steps()).as("steps before it ended").isPositive();
  }

  @Test
  void resultThatFitsNoColumnIsAFailedRow() throws IOException {
    run(folder, SWEEP, new For(0, (spec, limits, listener) -> strange(spec, limits)), OPTIONS);
    assertThat(unsuccessful()).containsExactly("0|failed|java.lang.IllegalArgumentException");
  }

  @Test
  void retriedTrialTakesThePlaceOfTheFailedOne(@TempDir Path undisturbed) throws IOException {
    run(folder, SWEEP, new For(3, (spec, limits, listener) -> hoard()), OPTIONS);
    RunSummary unasked = run(folder, 6);
    assertThat(unasked.storedCount()).as("without being asked to").isZero();

    RunOptions retrying = OPTIONS.retrying(RetryPolicy.of(TrialStatus.FAILED));
    RunSummary retried = run(folder, SWEEP, TrialRunner::run, retrying);
    assertThat(retried.stored()).isEqualTo(Map.of(TrialStatus.SUCCEEDED, 1));
    run(undisturbed, 6);
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(undisturbed));
  }

  @Test
  void runStopsAfterTooManyFailures() throws IOException {
    var begun = new Begun();
    SweepRequest many = TinyTrials.sweep("tiny", 400);
    RunSummary summary = run(folder, many, begun, OPTIONS.stoppingAfter(1));
    assertThat(summary.end()).isEqualTo(RunSummary.End.TOO_MANY_FAILURES);
    assertThat(Begun.COUNT.get()).isLessThan(400);
    assertThat(TableContents.ids(folder)).hasSize(summary.storedCount()).doesNotHaveDuplicates();
  }

  private List<String> unsuccessful() {
    return TableContents.query(
        "SELECT seed, status, error_class FROM %s WHERE status <> 'succeeded'"
            .formatted(TableContents.files(folder, TrialsTable.TABLE)));
  }

  private static TrialResult hoard() {
    var tooMuch = new long[Integer.MAX_VALUE - 8]; // 16 GiB, more than any heap of the tests
    throw new AssertionError("there was room for " + tooMuch.length);
  }

  @SuppressWarnings("InfiniteLoop")
  private static TrialResult spin() {
    long turns = 0;
    while (true) {
      turns++;
      if (turns % 1_000_000 == 0) {
        Thread.onSpinWait();
      }
    }
  }

  /** A result with a matrix that is none. */
  private static TrialResult strange(TrialSpec spec, TrialLimits limits) {
    TrialResult r = TrialRunner.run(spec, limits, TrialListener.NONE);
    return new TrialResult(
        r.spec(),
        r.status(),
        r.engine(),
        r.metrics(),
        r.curve(),
        r.attention(),
        List.of(new org.espalier.trial.WeightMatrix(null, 1, 1, null)),
        List.of(
            new org.espalier.trial.EdgeScore(
                0, 0, false, false, "self", 0, 0, null, null, 0, null, null)),
        r.shifts(),
        r.failure(),
        r.started(),
        r.finished(),
        r.training(),
        r.steps());
  }

  /** Does something else for one seed. */
  private record For(long seed, TrialFunction other) implements TrialFunction {
    @Override
    public TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener)
        throws Exception {
      return spec.seeds().seed() == seed
          ? other.run(spec, limits, listener)
          : TrialRunner.run(spec, limits, listener);
    }
  }

  /** Fails, and counts how often it began. */
  private static final class Begun implements TrialFunction {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger COUNT = new AtomicInteger();

    @Override
    public TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener) {
      COUNT.incrementAndGet();
      throw new IllegalStateException("as it must");
    }
  }
}
