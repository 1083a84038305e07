package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.execution.Runs.OPTIONS;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.espalier.ConfigurationException;
import org.espalier.Seeds;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StingyFileSystem;
import org.espalier.trial.TrialRunner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs on a disk that fills up at some byte, on a file system that can do no more than an object
 * store: the next run, with room, ends with the tables of an undisturbed one.
 */
class FullDiskTest {
  private static final String FULL = "No space left on device";
  private static final long PLENTY = Long.MAX_VALUE / 2;
  private static final int TRIALS = 5;

  private static Map<String, List<String>> undisturbed;
  private static long written;

  @BeforeAll
  static void runUndisturbed(@TempDir Path folder) throws IOException {
    StingyFileSystem.CONFIGURATION.forEach(
        SharedSpark.session().sparkContext().hadoopConfiguration()::set);
    assertThat(run("roomy", folder, PLENTY).end()).isEqualTo(RunSummary.End.COMPLETE);
    written = PLENTY - StingyFileSystem.left("roomy");
    undisturbed = TableContents.of(folder);
    assertThat(undisturbed.get("trials")).hasSize(TRIALS);
  }

  /** Bytes drawn at random; replay with {@code -Dtests.seed=}. */
  @Test
  @Timeout(120)
  void runOnADiskThatFillsUpIsCompletedByTheNext(@TempDir Path parent) throws IOException {
    Random random = new Random(Seeds.of(FullDiskTest.class));
    for (int draw = 0; draw < 12; draw++) {
      long bytes = (long) (random.nextDouble() * written);
      fillUpAndResume(parent.resolve("draw-" + draw), bytes);
    }
  }

  @Test
  @Tag("slow")
  void runOnADiskThatFillsUpAnywhereIsCompletedByTheNext(@TempDir Path parent) throws IOException {
    int runs = 0;
    for (long bytes = 0; bytes < written; bytes += 251) {
      fillUpAndResume(parent.resolve("at-" + bytes), bytes);
      runs++;
    }
    System.out.printf(
        Locale.ROOT, "%d runs on disks of up to %d bytes, each completed%n", runs, written);
  }

  private static void fillUpAndResume(Path folder, long bytes) throws IOException {
    try {
      RunSummary cut = run("small", folder, bytes);
      assertThat(StingyFileSystem.left("small") < 0 || cut.isSuccess()).isTrue();
      cut.error().ifPresent(error -> assertThat(error).contains(FULL));
      if (cut.end() != RunSummary.End.COMPLETE) {
        assertThat(cut.end()).as("with %d bytes", bytes).isEqualTo(RunSummary.End.ERROR);
        assertThat(cut.error()).isPresent();
      }
    } catch (ConfigurationException | IOException e) {
      assertThat(e).as("with %d bytes", bytes).hasMessageContaining(FULL);
    }
    RunSummary resumed = run("small", folder, PLENTY);
    assertThat(resumed.end()).as("after %d bytes", bytes).isEqualTo(RunSummary.End.COMPLETE);
    assertThat(TableContents.of(folder)).as("after %d bytes", bytes).isEqualTo(undisturbed);
  }

  private static RunSummary run(String disk, Path folder, long bytes) throws IOException {
    String address = StingyFileSystem.address(disk, folder, bytes);
    return SweepRunner.of(SharedSpark::session, TrialRunner::run)
        .run(
            TinyTrials.sweep("tiny", TRIALS),
            ResultStore.open(address, StingyFileSystem.CONFIGURATION),
            OPTIONS,
            SweepListener.NONE);
  }

  /** Where the tests may mount: a disk in memory that is really full. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void runOnAFullMountIsCompletedOnceThereIsRoom(@TempDir Path parent)
      throws IOException, InterruptedException {
    Path mount = Files.createDirectory(parent.resolve("mount"));
    assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount.toString()),
        "the tests may not mount");
    try {
      Path folder = mount.resolve("results");
      try {
        RunSummary cut = Runs.run(folder, TRIALS);
        assertThat(cut.end()).isEqualTo(RunSummary.End.ERROR);
        assertThat(cut.error()).hasValueSatisfying(e -> assertThat(e).contains(FULL));
      } catch (ConfigurationException | IOException e) {
        assertThat(e).hasMessageContaining(FULL);
      }
      command("mount", "-o", "remount,size=16m", mount.toString());
      assertThat(Runs.run(folder, TRIALS).end()).isEqualTo(RunSummary.End.COMPLETE);
      assertThat(TableContents.of(folder)).isEqualTo(undisturbed);
    } finally {
      command("umount", mount.toString());
    }
  }

  private static boolean command(String... words) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(words).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }
}
