package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.espalier.execution.RunOptions;
import org.espalier.execution.RunSummary;
import org.espalier.execution.SharedSpark;
import org.espalier.execution.SweepListener;
import org.espalier.execution.SweepRequest;
import org.espalier.execution.SweepRunner;
import org.espalier.plan.HookedStorage;
import org.espalier.plan.ResultStore;
import org.espalier.sweep.Sweep;
import org.espalier.sweep.SweepReader;
import org.espalier.table.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  private static final String SWEEP =
      """
      name = tiny
      base {
        task { vocab = 3, length = 6 }
        training { steps = 2, batch = 4 }
        evaluation { sequences = 8, attention-sequences = 8, theory-sequences = 0 }
      }
      axes.seed = 0..1
      """;

  @TempDir Path folder;

  @Test
  void aRunIsToldOfEvenWhereItsTablesCannotBeReadNow() throws IOException {
    Sweep sweep =
        SweepReader.read(Files.writeString(folder.resolve("tiny.conf"), SWEEP), List.of());
    Path results = folder.resolve("results");
    RunSummary summary =
        SweepRunner.of(SharedSpark::session)
            .run(
                SweepRequest.of(sweep),
                ResultStore.open(results),
                RunOptions.of(Duration.ofMinutes(5), Duration.ofSeconds(60)),
                SweepListener.NONE);

    List<String> whole = RunReport.of(sweep, summary, "results", ResultStore.open(results));
    assertThat(whole)
        .anyMatch(line -> line.startsWith("tiny: 2 trials in "))
        .anyMatch(line -> line.startsWith("tables  results/{trials,"))
        .noneMatch(line -> line.contains("cannot be read"));

    Storage failing =
        new HookedStorage(Storage.of(results), () -> {}) {
          @Override
          public List<Entry> list(String directory) throws IOException {
            throw new IOException("Connection reset");
          }
        };
    assertThat(RunReport.of(sweep, summary, "results", ResultStore.of(failing)))
        .hasSize(2)
        .satisfies(lines -> assertThat(lines.get(0)).startsWith("tiny: 2 trials in "))
        .satisfies(
            lines ->
                assertThat(lines.get(1))
                    .startsWith("the tables cannot be read now: ")
                    .endsWith("Connection reset"));
  }
}
