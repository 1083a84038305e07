package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.execution.TableContents;
import org.espalier.query.SmallStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files in {@code .espalier} and {@code runs} that no run has written: no command stumbles over
 * them, and nothing that is stored is lost to them.
 */
final class HiddenFolderTest {
  private static final String ID = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;
  private Path store;
  private String sweep;
  private Map<String, List<String>> undisturbed;

  @BeforeEach
  void writeStore() throws IOException {
    store = folder.resolve("small");
    SmallStore.write(store);
    sweep = Files.writeString(folder.resolve("small.conf"), SmallStore.SWEEP).toString();
    undisturbed = TableContents.of(store);
  }

  @Test
  void copiesOfStatesMarksAndManifestsAreLeftAlone() throws IOException {
    List<Path> foreign =
        List.of(
            write(".espalier/states/" + ID + " (conflicted copy).state", "x"),
            write(".espalier/states/x.state", "x"),
            write(".espalier/states/.state", ""),
            write("runs/x.json", "{"),
            write(".espalier/quarantine/x/y", "x"));
    write(".espalier/running/" + ID + ".a-0-1", "\0");
    write(".espalier/running/x (1)", "a\nb");
    write(".espalier/staging/x/y.parquet", "x");
    assertNothingIsLost();
    assertThat(foreign).allSatisfy(file -> assertThat(file).exists());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rubbish",
        "",
        "{}",
        "[]",
        "{\"removed\":[],\"added\":[]}",
        "{\"id\":\"x\",\"state\":\"decided\"}",
        "{\"id\":\"x\",\"state\":\"perhaps\",\"removed\":[\"PACK\"],\"added\":[]}",
        "{\"id\":\"x\",\"state\":\"decided\",\"removed\":[\"PACK\"],\"added\":[\"0123456789abcdef01234567\"]}",
        "{\"id\":\"x\",\"state\":\"decided\",\"removed\":[\"PACK\"],\"added\":[\"../trials/PACK\"]}",
        "{\"id\":\"x\",\"state\":\"decided\",\"removed\":[\"../../kept\"],\"added\":[]}"
      })
  void aJournalThatNoCompactionWroteRemovesNothing(String journal) throws IOException {
    Path kept = Files.writeString(folder.resolve("kept.parquet"), "kept");
    write(".espalier/rewrite.json", journal.replace("PACK", pack()));
    assertNothingIsLost();
    assertThat(kept).exists();
  }

  @Test
  void whatARewriteLeftAndCannotBeReadIsSetAside() throws IOException {
    write(".espalier/rewritten/trials/0123456789abcdef01234567.parquet", "PAR1 unreadable PAR1");
    write(".espalier/rewritten/edges/0123456789abcdef01234567.parquet", "PAR1 rows PAR1");
    assertNothingIsLost();
    try (Stream<Path> files = Files.walk(store.resolve(".espalier/quarantine"))) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getParent().getFileName()))
          .extracting(Path::toString)
          .containsExactlyInAnyOrder("trials", "edges");
    }
  }

  /** Every command that opens the folder to write, or to read beside one that writes. */
  private void assertNothingIsLost() throws IOException {
    for (List<String> command :
        List.of(
            List.of("status", sweep, "--out", store.toString()),
            List.of("sql", store.toString(), "SELECT count(*) FROM edges"),
            List.of("run", sweep, "--quiet", "--out", store.toString()),
            List.of("status", sweep, "--repair", "--out", store.toString()),
            List.of("compact", store.toString()))) {
      Run run = Run.of(command.toArray(String[]::new));
      assertThat(run.err())
          .as(String.format(Locale.ROOT, "%s", command))
          .doesNotContain("espalier: ")
          .doesNotContain("should not have");
      assertThat(TableContents.of(store)).as(command.get(0)).isEqualTo(undisturbed);
    }
  }

  private String pack() throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("trials"))) {
      return files.findFirst().orElseThrow().getFileName().toString().replace(".parquet", "");
    }
  }

  private Path write(String name, String text) throws IOException {
    Path file = store.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
