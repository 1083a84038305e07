package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.espalier.plan.Compactor;
import org.espalier.plan.PackSizes;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.plan.RetryPolicy;
import org.espalier.plan.RunPlan;
import org.espalier.plan.StoredTrials;
import org.espalier.table.Layout;
import org.espalier.table.Provenance;
import org.espalier.table.ResultWriter;
import org.espalier.table.Storage;
import org.espalier.table.TrialRow;
import org.espalier.train.CurvePoint;
import org.espalier.trial.AttentionSnapshot;
import org.espalier.trial.EdgeScore;
import org.espalier.trial.RivalEdges;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many trials cost beside their training; prints the figures. */
@Tag("slow")
public class ScaleTest {
  private static final PackSizes SIZES = PackSizes.of(Duration.ofSeconds(60), 2);

  @TempDir Path folder;

  @Test
  void hundredThousandCellsArePlannedInSeconds() throws IOException {
    Spent start = Spent.now();
    List<PlannedTrial> cells = TinyTrials.trials(0, 100_000);
    print("100,000 cells hashed", start);
    start = Spent.now();
    RunPlan plan = RunPlan.of("tiny", cells, StoredTrials.NONE, RetryPolicy.NONE);
    int packs = plan.packs(SIZES).size();
    print("compared with nothing stored and packed into " + packs, start);
    assertThat(start.cpuSeconds()).isLessThan(20);

    Storage storage = Storage.of(folder);
    start = Spent.now();
    for (int first = 0; first < 100_000; first += 500) {
      try (var writer = ResultWriter.open(storage, Layout.STAGING + "/scale")) {
        for (PlannedTrial trial : cells.subList(first, first + 500)) {
          writer.write(TrialRow.of("tiny", result(trial.spec()), Provenance.here()));
        }
        writer.commit(() -> true);
      }
    }
    print("100,000 trials written in 200 packs", start);
    start = Spent.now();
    StoredTrials stored = ResultStore.of(storage).trials();
    print("read back for planning", start);
    start = Spent.now();
    RunPlan again = RunPlan.of("tiny", cells, stored, RetryPolicy.NONE);
    print("compared", start);
    assertThat(again.isComplete()).isTrue();
    start = Spent.now();
    Compactor.Outcome outcome = Compactor.compactAlone(ResultStore.of(storage), false);
    print("compacted: " + outcome, start);
    start = Spent.now();
    assertThat(ResultStore.of(storage).trials().count()).isEqualTo(100_000);
    print("read back for planning once compacted", start);
    printMemory();
  }

  @Test
  void tenThousandTrialsCostMillisecondsEach() throws IOException {
    SharedSpark.session();
    SweepRequest sweep = TinyTrials.sweep("tiny", 10_000);
    TrialFunction instant = ScaleTest::run;
    Runs.run(folder.resolve("first"), TinyTrials.sweep("tiny", 100), instant, Runs.OPTIONS);
    Spent start = Spent.now();
    RunSummary summary = Runs.run(folder.resolve("all"), sweep, instant, Runs.OPTIONS);
    double millis = 1000 * start.cpuSeconds() / 10_000;
    int packs = Storage.of(folder.resolve("all")).list("trials").size();
    print(
        String.format(Locale.ROOT, "10,000 trials of no training on 2 cores into %d packs", packs),
        start);
    System.out.printf(Locale.ROOT, "%.2f ms of a core for each%n", millis);
    assertThat(summary.storedCount()).isEqualTo(10_000);
    assertThat(millis).as("ms of a core for each trial").isLessThan(5);
    start = Spent.now();
    Runs.run(folder.resolve("all"), sweep, instant, Runs.OPTIONS);
    print("run again, nothing to do", start);
    printMemory();
  }

