package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.execution.Runs.OPTIONS;
import static org.espalier.execution.Runs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.espalier.plan.PlannedTrial;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in which trials go on from the ends of shorter ones, against trials that are all alone. */
final class TrainOnTest {
  @TempDir Path folder;
  @TempDir Path alone;

  @BeforeEach
  void trainEachAlone() throws IOException {
    run(alone, sweep(8, 21, 40), TrialRunner::run, OPTIONS);
    assertThat(stepsDone(alone)).isEqualTo(3 * (8 + 21 + 40));
  }

  @Test
  void withinARunATrajectoryIsTrainedOnce() throws IOException {
    run(folder, sweep(8, 21, 40), RealTrials.INSTANCE, OPTIONS);
    assertThat(stepsDone(folder)).isEqualTo(3 * 40);
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(alone));
    assertThat(ends()).isEmpty();
  }

  @Test
  void aLaterRunGoesOnFromTheEndsThatWereKept() throws IOException {
    run(folder, sweep(8), RealTrials.INSTANCE, Runs.keepingEnds(OPTIONS));
    assertThat(ends()).hasSize(3);
    run(folder, sweep(8, 40), RealTrials.INSTANCE, Runs.keepingEnds(OPTIONS));
    assertThat(ends()).hasSize(6);
    assertThat(stepsDone(folder)).isEqualTo(3 * 40);
    run(folder, sweep(8, 21, 40), RealTrials.INSTANCE, OPTIONS);
    assertThat(stepsDone(folder)).isEqualTo(3 * (40 + 21 - 8));
    assertThat(ends()).hasSize(6);
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(alone));
  }

  @Test
  void withoutAnEndThatWasKeptALaterRunBeginsAtTheStart() throws IOException {
    run(folder, sweep(8, 21), RealTrials.INSTANCE, OPTIONS);
    run(folder, sweep(8, 21, 40), RealTrials.INSTANCE, OPTIONS);
    assertThat(stepsDone(folder)).isEqualTo(3 * (21 + 40));
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(alone));
  }

  @Test
  void anEndThatIsDamagedOrOfAnotherTrialIsPassedOver() throws IOException {
    run(folder, sweep(8), RealTrials.INSTANCE, Runs.keepingEnds(OPTIONS));
    List<Path> ends = ends();
    byte[] damaged = Files.readAllBytes(ends.get(0));
    damaged[damaged.length / 2] ^= 1;
    Files.write(ends.get(0), damaged);
    Files.copy(ends.get(2), ends.get(1), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    run(folder, sweep(8, 21, 40), RealTrials.INSTANCE, OPTIONS);
    assertThat(stepsDone(folder)).isEqualTo(3 * 8 + 40 + 40 + (40 - 8));
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(alone));
  }

  private static SweepRequest sweep(int... steps) {
    List<PlannedTrial> trials =
        java.util.Arrays.stream(steps)
            .boxed()
            .flatMap(n -> Stream.of(0, 1, 2).map(seed -> TinyTrials.spec(seed, n)))
            .map(PlannedTrial::of)
            .toList();
    return new SweepRequest("tiny", trials, "name = tiny\n");
  }

  private static int stepsDone(Path results) {
    return Integer.parseInt(
        TableContents.query(
                String.format(
                    Locale.ROOT,
                    "SELECT sum(steps_done - steps_inherited) FROM %s",
                    TableContents.files(results, TrialsTable.TABLE)))
            .get(0));
  }

  private List<Path> ends() throws IOException {
    Path ends = folder.resolve(".espalier/ends");
    if (!Files.exists(ends)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(ends)) {
      return files.sorted().toList();
    }
  }
}
