package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.espalier.catalog.EspalierCatalog;
import org.espalier.execution.ScaleTest;
import org.espalier.execution.SharedSpark;
import org.espalier.execution.SweepRequest;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.sweep.Sweep;
import org.espalier.sweep.SweepReader;
import org.espalier.table.Layout;
import org.espalier.table.Provenance;
import org.espalier.table.ResultWriter;
import org.espalier.table.Storage;
import org.espalier.table.TrialRow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a study of a hundred thousand trials; prints what each takes. */
@Tag("slow")
final class HundredThousandTrialsTest {
  private static final String SWEEP =
      """
      name = large
      base { task.length = 6, training { steps = 8, batch = 8 } }
      axes { graph.family = [chain, star, pairs, random-tree, random-forest]
             task.alpha = [0.1, 0.5], seed = 0..9999 }
      """;

  private static final int PACK = 500;

  @TempDir private Path folder;

  @Test
  void everyCommandTakesSeconds() throws IOException {
    String file = Files.writeString(folder.resolve("large.conf"), SWEEP).toString();
    String out = folder.resolve("results").toString();
    assertThat(timed("plan", file, "--out", out).out()).startsWith("sweep large: 100,000 trials");
    write(SweepReader.read(Path.of(file), List.of()), Path.of(out));
    assertThat(timed("plan", file, "--out", out).out()).contains("stored   100,000 of 100,000");
    assertThat(timed("status", file, "--out", out).code()).isZero();
    SharedSpark.session(); // starting it is not what is measured
    String byFamily = "SELECT graph_family, count(*) AS n FROM trials GROUP BY 1 ORDER BY 1";
    assertThat(timed("sql", out, byFamily).out()).contains("20000");
    assertThat(timed("sql", out, "SELECT * FROM recovery_by_axis").out()).contains("20000");
    assertThat(timed("compact", out).code()).isZero();
    assertThat(timed("status", file, "--out", out).code()).isZero();
    assertThat(timed("sql", out, byFamily).out()).contains("20000");
    assertThat(timed("sql", out, "SELECT * FROM recovery_by_axis").out()).contains("20000");
    // what matters, of every metric
    assertThat(timed("sql", out, "SELECT count(*) FROM importance").out()).isNotEmpty();
    assertThat(timed("sql", out, "SELECT count(*) FROM contrasts").out()).isNotEmpty();
    SparkSession spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.catalog.espalier", EspalierCatalog.class.getName());
    spark.conf().set("spark.sql.catalog.espalier.path", out);
    for (String asked :
        List.of(
            "SELECT graph_family, count(*) AS n FROM espalier.trials GROUP BY 1 ORDER BY 1",
            "SELECT sum(n) FROM espalier.summary",
            "SELECT * FROM espalier.recovery_by_axis")) {
      for (String time : List.of("first", "second")) {
        long start = System.nanoTime();
        long cpu = processCpu();
        assertThat(spark.sql(asked).collectAsList()).isNotEmpty();
        System.out.printf(
            Locale.ROOT,
            "catalog, %s time: %.2f s, %.2f s on a core: %s%n",
            time,
            (System.nanoTime() - start) / 1e9,
            (processCpu() - cpu) / 1e9,
            asked);
      }
    }
  }

  private static void write(Sweep sweep, Path out) throws IOException {
    Storage storage = Storage.of(out);
    List<PlannedTrial> trials = SweepRequest.of(sweep).trials();
    ResultStore.of(storage).keepSweep(sweep.resolved(), trials);
    for (int first = 0; first < trials.size(); first += PACK) {
      try (var writer = ResultWriter.open(storage, Layout.STAGING + "/scale")) {
        for (PlannedTrial trial : trials.subList(first, first + PACK)) {
          writer.write(TrialRow.of("large", ScaleTest.result(trial.spec()), Provenance.here()));
        }
        writer.commit(() -> true);
      }
    }
    long bytes = 0;
    int files = 0;
    for (var table : Layout.TABLES) {
      for (Storage.Entry entry : storage.list(table.name())) {
        bytes += entry.size();
        files++;
      }
    }
    System.out.printf(Locale.ROOT, "100,000 trials in %d files of %d bytes%n", files, bytes);
  }

  private static Run timed(String... words) {
    long start = System.nanoTime();
    long cpu = processCpu();
    Run run = Run.of(words);
    System.out.printf(
        Locale.ROOT,
        "%-8s %.2f s, %.2f s on a core, peak heap so far %d MB%n%s",
        words[0],
        (System.nanoTime() - start) / 1e9,
        (processCpu() - cpu) / 1e9,
        peakHeap() >> 20,
        words[0].equals("compact") ? run.out() : "");
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private static long processCpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(java.lang.management.MemoryUsage::getUsed)
        .sum();
  }
}
