package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
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
import org.espalier.query.ResultViews;
import org.espalier.query.SmallStore;
import org.espalier.trial.TrialStatus;
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
  void aProgramRunsASweepCancelsItRunsItAgainAndReadsTheSummary()
      throws IOException, InterruptedException {
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
  void anInterruptOfWhoeverAwaitsEndsTheWaitAndNotTheRun()
      throws IOException, InterruptedException {
    var isAwaited = new CountDownLatch(1);
    var listener =
        new SweepListener() {
          @Override
          public void started(RunPlan plan, int packs) {
            try {
              if (!isAwaited.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody was interrupted");
              }
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    SweepRun run = Espalier.start(SharedSpark.session(), sweep(), out(), listener);
    Thread.currentThread().interrupt();
    assertThatThrownBy(run::await).isInstanceOf(InterruptedException.class);
    isAwaited.countDown();
    assertThat(run.await().end()).isEqualTo(RunSummary.End.COMPLETE);
    assertThat(run.await()).as("once more").isSameAs(run.await());
    run.cancel(); // which changes nothing any more
    assertThat(run.future().join().storedCount()).isEqualTo(20);
  }

  @Test
  void theResultsOfARunThatWasCancelledBeforeItsFirstTrialAreEmpty()
      throws IOException, InterruptedException {
    var run = new AtomicReference<SweepRun>();
    var listener =
        new SweepListener() {
          @Override
          public void started(RunPlan plan, int packs) {
            run.get().cancel();
          }
        };
    List<String> words = List.of(out().get(0), "training.steps=200000", "seed=0");
    run.set(Espalier.start(SharedSpark.session(), sweep(), words, listener));
    assertThat(run.get().await().storedCount()).isZero();
    Results results = Espalier.results(SharedSpark.session(), run.get().results());
    for (String table : results.names()) {
      assertThat(results.table(table).count()).as(table).isZero();
    }
  }

  @Test
  void viewsHaveNothingOfTheSessionsOwnNamesAndTheSessionNothingOfTheirs() throws IOException {
    SmallStore.write(folder.resolve("small"));
    SmallStore.write(folder.resolve("other"));
    SparkSession spark = SharedSpark.session().newSession();
    for (String name : ResultViews.names()) {
      spark.sql("CREATE TEMP VIEW " + name + " AS SELECT 7 AS mine");
    }
    spark.udf().register("avg", (Double x) -> -1.0, DataTypes.DoubleType);
    spark.udf().register("count", (Integer x) -> -1L, DataTypes.LongType);
    Results small = Espalier.results(spark, folder.resolve("small").toString());
    Results other = Espalier.results(spark, folder.resolve("other").toString());
    for (Results results : List.of(small, other)) {
      assertThat(
              results
                  .table("summary")
                  .filter("graph_family = 'chain' AND task_vocab = 2")
                  .select("n", "edge_accuracy_mean")
                  .first()
                  .toString())
          .startsWith("[3,0.3");
    }
    for (String name : ResultViews.names()) {
      assertThat(spark.sql("SELECT * FROM " + name).first().toString()).isEqualTo("[7]");
    }
    assertThat(spark.newSession().catalog().tableExists("summary")).isFalse();
  }

  @Test
  void viewsAreTheSameWhateverTheSessionTakesSqlFor() throws IOException {
    SmallStore.write(folder.resolve("small"));
    String path = folder.resolve("small").toString();
    SparkSession spark = SharedSpark.session().newSession();
    for (String setting :
        List.of(
            "spark.sql.legacy.statisticalAggregate",
            "spark.sql.ansi.enforceReservedKeywords",
            "spark.sql.ansi.doubleQuotedIdentifiers",
            "spark.sql.parser.escapedStringLiterals",
            "spark.sql.caseSensitive")) {
      spark.conf().set(setting, true);
    }
    Results usual = Espalier.results(SharedSpark.session(), path);
    Results here = Espalier.results(spark, path);
    for (String view : List.of("summary", "recovery_by_axis", "loss_parts", "importance")) {
      assertThat(rows(here, view)).as(view).isEqualTo(rows(usual, view));
    }
  }

  private static List<String> rows(Results results, String table) {
    return results.table(table).collectAsList().stream().map(Row::toString).sorted().toList();
  }

  @Test
  void whatASweepSaysOfASessionThatIsThereIsSaidNotToBeHeeded() throws IOException {
    var notices = new ArrayList<String>();
    var listener =
        new SweepListener() {
          @Override
          public void notice(String message) {
            notices.add(message);
          }
        };
    List<String> words =
        List.of(
            out().get(0), "seed=0", "spark.master=local[1]", "spark.conf.spark.executor.memory=8g");
    assertThat(Espalier.run(SharedSpark.session(), sweep(), words, listener).isSuccess()).isTrue();
    assertThat(notices)
        .contains(
            "the session is there already and stays as it is; not heeded: spark.master=local[1],"
                + " spark.conf.spark.executor.memory=8g");
  }

  @Test
  void nobodyChangesThePlanOfARunThatIsToldOfIt() throws IOException {
    RunPlan plan = Espalier.plan(sweep(), out());
    assertThatThrownBy(() -> plan.stored().put(TrialStatus.FAILED, 1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> plan.settled().add(plan.missing().get(0).id()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> plan.missing().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aFolderOfResultsFoldersIsSaidToBeOne() throws IOException {
    SmallStore.write(folder.resolve("small"));
    assertThatThrownBy(() -> Espalier.results(SharedSpark.session(), folder.toString()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("a folder of them; name one, such as " + folder.resolve("small"));
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
