package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.execution.Runs.OPTIONS;
import static org.espalier.execution.Runs.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.RetryPolicy;
import org.espalier.table.CurvesTable;
import org.espalier.table.TrialsTable;
import org.espalier.train.CurvePoint;
import org.espalier.trial.EdgeScore;
import org.espalier.trial.RivalEdges;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a trial may do wrong, and what becomes of it and of the others. */
@Timeout(120)
class TrialFailureTest {
  private static final SweepRequest SWEEP = TinyTrials.sweep("tiny", 6);

  @TempDir Path folder;

  private static volatile CountDownLatch over;

  @BeforeEach
  void trialsMayBegin() {
    over = new CountDownLatch(1);
  }

  @AfterEach
  void trialsThatNeverEndAreLetGo() {
    over.countDown();
  }

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

  /** Throws, diverges, never ends, runs out of memory, needs too much: the others complete. */
  @Test
  void everyWayToFailInOneSweepIsARowWithItsReasonAndTheOthersComplete() throws IOException {
    // on a busy machine the collections before an OutOfMemoryError take seconds
    RunOptions hasty = RunOptions.of(Duration.ofSeconds(15), Duration.ofSeconds(60));
    var trials = new ArrayList<>(TinyTrials.trials(0, 12));
    trials.add(PlannedTrial.of(TinyTrials.spec(100, 8, 1e30)));
    trials.add(PlannedTrial.of(TinyTrials.large(101, 2_000_000_000)));
    var request = new SweepRequest("tiny", trials, "name = tiny\n");
    RunSummary summary = run(folder, request, TrialFailureTest::misbehave, hasty);

    assertThat(summary.end()).isEqualTo(RunSummary.End.COMPLETE);
    assertThat(summary.isSuccess()).isFalse();
    assertThat(TableContents.ids(folder)).hasSize(14).doesNotHaveDuplicates();
    assertThat(
            TableContents.query(
                "SELECT seed, status, regexp_extract(error_class, '[A-Za-z_]*$'), error_message"
                    + String.format(
                        Locale.ROOT,
                        " FROM %s WHERE status <> 'succeeded' ORDER BY seed",
                        TableContents.files(folder, TrialsTable.TABLE))))
        .satisfiesExactly(
            row -> assertThat(row).isEqualTo("2|failed|IllegalStateException|on purpose"),
            row -> assertThat(row).startsWith("5|failed|OutOfMemoryError|"),
            row ->
                assertThat(row)
                    .isEqualTo(
                        "7|timed_out|timed_out|took longer than 15 s and did not end when asked to"),
            row ->
                assertThat(row)
                    .matches(
                        "100\\|diverged\\|diverged\\|the training loss is not finite after \\d+ steps"),
            row ->
                assertThat(row)
                    .matches(
                        "101\\|failed\\|MemoryBoundException\\|needs about \\d+ MB of memory and may"
                            + " have \\d+ MB \\(run.trial-memory\\)"));
    assertThat(curve(7)).as("the curve of the one that never ended").containsExactly("0");
    assertThat(curve(100)).as("the curve of the one that diverged").contains("0");
  }

  private List<String> curve(long seed) {
    return TableContents.query(
        String.format(
            Locale.ROOT,
            "SELECT c.step FROM %s c JOIN %s t ON c.trial_id = t.trial_id WHERE t.seed = %d ORDER BY 1",
            TableContents.files(folder, CurvesTable.TABLE),
            TableContents.files(folder, TrialsTable.TABLE),
            seed));
  }

  private static TrialResult misbehave(TrialSpec spec, TrialLimits limits, TrialListener listener) {
    switch ((int) spec.seeds().seed()) {
      case 2 -> throw new IllegalStateException("on purpose\nin two lines");
      case 5 -> hoard();
      case 7 -> {
        listener.recorded(new CurvePoint(0, 1, Double.NaN, 1, 0, 0, 0, 0));
        spin();
      }
      default -> {}
    }
    return TrialRunner.run(spec, limits, listener);
  }

  @Test
  void trialThatNeedsMoreMemoryThanItMayHaveIsRefusedBeforeItBegins() throws IOException {
    SweepRequest one = TinyTrials.sweep("tiny", 1);
    RunOptions tight = Runs.withTrialMemory(OptionalLong.of(1 << 20), OPTIONS);
    RunSummary summary = run(folder, one, TrialRunner::run, tight);
    assertThat(summary.failures().get(0).message())
        .isEqualTo("needs about 2 MB of memory and may have 1 MB (run.trial-memory)");
    RunOptions roomy = Runs.withTrialMemory(OptionalLong.empty(), tight);
    RunSummary retried =
        run(folder, one, TrialRunner::run, roomy.retrying(RetryPolicy.of(TrialStatus.FAILED)));
    assertThat(retried.isSuccess()).isTrue();
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
    assertThat(Begun.COUNT.get()).as("trials begun").isLessThan(400);
    assertThat(TableContents.ids(folder)).hasSize(summary.storedCount()).doesNotHaveDuplicates();
  }

  private List<String> unsuccessful() {
    return TableContents.query(
        String.format(
            Locale.ROOT,
            "SELECT seed, status, error_class FROM %s WHERE status <> 'succeeded'",
            TableContents.files(folder, TrialsTable.TABLE)));
  }

  private static TrialResult hoard() {
    var tooMuch = new long[Integer.MAX_VALUE - 8]; // 16 GiB, more than any heap of the tests
    throw new AssertionError("there was room for " + tooMuch.length);
  }

  /** Does not end when asked to, but with the test. */
  private static TrialResult spin() {
    CountDownLatch end = over; // of this test, not of the next
    while (end.getCount() > 0) {
      try {
        end.await();
      } catch (InterruptedException e) {
        // what computes does not hear it
      }
    }
    throw new IllegalStateException("the test is over");
  }

  /** A result with a matrix that is none. */
  private static TrialResult strange(TrialSpec spec, TrialLimits limits) {
    TrialResult r = TrialRunner.run(spec, limits, TrialListener.NONE);
    return new TrialResult(
        r.spec(),
        r.status(),
        r.failure(),
        new TrialResult.Measured(
            r.measured().metrics(),
            r.measured().curve(),
            r.measured().attention(),
            List.of(new org.espalier.trial.WeightMatrix(null, 1, 1, null)),
            List.of(
                new EdgeScore(
                    0,
                    0,
                    false,
                    false,
                    "self",
                    new EdgeScore.Attention(0, 1, 1),
                    new EdgeScore.Theory(null, null, null, null),
                    RivalEdges.NONE)),
            r.measured().shifts(),
            List.of()),
        new TrialResult.Work(
            r.work().engine(),
            r.work().started(),
            r.work().finished(),
            r.work().training(),
            r.work().steps(),
            r.work().inherited()));
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
