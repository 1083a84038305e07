package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.espalier.execution.TinyTrials;
import org.espalier.plan.Packs;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.query.SmallStore;
import org.espalier.sweep.SweepReader;
import org.espalier.table.NewerPack;
import org.espalier.table.Provenance;
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
    assertThat(lines.get(2)).matches("a +small +12 / 12 +2 did not succeed +[0-9.]+ KB *");
    assertThat(lines.get(3)).matches("b +small +12 / 16 +4 missing +[0-9.]+ KB *");
  }

  @Test
  void aStudyIsCompleteWhenEveryTrialOfItSucceeded() throws IOException {
    Packs.store(results.resolve("c"), 2);
    Packs.storeFailed(results.resolve("d"), 0, 3);
    assertThat(Run.of("ls", results.toString()).out())
        .containsPattern("c +c +4 / 4 +complete")
        .containsPattern("d +d +3 / 3 +3 did not succeed");
  }

  /** As where a run was stopped before its first trial had ended. */
  @Test
  void aStudyThatHasBegunIsListedBesideTheOthers() throws IOException {
    ResultStore.open(results.resolve("begun"))
        .keepCells(List.of(PlannedTrial.of(TinyTrials.spec(0)).id()));
    Files.createDirectories(results.resolve("empty/trials"));
    assertThat(Run.of("ls", results.toString()).out())
        .containsPattern("begun +begun +0 / 1 +1 missing")
        .containsPattern("empty +empty +0 / 0 +empty");
    assertThat(Run.of("ls", results.resolve("begun").toString()).out()).contains("1 missing");
    assertThat(count("begun")).isEqualTo("n\n0\n");
  }

  private String count(String study) {
    String statement = "SELECT count(*) AS n FROM " + study + ".trials";
    Run run = Run.of("sql", results.toString(), statement, "--format", "csv");
    return run.code() == 0 ? run.out() : run.err();
  }

  @Test
  void aStudyThatIsCalledAsATableHidesNoOther() throws IOException {
    for (String name : List.of("trials", "curves", "summary", "runs")) {
      Packs.store(results.resolve(name), 2);
    }
    assertThat(Run.of("ls", results.toString()).out())
        .containsPattern("a +small +12 / 12")
        .containsPattern("curves +curves +4 / 4")
        .containsPattern("trials +trials +4 / 4");
    for (String name : List.of("trials", "curves", "summary", "runs")) {
      assertThat(count(name)).isEqualTo("n\n4\n");
    }
    assertThat(count("a")).isEqualTo("n\n12\n");
    Run refused = Run.of("export", results.toString(), "trials", results + "/t.csv");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "espalier: %1$s: is not a results folder but a folder of them; name one, such as"
                    + " %1$s/a\n",
                results));
  }

  /** What stands before a table, Spark takes for a catalog first. */
  @Test
  void aStudyThatHasANameOfSparksOwnIsFound() throws IOException {
    Packs.store(results.resolve("studies"), 2);
    assertThat(count("studies")).isEqualTo("n\n4\n");
    for (String name : List.of("spark_catalog", "global_temp", "_studies")) {
      Packs.store(results.resolve(name), 2);
      assertThat(count("_studies." + name)).isEqualTo("n\n4\n");
      assertThat(Run.of("sql", results.toString(), "SELECT 1 AS a").err())
          .contains(
              name + " is a name of Spark's own: the tables of this study are _studies." + name);
    }
  }

  @Test
  void aFolderOfStudiesIsNoPlaceForResults() throws IOException {
    String sweep = results.resolve("small.conf").toString();
    for (String command : List.of("plan", "run", "status")) {
      assertThat(Run.of(command, sweep, "--out", results.toString()))
          .isEqualTo(
              new Run(
                  2,
                  "",
                  String.format(
                      Locale.ROOT,
                      "espalier: %s holds the results of other sweeps, such as a; choose a folder in it"
                          + " with --out\n",
                      results)));
    }
    assertThat(results.resolve("cells.csv")).doesNotExist();
    assertThat(Run.of("plan", sweep, "--out", results.resolve("a").toString()).code()).isZero();
  }

  @Test
  void ofAStudyThatIsNotThereItIsNotSaidThatItsTableWasMeant() {
    assertThat(count("A"))
        .endsWith("SHOW NAMESPACES lists the studies; case matters in their names.\n")
        .doesNotContain("Did you mean");
    assertThat(Run.of("sql", results.toString(), "SELECT * FROM a.trals").err())
        .endsWith("Did you mean trials?\n");
  }

  @Test
  void aHiddenFolderIsNoStudy() throws IOException {
    Packs.store(results.resolve(".trash"), 1);
    assertThat(Run.of("ls", results.toString()).out()).doesNotContain("trash");
  }

  @Test
  void aDamagedStudyIsListedBesideTheOthers() throws IOException {
    try (Stream<Path> files = Files.list(results.resolve("a/edges"))) {
      Files.delete(files.findFirst().orElseThrow());
    }
    Run run = Run.of("ls", results.toString());
    assertThat(run.out()).contains("1 damaged file").contains("4 missing");
  }

  /** A conflict copy, an edited file, or one that a process that died was writing. */
  @Test
  void aRunThatIsWrittenDownOddlyIsPassedOver() throws IOException {
    Path runs = Files.createDirectories(results.resolve("a/runs"));
    String manifest = "{\"run\": \"%s\", \"started\": \"%s\", \"finished\": \"\"}";
    List<String> odd =
        List.of(
            "",
            "{}",
            "null",
            "{\"run\": \"x\"",
            "\0\0\0\0",
            String.format(Locale.ROOT, manifest, "x", "now"),
            "{\"run\": \"x\", \"started\": \"2026-01-01T00:00:00Z\"}");
    for (int i = 0; i < odd.size(); i++) {
      Files.writeString(runs.resolve(i + ".json"), odd.get(i));
    }
    Run run = Run.of("ls", results.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("a +small +12 / 12 +2 did not succeed +[0-9.]+ KB *\n")
        .containsPattern("b +small +12 / 16 +4 missing");
    Files.writeString(
        runs.resolve("y.json"), String.format(Locale.ROOT, manifest, "y", "2026-01-02T03:04:05Z"));
    assertThat(Run.of("ls", results.toString()).out())
        .containsPattern("a +small .* KB +2026-01-02T03:04:05Z");
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

  @Test
  void aStudyWhoseNameIsNoIdentifierIsAskedInBackquotes() throws IOException {
    SmallStore.write(results.resolve("noise-2"));
    String statement = "SELECT count(*) AS n FROM %s.trials";
    Run quoted = sql(String.format(Locale.ROOT, statement, "`noise-2`"));
    assertThat(quoted.out()).as(quoted.err()).isEqualTo("n\n12\n");
    refused(
        sql(String.format(Locale.ROOT, statement, "noise-2")),
        "a name that has a hyphen stands in backquotes");
  }

  @Test
  void aStudyThatCannotBeReadIsRefusedByNameWithItsFile() throws IOException {
    Path cut = file("a");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 300));
    refused(sql("SELECT count(*) FROM a.trials"), cut + " is cut");
    NewerPack.write(file("b"));
    Run newer = sql("SELECT count(*) FROM b.summary");
    refused(newer, file("b") + " was written by Espalier " + NewerPack.VERSION + " in format 2");
    assertThat(newer.err()).contains("this is Espalier " + Provenance.here().version());
  }

  private Path file(String study) throws IOException {
    try (Stream<Path> files = Files.list(results.resolve(study).resolve("trials"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private Run sql(String statement) {
    return Run.of("sql", results.toString(), statement, "--format", "csv");
  }

  private static void refused(Run run, String line) {
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(line);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
  }
}
