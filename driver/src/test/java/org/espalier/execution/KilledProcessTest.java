package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.execution.Runs.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.espalier.table.TrialsTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed at random moments; replay with {@code -Dtests.seed=}. */
class KilledProcessTest {
  private static final int TRIALS = 80;

  @TempDir Path folder;
  @TempDir Path undisturbed;
  @TempDir Path scratch;

  @Test
  @Timeout(600)
  void driverThatIsKilledAndRunAgainEndsWithTheSameTables()
      throws IOException, InterruptedException {
    Random random = random();
    try (var driver = SweepProcess.start(folder, TRIALS, "local[2]", -1, scratch)) {
      driver.awaitStored(1 + random.nextInt(TRIALS / 2));
      driver.kill();
    }
    int stored = TableContents.idsIfAny(folder).size();
    RunSummary resumed = run(folder, TRIALS);
    run(undisturbed, TRIALS);
    assertThat(resumed.storedCount()).isEqualTo(TRIALS - stored);
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(undisturbed));
  }

  @Test
  @Timeout(600)
  void driverThatIsTerminatedStoresWhatHasEnded() throws IOException, InterruptedException {
    String end;
    try (var driver = SweepProcess.start(folder, 2000, "local[2]", -1, scratch)) {
      driver.awaitStored(5);
      long asked = System.nanoTime();
      driver.terminate();
      end = driver.awaitEnd();
      assertThat(System.nanoTime() - asked).isLessThan(TimeUnit.SECONDS.toNanos(30));
    }
    assertThat(end).startsWith("end STOPPED ");
    assertThat(TableContents.ids(folder))
        .hasSize(Integer.parseInt(end.substring("end STOPPED ".length())))
        .hasSizeBetween(5, 1999);
  }

  @Test
  @Tag("slow")
  @Timeout(900)
  void executorsMayDieAndTheTrialThatKillsThemIsLost() throws IOException, InterruptedException {
    try (var driver = SweepProcess.start(folder, 24, "local-cluster[2,1,512]", 3, scratch)) {
      driver.awaitStored(3);
      driver.killAnExecutor();
      assertThat(driver.awaitEnd()).isEqualTo("end COMPLETE 24");
    }
    assertThat(TableContents.ids(folder)).hasSize(24).doesNotHaveDuplicates();
    assertThat(
            TableContents.query(
                "SELECT seed, status, error_message FROM %s WHERE status <> 'succeeded'"
                    .formatted(TableContents.files(folder, TrialsTable.TABLE))))
        .containsExactly(
            "3|lost|2 processes died while it ran; memory ran out or native code crashed");
  }

  /** A hundred kills, resumed until the sweep is done; then from the start again. */
  @Test
  @Tag("slow")
  @Timeout(7200)
  void hundredKillsLoseAndRepeatNothing(@TempDir Path parent)
      throws IOException, InterruptedException {
    Random random = random();
    run(undisturbed, 300);
    int kills = 0;
    for (int round = 0; kills < 100; round++) {
      Path out = parent.resolve("round-" + round);
      for (boolean isDone = false; !isDone; ) {
        try (var driver = SweepProcess.start(out, 300, "local[2]", -1, scratch)) {
          isDone = driver.awaitStored(1 + random.nextInt(80)).startsWith("end ");
          if (!isDone) {
            driver.kill();
            kills++;
          }
        }
      }
      assertThat(TableContents.ids(out)).hasSize(300).doesNotHaveDuplicates();
      assertThat(TableContents.of(out)).isEqualTo(TableContents.of(undisturbed));
      System.out.printf("%d kills, %d sweeps ended as if undisturbed%n", kills, round + 1);
    }
  }

  private static Random random() {
    String given = System.getProperty("tests.seed", "");
    long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    System.out.println("KilledProcessTest: -Dtests.seed=" + seed);
    return new Random(seed);
  }
}
