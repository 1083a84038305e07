package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.execution.Runs.OPTIONS;
import static org.espalier.execution.Runs.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.plan.ResultStore;
import org.espalier.plan.RunManifest;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are left by an interrupt of their thread, or by a listener that throws. */
@Timeout(120)
final class InterruptedRunTest {
  private static final int TRIALS = 60;

  /** Fewer than a pack has, so that none of them is stored before the run is left. */
  private static final int ENDED = 5;

  private static final SweepRequest SWEEP = TinyTrials.sweep("tiny", TRIALS);

  @TempDir private Path folder;

  @BeforeEach
  void countTrialsFromTheFirst() {
    SomeEnd.begun = new AtomicInteger();
    SomeEnd.othersWait = new CountDownLatch(2); // one on each core
  }

  @Test
  void anInterruptStoresWhatHasEndedAndIsSetAgain()
      throws IOException, InterruptedException, ExecutionException {
    var wasInterrupted = new CountDownLatch(1);
    var running =
        new FutureTask<>(
            () -> {
              RunSummary summary = run(folder, SWEEP, new SomeEnd(), OPTIONS);
              if (Thread.interrupted()) {
                wasInterrupted.countDown();
              }
              return summary;
            });
    var thread = new Thread(running, "run that is interrupted");
    thread.start();
    SomeEnd.othersWait.await();
    thread.interrupt();
    RunSummary stopped = running.get();

    assertThat(stopped.end()).isEqualTo(RunSummary.End.STOPPED);
    assertThat(stopped.storedCount()).isEqualTo(ENDED);
    assertThat(wasInterrupted.getCount()).isZero();
    assertThatTheNextRunDoesTheRest("stopped");
  }

  @Test
  void aListenerThatThrowsLeavesWhatHasEndedStored() throws IOException {
    var listener =
        new SweepListener() {
          @Override
          public void progress(SweepProgress progress) {
            if (SomeEnd.othersWait.getCount() == 0) {
              throw new UnsupportedOperationException("no display");
            }
          }
        };
    SweepRunner runner = SweepRunner.of(SharedSpark::session, new SomeEnd());
    assertThatThrownBy(() -> runner.run(SWEEP, ResultStore.open(folder), OPTIONS, listener))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("no display");
    assertThatTheNextRunDoesTheRest("error");
  }

  private void assertThatTheNextRunDoesTheRest(String state) throws IOException {
    assertThat(TableContents.idsIfAny(folder)).hasSize(ENDED);
    RunManifest manifest = RunManifest.last(ResultStore.open(folder).storage()).orElseThrow();
    assertThat(manifest.state()).isEqualTo(state);
    assertThat(manifest.ended()).containsEntry("succeeded", ENDED);
    assertThat(run(folder, TRIALS).storedCount()).isEqualTo(TRIALS - ENDED);
  }

  /** The first trials end; the others do not before they are asked to. */
  private record SomeEnd() implements TrialFunction {
    private static AtomicInteger begun;
    private static CountDownLatch othersWait;

    @Override
    public TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener) {
      if (begun.getAndIncrement() >= ENDED) {
        othersWait.countDown();
        while (!limits.stop().getAsBoolean()) {
          Thread.onSpinWait();
        }
        throw new CancellationException("asked to stop");
      }
      return TrialRunner.run(spec, limits, listener);
    }
  }
}
