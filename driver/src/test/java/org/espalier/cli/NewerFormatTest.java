package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.query.SmallStore;
import org.espalier.table.NewerPack;
import org.espalier.table.Provenance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that only a newer version of Espalier can read. */
final class NewerFormatTest {
  @TempDir private Path folder;

  private String results;

  @BeforeEach
  void newerResults() throws IOException {
    results = folder.resolve("results").toString();
    SmallStore.write(Path.of(results));
    try (Stream<Path> files = Files.list(Path.of(results, "trials"))) {
      NewerPack.write(files.findFirst().orElseThrow());
    }
  }

  @Test
  void everyCommandNamesTheFileAndBothVersionsInOneLineAndChangesNothing() throws IOException {
    String sweep = Files.writeString(folder.resolve("small.conf"), SmallStore.SWEEP).toString();
    List<String> before = files();
    for (List<String> command :
        List.of(
            List.of("sql", results, "SELECT count(*) FROM trials"),
            List.of("report", results),
            List.of("status", sweep, "--out", results),
            List.of("status", sweep, "--out", results, "--repair"),
            List.of("plan", sweep, "--out", results),
            List.of("run", sweep, "--out", results),
            List.of("compact", results))) {
      Run run = Run.of(command.toArray(String[]::new));
      assertThat(run.code()).as("%s: %s", command, run.err()).isEqualTo(2);
      assertThat(run.out()).as("%s", command).isEmpty();
      assertThat(run.err().lines()).as("%s", command).hasSize(1);
      assertThat(run.err())
          .contains("/trials/")
          .contains("was written by Espalier " + NewerPack.VERSION + " in format 2")
          .contains("this is Espalier " + Provenance.here().version())
          .contains("reads formats up to 1");
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aFolderOfStudiesIsListedAllTheSame() throws IOException {
    SmallStore.write(folder.resolve("other"));
    Run run = Run.of("ls", folder.toString());
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("in format 2 of results").contains("2 did not succeed");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(results))) {
      return files.map(Path::toString).filter(f -> !f.contains(".espalier")).sorted().toList();
    }
  }
}
