package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.espalier.api.Espalier;
import org.espalier.api.Results;
import org.espalier.api.SweepRun;
import org.espalier.execution.RunSummary;
import org.espalier.execution.SharedSpark;
import org.espalier.execution.SweepListener;
import org.espalier.execution.TrialOutcome;
import org.espalier.plan.Lease;
import org.espalier.plan.ResultStore;
import org.espalier.plan.RunPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The library as a program uses it that knows nothing but its public classes. */
@Timeout(300)
final class TenLinesTest {
  private static final String SWEEP =
      """
      name = ten
      base {
        task { vocab = 2, length = 4 }
        training { steps = 8, batch = 16 }
        evaluation { every = 8, sequences = 64 }
      }
      axes { graph.family = [chain, star], seed = 0..9 }
      run { pack-duration = 1 ms }
      """;

  @TempDir private Path folder;

  private Path sweep() throws IOException {
    return Files.writeString(folder.resolve("ten.conf"), SWEEP);
  }

  private List<String> out() {
    return List.of("run.out=" + folder.resolve("results"));
  }

  @Test
  void aProgramRunsASweepCancelsItRunsItAgainAndReadsTheSummary() throws IOException {
    SparkSession spark = SharedSpark.session();
    Path file = sweep();
    var run = new AtomicReference<SweepRun>();
    run.set(Espalier.start(spark, file, out(), whenATrialHasEnded(run)));
    RunSummary cancelled = run.get().await();
    int stored = cancelled.storedCount();
    assertThat(cancelled.end()).isEqualTo(RunSummary.End.STOPPED);
    assertThat(stored).isBetween(1, 19);
    RunPlan plan = Espalier.plan(spark, file, out());
    assertThat(plan.missing()).hasSize(20 - stored);
    RunSummary finished = Espalier.run(spark, file, out(), SweepListener.NONE);
    assertThat(finished.isSuccess()).isTrue();
    assertThat(finished.storedCount()).isEqualTo(20 - stored);
    Results results = Espalier.results(spark, run.get().results());
    assertThat(results.table("summary").select("n").collectAsList().toString())
        .isEqualTo("[[10], [10]]");
    assertThat(results.table("trials").count()).isEqualTo(20);
  }

  /** Cancels the run at its first trial. */
  private static SweepListener whenATrialHasEnded(AtomicReference<SweepRun> run) {
    return new SweepListener() {
      @Override
      public void trialFinished(TrialOutcome outcome) {
        run.get().cancel();
      }
    };
  }

  @Test
  void aFolderThatAnotherRunHoldsIsRefusedToWhoeverAwaits() throws IOException {
    Path results = Files.createDirectories(folder.resolve("results"));
    try (Lease lease = Lease.acquire(ResultStore.open(results).storage(), "other", false)) {
      SweepRun run = Espalier.start(SharedSpark.session(), sweep(), out(), SweepListener.NONE);
      assertThatThrownBy(run::await)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("in use by run other");
      assertThat(lease.isLost()).isFalse();
    }
  }

  @Test
  void aPlanIsOfTheTrialsThatARunWouldTrain() throws IOException {
    List<String> words = List.of("run.out=" + folder.resolve("results"));
    String needed = "replicates { of = test_loss, within = 0.1, at-least = 3, at-most = 10 }\n";
    Path file =
        Files.writeString(folder.resolve("few.conf"), SWEEP.replace(", seed = 0..9", "") + needed);
    assertThat(Espalier.plan(file, words).missing()).as("two cells of three seeds").hasSize(6);
  }

  @Test
  void aDesignThatCannotGrowIsRefusedInAProgramToo() throws IOException {
    String design =
        """
        name = drawn
        base {
          task { vocab = 2, length = 4 }
          training { steps = 4, batch = 8 }
          evaluation { every = 4, sequences = 16 }
        }
        design { method = latin-hypercube, points = 3, seed = 1, over { task.flip { from = 0, to = 0.5 } } }
        """;
    Path file = Files.writeString(folder.resolve("drawn.conf"), design);
    SparkSession spark = SharedSpark.session();
    assertThat(Espalier.run(spark, file, out(), SweepListener.NONE).isSuccess()).isTrue();
    List<String> more = List.of(out().get(0), "design.points=4");
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> Espalier.run(spark, file, more, SweepListener.NONE),
            () -> Espalier.plan(spark, file, more))) {
      assertThatThrownBy(call)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("design.points = 4 must stay 3");
    }
  }

  @Test
  void whatIsWrongInAFileIsSaidBeforeAnythingRuns() throws IOException {
    Path file = sweep();
    assertThatThrownBy(
            () ->
                Espalier.start(
                    SharedSpark.session(), file, List.of("task.vocab=-1"), SweepListener.NONE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("task.vocab");
    assertThatThrownBy(() -> Espalier.results(SharedSpark.session(), folder.toString()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is not a results folder");
  }
}
