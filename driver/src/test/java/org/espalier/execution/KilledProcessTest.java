package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.execution.Runs.run;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.espalier.Seeds;
import org.espalier.execution.SweepProcess.Task;
import org.espalier.table.TrialsTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, killed at random moments; replay with {@code -Dtests.seed=}. */
class KilledProcessTest {
  private static final int TRIALS = 40;
  private static final int MANY_TRIALS = 300;
  private static final String EXECUTORS = "local-cluster[2,1,1024]";
  private static final int DRIVER_KILLS = 80;
  private static final int EXECUTOR_KILLS = 20;
  private static final int STUDY_KILLS = 50;
  private static final int STATE_KILLS = 5;

  @TempDir Path folder;
  @TempDir Path undisturbed;
  @TempDir Path scratch;

  @Test
  @Timeout(600)
  void driverThatIsKilledAndRunAgainEndsWithTheSameTables()
      throws IOException, InterruptedException {
    Random random = random();
    try (var driver = SweepProcess.start(Task.of(folder, TRIALS, "local[2]"), scratch)) {
      assertThat(driver.hasEndedBefore(1 + random.nextInt(TRIALS / 2))).isFalse();
      driver.kill();
    }
    int stored = TableContents.idsIfAny(folder).size();
    RunSummary resumed = run(folder, TRIALS);
    run(undisturbed, TRIALS);
    assertThat(resumed.storedCount()).isEqualTo(TRIALS - stored);
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(undisturbed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "HUP"})
  @Timeout(600)
  void driverThatIsAskedToEndStoresWhatHasEnded(String signal)
      throws IOException, InterruptedException {
    assumeFalse(
        signal.equals("HUP") && isHangUpIgnored(),
        "these tests run with SIGHUP ignored, as by nohup, and so does what they start");
    String end;
    try (var driver = SweepProcess.start(Task.of(folder, 2000, "local[2]"), scratch)) {
      assertThat(driver.hasEndedBefore(5)).isFalse();
      long asked = System.nanoTime();
      driver.signal(signal);
      end = driver.awaitEnd();
      assertThat(end).startsWith("end STOPPED ");
      requireWithinTenSeconds(asked);
    }
    assertThat(TableContents.ids(folder))
        .hasSize(Integer.parseInt(end.substring("end STOPPED ".length())))
        .hasSizeBetween(5, 1999);
  }