  /** Trials that train, each for milliseconds: on one thread without Spark, then through Spark. */
  @Test
  void tenThousandRealTrialsTakeLittleMoreThanTheirTraining() throws IOException {
    SharedSpark.session();
    List<PlannedTrial> trials = TinyTrials.trials(20_000, 30_000);
    runAlone(TinyTrials.trials(10_000, 12_000)); // until it is compiled
    Spent start = Spent.now();
    runAlone(trials);
    double alone = 1000 * start.cpuSeconds() / trials.size();
    print("10,000 trials one after the other without Spark", start);

    var sweep = new SweepRequest("tiny", trials, "name = tiny\n");
    Runs.run(
        folder.resolve("first"), TinyTrials.sweep("tiny", 200), TrialRunner::run, Runs.OPTIONS);
    start = Spent.now();
    RunSummary summary = Runs.run(folder.resolve("all"), sweep, TrialRunner::run, Runs.OPTIONS);
    double through = 1000 * start.cpuSeconds() / trials.size();
    print("10,000 trials through Spark on 2 cores, with their tables", start);
    System.out.printf(
        Locale.ROOT,
        "%.2f ms of a core for each trial alone, %.2f ms through Spark: %.2f ms more%n",
        alone,
        through,
        through - alone);
    printFiles(folder.resolve("all"));
    Compactor.Outcome compacted =
        Compactor.compactAlone(ResultStore.open(folder.resolve("all")), false);
    System.out.println(compacted);
    printFiles(folder.resolve("all"));
    printMemory();
    assertThat(summary.isSuccess()).isTrue();
    assertThat(through - alone).as("ms of a core for each trial").isLessThan(5);
  }

  private static void runAlone(List<PlannedTrial> trials) {
    for (PlannedTrial trial : trials) {
      TrialResult result = TrialRunner.run(trial.spec(), TrialLimits.NONE, TrialListener.NONE);
      assertThat(result.status()).isEqualTo(TrialStatus.SUCCEEDED);
    }
  }

  private static void printFiles(Path out) throws IOException {
    int files = 0;
    long bytes = 0;
    for (var table : Layout.TABLES) {
      for (Storage.Entry entry : Storage.of(out).list(table.name())) {
        files++;
        bytes += entry.size();
      }
    }
    System.out.printf(Locale.ROOT, "%d files of %d bytes in all%n", files, bytes);
  }

  private static void print(String what, Spent start) {
    Spent now = Spent.now();
    System.out.printf(
        Locale.ROOT,
        "%s: %.2f s, of which %.2f s on a core%n",
        what,
        (now.nanos() - start.nanos()) / 1e9,
        (now.cpuNanos() - start.cpuNanos()) / 1e9);
  }

  /** Time that has passed, and time of cores that this process has had: other load adds to one. */
  private record Spent(long nanos, long cpuNanos) {
    static Spent now() {
      var system =
          (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return new Spent(System.nanoTime(), system.getProcessCpuTime());
    }

    double cpuSeconds() {
      return (now().cpuNanos() - cpuNanos) / 1e9;
    }
  }

  private static void printMemory() {
    long peak =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(java.lang.management.MemoryUsage::getUsed)
            .sum();
    System.out.println("peak heap: " + (peak >> 20) + " MiB");
  }

  private static TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener) {
    return result(spec);
  }

  /** A result of the size that a small trial has. */
  public static TrialResult result(TrialSpec spec) {
    double x = spec.seeds().seed() / 1e5;
    float[][] attention = new float[6][6];
    List<CurvePoint> curve =
        IntStream.range(0, 5).mapToObj(i -> new CurvePoint(i, 1, x, x, x, x, x, i)).toList();
    List<EdgeScore> edges =
        IntStream.range(0, 15)
            .mapToObj(
                i ->
                    new EdgeScore(
                        i,
                        0,
                        true,
                        true,
                        "parent",
                        new EdgeScore.Attention(x, 1, 1),
                        new EdgeScore.Theory(
                            OptionalDouble.of(x),
                            OptionalInt.of(1),
                            OptionalDouble.of(x),
                            OptionalInt.of(1)),
                        RivalEdges.NONE))
            .toList();
    Instant now = Instant.now();
    return new TrialResult(
        spec,
        TrialStatus.SUCCEEDED,
        Optional.empty(),
        new TrialResult.Measured(
            Map.of("test_loss", x),
            curve,
            List.of(new AttentionSnapshot(8, AttentionSnapshot.Kind.POSITIONAL, 1, 1, attention)),
            List.of(),
            edges,
            List.of(),
            List.of()),
        new TrialResult.Work(
            Optional.of("none"), now, now.plusMillis(10), Duration.ofMillis(8), 8));
  }
}
