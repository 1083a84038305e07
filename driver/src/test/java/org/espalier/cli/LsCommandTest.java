package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.query.SmallStore;
import org.espalier.sweep.SweepReader;
import org.espalier.trial.TrialId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several studies at once: {@code ls}, and {@code sql} over a folder of them. */
final class LsCommandTest {
  @TempDir private Path results;

  @BeforeEach
  void studies() throws IOException {
    SmallStore.write(results.resolve("a"));
    SmallStore.write(results.resolve("b"));
    Files.createDirectories(results.resolve("notes"));
    Path sweep = Files.writeString(results.resolve("small.conf"), SmallStore.SWEEP);
    List<TrialId> cells =
        SweepReader.read(sweep, List.of("seed=0..3")).cells().stream()
            .map(cell -> PlannedTrial.of(cell.spec()).id())
            .toList();
    ResultStore.open(results.resolve("b")).keepCells(cells);
  }

  @Test
  void lsSaysOfEachStudyHowFarItIs() {
    Run run = Run.of("ls", results.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).matches("study +sweep +trials +state +size +last run *");
    assertThat(lines.get(2)).matches("a +small +12 / 12 +complete +[0-9.]+ KB *");
    assertThat(lines.get(3)).matches("b +small +12 / 16 +4 missing +[0-9.]+ KB *");
  }

  @Test
  void aDamagedStudyIsListedBesideTheOthers() throws IOException {
    try (Stream<Path> files = Files.list(results.resolve("a/edges"))) {
      Files.delete(files.findFirst().orElseThrow());
    }
    Run run = Run.of("ls", results.toString());
    assertThat(run.out()).contains("1 damaged file").contains("4 missing");
  }

  @Test
  void aPlaceWithoutResultsIsRefusedInOneLine() {
    Run run = Run.of("ls", results.resolve("notes").toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("holds no results");
    assertThat(Run.of("ls", results.resolve("absent").toString()).err()).contains("no such folder");
  }

  @Test
  void sqlOfAFolderOfStudiesNamesTablesByStudy() {
    Run run =
        Run.of(
            "sql",
            results.toString(),
            "SELECT sum(x.n) AS n, count(*) AS c FROM a.summary x JOIN b.summary y"
                + " USING (graph_family, task_vocab)",
            "--format",
            "csv");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("n,c\n10,4\n");
  }
}
