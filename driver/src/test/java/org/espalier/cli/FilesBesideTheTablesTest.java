package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.ConfigurationException;
import org.espalier.plan.ResultStore;
import org.espalier.query.SmallStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What says beside the tables which trials the sweep asked for: where it is damaged no statement
 * leaves a trial out in silence, and a run writes it again.
 */
final class FilesBesideTheTablesTest {
  private static final String ID = "0123456789abcdef0123456789abcdef";

  @TempDir private static Path folder;
  private static Path store;
  private static String sweep;

  @BeforeAll
  static void writeStore() throws IOException {
    store = folder.resolve("small");
    SmallStore.write(store);
    sweep = Files.writeString(folder.resolve("small.conf"), SmallStore.SWEEP).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "cells.csv | ^^ | :1: is damaged: an empty line is not the heading `id,list`",
        "cells.csv | id\\nxyz\\n | :2: is damaged: xyz is not the id of a trial",
        "cells.csv | id\\nID\\n0123456 | :3: is damaged: 0123456 is not a whole line",
        "cells.csv | id\\nID\\n0123456\\n | :3: is damaged: 0123456 is not the id of a trial",
        "cells.csv | id\\nID | :2: is damaged: ID is not a whole line",
        "cells.csv | id | :1: is damaged: id is not a whole line",
        "cells.csv | id\\r\\nID\\r\\n | :1: is damaged: id\\r is not the heading `id,list`",
        "cells.csv | ID\\n | :1: is damaged: ID is not the heading `id,list`",
        "cells.csv | id,list\\nID,2-00000000\\n | :2: is damaged: ID,2-00000000 is not of the list 1-",
        "cells.csv | id,list\\nID\\n | :2: is damaged: ID is not of the list 1-",
        "cells.csv | BYTES | cannot be read: it is not a text in UTF-8",
        "sweep.conf | ^^ | : has no name; write one such as name = quickstart;",
        "sweep.conf | name = s, base { | :1: the { of line 1 is never closed;",
        "sweep.conf | [1] | : must have settings key = value, not a list;",
        "sweep.conf | name = s, axes = 5 | :1: axes = 5 must be a block { ... };",
        "sweep.conf | name = s, axes.task.vocab = [q] | :1: task.vocab = q must be a whole number;",
        "sweep.conf | BYTES | cannot be read: it is not a text in UTF-8;"
      })
  void aDamagedFileIsNamedAndWrittenAgainByARun(String name, String text, String complaint)
      throws IOException {
    Path file = store.resolve(name);
    byte[] damaged =
        text.equals("BYTES")
            ? new byte[] {(byte) 0xff, 0, 1}
            : text.replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("ID", ID)
                .getBytes(StandardCharsets.UTF_8);
    Files.write(file, damaged);
    assertRefused(
        Run.of("sql", store.toString(), "SELECT count(*) FROM summary"),
        file + (complaint.startsWith(":") ? "" : " ") + complaint.replace("ID", ID));
    Run run = Run.of("run", sweep, "--out", store.toString(), "--quiet");
    assertThat(run.err()).doesNotContain("espalier: ");
    assertThat(Run.of("sql", store.toString(), "SELECT sum(n) AS n FROM summary").out())
        .isEqualTo(" n\n──\n10\n");
  }

  /** Wherever it is cut, be it at the end of a line, or one id takes another's place. */
  @Test
  void noListThatIsShortOfATrialPassesForAWholeOne() throws IOException {
    assertThat(Run.of("run", sweep, "--out", store.toString(), "--quiet").err()).isEmpty();
    Path file = store.resolve("cells.csv");
    String whole = Files.readString(file);
    List<String> lines = whole.lines().toList();
    assertThat(lines).hasSize(1 + 12);
    ResultStore results = ResultStore.open(store);
    for (int end = 0; end < whole.length(); end++) {
      if (end != lines.get(0).length() + 1) {
        Files.writeString(file, whole.substring(0, end));
        assertThatThrownBy(results::cells)
            .as("cut after %d", end)
            .isInstanceOf(ConfigurationException.class)
            .hasMessageStartingWith(file + ":");
      }
    }
    for (int line = 1; line < lines.size(); line++) {
      var without = new ArrayList<>(lines);
      without.remove(line);
      Files.writeString(file, String.join("\n", without) + "\n");
      assertThatThrownBy(results::cells).hasMessageStartingWith(file + ":2: is damaged: ");
      var changed = new ArrayList<>(lines);
      char first = lines.get(line).charAt(0);
      changed.set(line, (first == '0' ? '1' : '0') + lines.get(line).substring(1));
      Files.writeString(file, String.join("\n", changed) + "\n");
      assertThatThrownBy(results::cells).hasMessageStartingWith(file + ":2: is damaged: ");
    }
    assertRefused(
        Run.of("sql", store.toString(), "SELECT count(*) FROM summary"), file + ":2: is damaged");
    Files.writeString(file, whole);
    assertThat(results.cells().orElseThrow()).hasSize(12);
  }

  @Test
  void everyCommandThatReadsTheListOfTrialsNamesIt() throws IOException {
    Path file = Files.writeString(store.resolve("cells.csv"), "id\nxyz\n");
    String small = store.toString();
    for (List<String> command :
        List.of(
            List.of("sql", small, "SELECT 1 FROM trials"),
            List.of("report", small, "--to", folder.resolve("a.html").toString()),
            List.of("export", small, "summary", folder.resolve("a.csv").toString()),
            List.of("compare", small, small))) {
      assertRefused(Run.of(command.toArray(String[]::new)), file + ":2: is damaged: xyz");
    }
    assertThat(Run.of("run", sweep, "--out", small, "--quiet").err()).isEmpty();
  }

  @Test
  void aFolderInPlaceOfAFileIsNamed() throws IOException {
    Path other = folder.resolve("other");
    SmallStore.write(other);
    Files.createDirectories(other.resolve("cells.csv"));
    String complaint = other.resolve("cells.csv") + ": is a folder, not a file";
    assertRefused(
        Run.of("sql", other.toString(), "SELECT 1 FROM summary"),
        other.resolve("cells.csv") + " cannot be read: " + complaint);
  }

  /** Also where Spark and the trials would come upon it, after hours perhaps. */
  @ParameterizedTest
  @CsvSource({
    "cells.csv, true",
    "sweep.conf, true",
    ".espalier/lease.json, true",
    ".espalier, false",
    ".espalier/running, false",
    ".espalier/staging, false",
    "runs, false",
    "trials, false",
    "curves, false"
  })
  void whatStandsInPlaceOfAFileOrFolderIsToldBeforeAnythingTrains(String name, boolean isFolder)
      throws IOException {
    Path place = folder.resolve("not " + name.replace('/', ' '));
    Path wrong = place.resolve(name);
    Files.createDirectories(isFolder ? wrong : wrong.getParent());
    if (!isFolder) {
      Files.createFile(wrong);
    }
    Run run = Run.of("run", sweep, "--out", place.toString(), "--quiet");
    assertRefused(run, place.toString());
    assertThat(run.err()).contains(wrong.toString());
    assertThat(place.resolve("attention")).doesNotExist();
  }

  @Test
  void aProfilesMistakeIsToldWithItsPlace() throws IOException {
    Path profile = folder.resolve("p.conf");
    Files.writeString(profile, "run {\n  trial-timeout = 5\n}\n");
    assertRefused(
        Run.of("plan", sweep, "--conf", profile.toString()),
        profile + ":2: run.trial-timeout = 5 must be a duration such as 30s, 10m or 2h");
    Files.writeString(profile, "run.out = [1, 2]\n");
    assertRefused(
        Run.of("plan", sweep, "--conf", profile.toString()),
        profile + ":1: run.out = [1, 2] must be a text");
    Files.writeString(profile, "spark = local\n");
    assertRefused(
        Run.of("plan", sweep, "--conf", profile.toString()),
        profile + ":1: spark = local must be a block { ... }");
  }

  @Test
  void whatKeepsSparkFromStartingIsToldInOneLine() {
    assertRefused(
        Run.of("plan", sweep, "--master", "rubbish"), "spark.master = rubbish must be local[N],");
    assertRefused(
        Run.of("run", sweep, "--out", folder.resolve("new").toString(), "--master", "local[x]"),
        "spark.master = local[x] must be local[N],");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  private static void assertRefused(Run run, String complaint) {
    assertThat(run.err()).startsWith("espalier: " + complaint).doesNotContain("should not have");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.code()).isEqualTo(2);
  }
}