  private static boolean isHangUpIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .anyMatch(line -> line.matches("SigIgn:.*[13579bdf]"));
  }

  /** One process for both: it must outlive the first signal to hear the second. */
  @Test
  @Tag("cluster")
  @Timeout(600)
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void driverUnderNohupGoesOnWithoutItsTerminalAndStopsWhenItsCpuTimeIsSpent()
      throws IOException, InterruptedException {
    String end;
    try (var driver = SweepProcess.startBy("nohup", Task.of(folder, 2000, "local[2]"), scratch)) {
      assertThat(driver.hasEndedBefore(1)).isFalse();
      driver.signal("HUP");
      // what had been stopped would store fewer
      assertThat(driver.hasEndedBefore(40)).isFalse();
      driver.signal("XCPU");
      end = driver.awaitEnd();
    }
    assertThat(end).startsWith("end STOPPED ");
    assertThat(TableContents.ids(folder))
        .hasSize(Integer.parseInt(end.substring("end STOPPED ".length())))
        .hasSizeBetween(41, 1999)
        .doesNotHaveDuplicates();
  }

  @Test
  @Tag("cluster")
  @Tag("slow")
  @Timeout(900)
  void executorsMayDieAndTheTrialThatKillsThemIsLost() throws IOException, InterruptedException {
    Task task = Task.of(folder, 24, EXECUTORS).with(new Trouble(Trouble.Kind.HALT, 3, ""));
    try (var driver = SweepProcess.start(task, scratch)) {
      assertThat(driver.hasEndedBefore(3)).isFalse();
      assertThat(driver.killAnExecutor(random())).isTrue();
      assertThat(driver.awaitEnd()).isEqualTo("end COMPLETE 24");
    }
    assertThat(TableContents.ids(folder)).hasSize(24).doesNotHaveDuplicates();
    assertThat(
            TableContents.query(
                String.format(
                    Locale.ROOT,
                    "SELECT seed, status, error_message FROM %s WHERE status <> 'succeeded'",
                    TableContents.files(folder, TrialsTable.TABLE))))
        .containsExactly(
            "3|lost|at least 2 processes died while it ran; memory ran out or native code"
                + " crashed");
  }

  @Test
  @Tag("cluster")
  @Tag("slow")
  @Timeout(900)
  void executorThatIsTerminatedStoresWhatHasEndedAndSaysSo(@TempDir Path word)
      throws IOException, InterruptedException {
    Task task =
        Task.of(folder, 200, EXECUTORS).with(new Trouble(Trouble.Kind.LINGER, 3, word.toString()));
    try (var watch = word.getFileSystem().newWatchService();
        var driver = SweepProcess.start(task, scratch)) {
      word.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      watch.take(); // the trial lingers
      List<ProcessHandle> executors = driver.executors();
      long asked = System.nanoTime();
      executors.forEach(ProcessHandle::destroy);
      executors.forEach(executor -> executor.onExit().join());
      requireWithinTenSeconds(asked);
      assertThat(driver.awaitEnd()).isEqualTo("end COMPLETE 200");
    }
    assertThat(executorLogs())
        .containsPattern("pack \\d+ of run \\S+ was asked to stop: stored \\d+ of its \\d+ trials");
    run(undisturbed, 200);
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(undisturbed));
  }

  private static void requireWithinTenSeconds(long start) {
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf(Locale.ROOT, "what was asked to end has after %d ms%n", taken.toMillis());
    assertThat(taken).isLessThan(Duration.ofSeconds(10));
  }

  private String executorLogs() throws IOException {
    var text = new StringBuilder();
    try (Stream<Path> files = Files.walk(scratch.resolve("spark").resolve("work"))) {
      for (Path log : files.filter(file -> file.endsWith("stderr")).toList()) {
        text.append(Files.readString(log));
      }
    }
    return text.toString();
  }

  /** Each sweep is killed until it is done, then another is begun. */
  @Test
  @Tag("slow")
  @Timeout(7200)
  void eightyKilledDriversLoseAndRepeatNothing(@TempDir Path parent)
      throws IOException, InterruptedException {
    Random random = random();
    run(undisturbed, MANY_TRIALS);
    SweepProcess.keepClassData(scratch);
    int kills = 0;
    for (int sweeps = 1; kills < DRIVER_KILLS; sweeps++) {
      Path out = parent.resolve("sweep-" + sweeps);
      kills += killDrivers(out, random);
      checkAgainstUndisturbed(out);
      System.out.printf(
          Locale.ROOT, "%d drivers killed, %d sweeps ended as if undisturbed%n", kills, sweeps);
    }
  }

  @Test
  @Tag("slow")
  @Timeout(7200)
  void twentyKilledExecutorsLoseAndRepeatNothing(@TempDir Path parent)
      throws IOException, InterruptedException {
    Random random = random();
    run(undisturbed, MANY_TRIALS);
    SweepProcess.keepClassData(scratch);
    int kills = 0;
    for (int sweeps = 1; kills < EXECUTOR_KILLS; sweeps++) {
      Path out = parent.resolve("sweep-" + sweeps);
      kills += killExecutors(out, random);
      checkAgainstUndisturbed(out);
      System.out.printf(
          Locale.ROOT, "%d executors killed, %d sweeps ended as if undisturbed%n", kills, sweeps);
    }
  }

  /** Every other study keeps the ends of its trials. */
  @Test
  @Tag("slow")
  @Timeout(7200)
  void fiftyKillsOverSeedsByNeedTrajectoriesAndCheckpointsEndWithTheTablesOfTrialsAlone(
      @TempDir Path parent) throws IOException, InterruptedException {
    Random random = random();
    new WholeStudy(false).trainUndisturbed(undisturbed);
    List<String> trials = TableContents.ids(undisturbed);
    SweepProcess.keepClassData(scratch);
    var killed = new Kills();
    for (int sweeps = 1; killed.count < STUDY_KILLS; sweeps++) {
      Path out = parent.resolve("study-" + sweeps);
      killInStudy(out, new WholeStudy(sweeps % 2 == 0), random, killed);
      assertThat(TableContents.ids(out)).isEqualTo(trials);
      assertThat(TableContents.of(out)).isEqualTo(TableContents.of(undisturbed));
      System.out.printf(
          Locale.ROOT,
          "%d drivers killed, %d of them within a trial whose state was kept; %d studies of %d"
              + " trials ended as if undisturbed%n",
          killed.count,
          killed.leftStates,
          sweeps,
          trials.size());
    }
    assertThat(killed.leftStates).isPositive();
  }

  /**
   * One executor with one core, so that the state that was kept last is that of the trial which it
   * trains when it is killed. No trial is killed twice: one that two processes died over is lost.
   */
  @Test
  @Tag("cluster")
  @Tag("slow")
  @Timeout(1800)
  void executorsKilledWithinATrialGoOnFromItsStateBitForBit(@TempDir Path word)
      throws IOException, InterruptedException {
    Random random = random();
    var study = new WholeStudy(false);
    study.trainUndisturbed(undisturbed);
    Task task =
        Task.of(folder, study, "local-cluster[1,1,1024]")
            .with(new Trouble(Trouble.Kind.TELL, -1, word.toString()));
    Set<String> killed = new HashSet<>();
    try (var driver = SweepProcess.start(task, scratch)) {
      boolean hasEnded = driver.hasEndedBefore(1);
      while (killed.size() < STATE_KILLS && !hasEnded) {
        pause(random, 100);
        Optional<String> trial = trialOfNewestState(folder);
        if (trial.isPresent() && !killed.contains(trial.get()) && driver.killAnExecutor(random)) {
          killed.add(trial.get());
        }
        hasEnded = driver.hasEndedBefore(1 + random.nextInt(3));
      }
      if (!hasEnded) {
        assertThat(driver.awaitEnd()).startsWith("end COMPLETE");
      }
    }
    List<String> resumed = resumedWithinTrials(word);
    System.out.printf(
        Locale.ROOT,
        "%d executors killed within trials, which went on from steps %s%n",
        killed.size(),
        resumed);
    assertThat(killed).isNotEmpty();
    assertThat(resumed).isNotEmpty();
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(undisturbed));
  }

  private static Optional<String> trialOfNewestState(Path out) {
    File[] states = out.resolve(".espalier/states").toFile().listFiles();
    return Stream.of(states == null ? new File[0] : states)
        .filter(state -> state.getName().endsWith(".state"))
        .max(Comparator.comparingLong(File::lastModified))
        .map(state -> state.getName().replace(".state", ""));
  }

  /** Steps that are the ends of no shorter trial. */
  private static List<String> resumedWithinTrials(Path word) {
    return Stream.of(word.toFile().list())
        .map(name -> name.substring(name.lastIndexOf('-') + 1))
        .filter(step -> !WholeStudy.STEPS.contains(Integer.valueOf(step)))
        .sorted()
        .toList();
  }

  private static final class Kills {
    int count;
    int leftStates;
  }

  private void killInStudy(Path out, WholeStudy study, Random random, Kills killed)
      throws IOException, InterruptedException {
    while (true) {
      try (var driver = SweepProcess.start(Task.of(out, study, "local[2]"), scratch)) {
        if (driver.hasEndedBefore(random.nextInt(5))) {
          return;
        }
        pause(random, 500);
        driver.kill();
      }
      killed.count++;
      killed.leftStates += hasStates(out) ? 1 : 0;
    }
  }

  private static boolean hasStates(Path out) {
    String[] states = out.resolve(".espalier/states").toFile().list();
    return states != null && states.length > 0;
  }

  private int killDrivers(Path out, Random random) throws IOException, InterruptedException {
    Task task = Task.of(out, MANY_TRIALS, "local[2]");
    for (int kills = 0; ; kills++) {
      try (var driver = SweepProcess.start(task, scratch)) {
        if (driver.hasEndedBefore(random.nextInt(80))) {
          return kills;
        }
        pause(random);
        driver.kill();
      }
    }
  }

  private int killExecutors(Path out, Random random) throws IOException, InterruptedException {
    int kills = 0;
    try (var driver = SweepProcess.start(Task.of(out, MANY_TRIALS, EXECUTORS), scratch)) {
      while (!driver.hasEndedBefore(20 + random.nextInt(40))) {
        pause(random);
        kills += driver.killAnExecutor(random) ? 1 : 0;
      }
    }
    return kills;
  }

  /** Some part of the time that a pack takes, so that a kill meets any moment of it. */
  private static void pause(Random random) {
    pause(random, 50);
  }

  private static void pause(Random random, long mostMillis) {
    long end = System.nanoTime() + random.nextLong(TimeUnit.MILLISECONDS.toNanos(mostMillis));
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void checkAgainstUndisturbed(Path out) {
    List<String> ids = TableContents.ids(out);
    assertThat(ids).hasSize(MANY_TRIALS).doesNotHaveDuplicates();
    assertThat(TableContents.of(out)).isEqualTo(TableContents.of(undisturbed));
  }

  private static Random random() {
    return new Random(Seeds.of(KilledProcessTest.class));
  }
}
