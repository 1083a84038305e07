package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.espalier.Seeds;
import org.espalier.execution.SweepProcess.Task;
import org.espalier.plan.Compactor;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.table.Layout;
import org.espalier.table.Provenance;
import org.espalier.table.ResultWriter;
import org.espalier.table.Storage;
import org.espalier.table.TrialRow;
import org.espalier.trial.TrialRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drivers whose results are on S3, killed and raced; replay with {@code -Dtests.seed=}. */
final class S3RunsTest {
  private static final int TRIALS = 16;
  private static final int KILLS = 30;
  private static final int PAIRS = 20;

  @TempDir private static Path scratch;
  private static S3Server server;

  @TempDir private Path folder;
  @TempDir private Path otherScratch;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = S3Server.start(scratch);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  @Tag("cluster")
  @Timeout(900)
  void sweepWhoseDriverIsKilledEndsOnS3AsItDoesOnDisk() throws IOException, InterruptedException {
    Task task = task("killed");
    try (var driver = SweepProcess.start(task, scratch)) {
      assertThat(driver.hasEndedBefore(1 + random().nextInt(TRIALS / 2))).isFalse();
      driver.kill();
    }
    try (var driver = SweepProcess.start(task, scratch)) {
      assertThat(driver.awaitEnd()).startsWith("end COMPLETE ");
    }
    Runs.run(folder.resolve("here"), TRIALS);
    checkAgainst(folder.resolve("here"), "killed");
    assertThat(server.storage("killed").listAll(Layout.STAGING)).isEmpty();
  }

  @Test
  @Tag("cluster")
  void requestsOfATrialAreFew() throws IOException, InterruptedException {
    SweepRequest sweep = TinyTrials.sweep("tiny", TRIALS);
    ResultStore store = ResultStore.open(server.address("counted"), server.hadoop());
    server.requests();
    RunSummary run =
        SweepRunner.of(SharedSpark::session, TrialRunner::run)
            .run(sweep, store, Runs.OPTIONS, SweepListener.NONE);
    assertThat(run.storedCount()).isEqualTo(TRIALS);
    int packs = server.storage("counted").list("trials").size();
    Map<String, Integer> requests = server.requests();
    int all = requests.values().stream().mapToInt(n -> n).sum();
    System.out.printf(
        Locale.ROOT,
        "a run of %d trials in %d packs: %d requests %s%n",
        TRIALS,
        packs,
        all,
        requests);
    assertThat(all).isLessThan(10 * TRIALS + 20 * packs + 200);
    ResultStore.open(server.address("counted"), server.hadoop()).contents();
    System.out.printf(Locale.ROOT, "a look at %d packs: %s%n", packs, server.requests());
  }

  @Test
  @Tag("slow")
  @Timeout(1800)
  void aLookAtTenThousandTrialsTakesSixRequestsForEachPack()
      throws IOException, InterruptedException {
    Storage storage = server.storage("many");
    List<PlannedTrial> trials = TinyTrials.trials(0, 10_000);
    for (int first = 0; first < trials.size(); first += 50) {
      try (var writer = ResultWriter.open(storage, Layout.STAGING + "/many")) {
        for (PlannedTrial trial : trials.subList(first, first + 50)) {
          writer.write(TrialRow.of("many", ScaleTest.result(trial.spec()), Provenance.here()));
        }
        writer.commit(() -> true);
      }
    }
    assertThat(requestsOfALook("many", 200)).isLessThan(6 * 200 + 20);
    Compactor.compactAlone(ResultStore.open(server.address("many"), server.hadoop()), false);
    int packs = storage.list("trials").size();
    assertThat(requestsOfALook("many", packs)).isLessThan(6 * packs + 20);
  }

  /** What a command asks first: what is stored. */
  private static int requestsOfALook(String name, int packs)
      throws IOException, InterruptedException {
    server.requests();
    ResultStore store = ResultStore.open(server.address(name), server.hadoop());
    assertThat(store.trials().all()).hasSize(10_000);
    Map<String, Integer> requests = server.requests();
    System.out.printf(
        Locale.ROOT, "a look at 10,000 trials in %d packs: requests %s%n", packs, requests);
    return requests.values().stream().mapToInt(n -> n).sum();
  }

  /** Each sweep is killed until it is done, then another is begun. */
  @Test
  @Tag("slow")
  @Timeout(7200)
  void thirtyKilledDriversLoseAndRepeatNothingOnS3() throws IOException, InterruptedException {
    Random random = random();
    Path undisturbed = folder.resolve("undisturbed");
    Runs.run(undisturbed, TRIALS);
    SweepProcess.keepClassData(scratch);
    int kills = 0;
    for (int sweeps = 1; kills < KILLS; sweeps++) {
      kills += killDrivers("sweep-" + sweeps, random);
      checkAgainst(undisturbed, "sweep-" + sweeps);
      System.out.printf(
          Locale.ROOT, "%d drivers killed, %d sweeps ended as if undisturbed%n", kills, sweeps);
    }
  }

  @Test
  @Tag("slow")
  @Timeout(7200)
  void twentyPairsOfDriversEachEndWithOneRunAndOneRefusal()
      throws IOException, InterruptedException {
    SweepProcess.keepClassData(scratch);
    SweepProcess.keepClassData(otherScratch);
    for (int pair = 1; pair <= PAIRS; pair++) {
      String refused = race("pair-" + pair);
      System.out.printf(Locale.ROOT, "pair %d: %s%n", pair, refused);
    }
  }

  /** Starts two drivers at once; what the one that trained nothing said. */
  private String race(String name) throws IOException, InterruptedException {
    Task task = task(name);
    String loser;
    try (var one = SweepProcess.start(task, scratch);
        var other = SweepProcess.start(task, otherScratch)) {
      List<String> ends = List.of(one.awaitEndOrRefusal(), other.awaitEndOrRefusal());
      assertThat(ends).as(name).containsOnlyOnce("end COMPLETE " + TRIALS);
      loser = ends.get(ends.indexOf("end COMPLETE " + TRIALS) == 0 ? 1 : 0);
    }
    // refused, or so late that there was nothing to do
    assertThat(loser).as(name).containsAnyOf(" is in use by run ", "end COMPLETE 0");
    Path copy = server.copied(name, folder.resolve(name));
    assertThat(TableContents.ids(copy)).as(name).hasSize(TRIALS).doesNotHaveDuplicates();
    return loser;
  }

  private int killDrivers(String name, Random random) throws IOException, InterruptedException {
    for (int kills = 0; ; kills++) {
      try (var driver = SweepProcess.start(task(name), scratch)) {
        if (driver.hasEndedBefore(random.nextInt(TRIALS / 2))) {
          return kills;
        }
        pause(random);
        driver.kill();
      }
    }
  }

  /** Some part of the time that a commit takes, so that a kill meets any moment of it. */
  private static void pause(Random random) {
    long end = System.nanoTime() + random.nextLong(TimeUnit.MILLISECONDS.toNanos(100));
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void checkAgainst(Path undisturbed, String name) throws IOException {
    Path copy = server.copied(name, folder.resolve(name));
    assertThat(TableContents.ids(copy)).as(name).hasSize(TRIALS).doesNotHaveDuplicates();
    assertThat(TableContents.of(copy)).as(name).isEqualTo(TableContents.of(undisturbed));
  }

  private static Task task(String name) {
    return Task.of(server.address(name), TRIALS, "local[2]").with(server.spark());
  }

  private static Random random() {
    return new Random(Seeds.of(S3RunsTest.class));
  }
}
