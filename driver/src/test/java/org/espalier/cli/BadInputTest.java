package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.espalier.query.SmallStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a user gets wrong, or his disk, reaches him as one line and exit code 2. */
final class BadInputTest {
  @TempDir private static Path folder;
  private static String store;

  @BeforeAll
  static void writeStore() throws IOException {
    SmallStore.write(folder.resolve("small"));
    store = folder.resolve("small").toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ls URI", "sql URI x", "report URI", "plan ../sweeps/quickstart.conf --out=URI"})
  void aUriThatIsNoneIsRefusedInASentence(String command) {
    for (String uri :
        List.of(
            "file:/tmp/a b", "file:/tmp/a%b", "file:/tmp/a?b", "file:/tmp/a^b", "file://host/a")) {
      String[] words = command.split(" ");
      for (int w = 0; w < words.length; w++) {
        words[w] = words[w].replace("URI", uri);
      }
      assertRefused(Run.of(words), uri + ": is not the URI of a local folder; write its path");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status SWEEP --steal-lease | --steal-lease says whose folder --repair takes over",
        "trial SWEEP --out x | --out: trial stores nothing",
        "trial SWEEP --number 1 --id a | --number and --id are given",
        "sql STORE x --varying --format csv | --varying is of the formats table and vertical",
      })
  void anOptionWithoutEffectIsRefused(String command, String complaint) {
    Run run =
        Run.of(
            command
                .replace("SWEEP", "../sweeps/quickstart.conf")
                .replace("STORE", store)
                .split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("espalier: " + complaint);
  }

  @Test
  void aReportIsNotWrittenOverAFolder() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertRefused(
        Run.of("report", store, "--to", empty.toString()),
        empty + ": is a folder, not a file to write");
    assertThat(empty).isEmptyDirectory();
    assertRefused(
        Run.of("report", store, "--to", store), store + ": is a folder, not a file to write");
  }

  @Test
  @EnabledOnOs(OS.LINUX) // not even root can make a file there
  void whereNothingCanBeWrittenThatIsSaidBeforeAnyWork() {
    for (List<String> command :
        List.of(
            List.of("report", store, "--to", "/proc/page.html"),
            List.of("export", store, "summary", "/proc/rows.csv"),
            List.of("export", store, "summary", "/proc/rows.json"),
            List.of("export", store, "summary", "/proc/rows.parquet"))) {
      Run run = Run.of(command.toArray(String[]::new));
      assertRefused(run, command.get(command.size() - 1) + ": cannot be written: ");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDeviceIsNotReplacedByAFile() {
    assertRefused(
        Run.of("report", store, "--to", "/dev/null"),
        "/dev/null: is a device or a pipe, not a file to replace");
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void aFolderThatIsNotThereIsNamedByWhateverWrites() {
    Path nowhere = folder.resolve("nowhere");
    assertRefused(
        Run.of("report", store, "--to", nowhere.resolve("a.html").toString()),
        nowhere + ": no such folder");
    assertRefused(
        Run.of("export", store, "summary", nowhere.resolve("a.csv").toString()),
        nowhere + ": no such folder");
  }

  @Test
  void nothingIsLeftOfAFileWhoseContentsCouldNotBeMade() throws IOException {
    Path target = Files.createDirectory(folder.resolve("target"));
    for (String ending : List.of("csv", "json", "parquet")) {
      Run run = Run.of("export", store, "SELECT nothing", target.resolve("a." + ending).toString());
      assertRefused(run, "[UNRESOLVED_COLUMN");
    }
    assertThat(target).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{ \"name\": | :1: is neither JSON nor HOCON; a summary has",
        "{ \"name\": \"a\" } | : has no measures; a summary has",
        "{ \"name\": \"a\", \"measures\": {} } | : has no measures; a summary has",
        "{ \"name\": \"a\", \"measures\": [1] } | : has no measures; a summary has",
        "{ \"measures\": { \"loss_gap\": { \"mean\": 1, \"sd\": 1, \"n\": 2 } } } | : has no name; a summary has",
        "{ \"name\": \"a\", \"measures\": { \"loss_gap\": 5 } } | :1: measures.loss_gap = 5 must be a block { mean, sd, n }",
        "{ \"name\": \"a\", \"measures\": { \"loss_gap\": { \"mean\": 1, \"n\": 2 } } } | :1: measures.loss_gap has no sd",
        "{ \"name\": \"a\", \"measures\": { \"loss_gap\": { \"mean\": \"x\", \"sd\": 1, \"n\": 2 } } } | :1: measures.loss_gap.mean = x must be a number",
        "{ \"name\": \"a\", \"measures\": { \"loss_gap\": { \"mean\": 1e999, \"sd\": 1, \"n\": 2 } } } | :1: measures.loss_gap.mean = 1e999 must be a finite number",
        "{ \"name\": \"a\", \"measures\": { \"loss_gap\": { \"mean\": 1, \"sd\": -1, \"n\": 2 } } } | :1: measures.loss_gap.sd = -1 must be at least 0",
        "{ \"name\": \"a\", \"measures\": { \"loss_gap\": { \"mean\": 1, \"sd\": 1, \"n\": 0.5 } } } | :1: measures.loss_gap.n = 0.5 must be a whole number from 1",
        "{ \"name\": \"a\", \"measures\": { \"los_gap\": { \"mean\": 1, \"sd\": 1, \"n\": 2 } } } | :1: measures.los_gap is not a column of measures",
        "name = a, base { task.vocab = 3 } | : is a sweep file; compare takes results folders",
        "{ \"name\": \"a\", \"measures\": { \"edge_accuracy\": { \"mean\": 7, \"sd\": 0, \"n\": 2 } } } | :1: measures.edge_accuracy.mean = 7 must be in [0, 1]",
        "{ \"name\": \"a\", \"measures\": { \"test_loss\": { \"mean\": -1, \"sd\": 0, \"n\": 2 } } } | :1: measures.test_loss.mean = -1 must be >= 0",
        "{ \"name\": \"a\", \"measures\": { \"edge_accuracy\": { \"mean\": 0.5, \"sd\": 0.8, \"n\": 2 } } } | :1: measures.edge_accuracy.sd = 0.8 must be at most 0.7071, for the 2 values are in [0, 1]",
        "name = a, measures = ${b} | :1: is neither JSON nor HOCON",
        "name = ${HOME}, measures { loss_gap { mean = 1, sd = 1, n = 2 } } | :1: is neither JSON nor HOCON",
        "include \"other.json\" | :1: includes other.json, and must stand alone",
        "include file(\"/etc/passwd\") | :1: includes /etc/passwd, and must stand alone",
        "include url(\"http://127.0.0.1:9/x\") | :1: includes http://127.0.0.1:9/x, and must stand alone",
        "a { include classpath(\"reference.conf\") } | :1: includes reference.conf, and must stand alone"
      })
  void aSummaryThatIsNoneIsRefusedWithItsPlace(String text, String complaint) throws IOException {
    Path file = Files.writeString(folder.resolve("summary.json"), text);
    assertRefused(Run.of("compare", store, file.toString()), file + complaint);
    assertRefused(Run.of("compare", file.toString(), store), file + complaint);
  }

  @Test
  void aSummaryThatIsNotThereOrNoTextIsRefused() throws IOException {
    assertRefused(Run.of("compare", store, "nowhere.json"), "nowhere.json: no such folder");
    Path bytes = Files.write(folder.resolve("bytes.json"), new byte[] {(byte) 0xff, 0, 1});
    assertRefused(Run.of("compare", store, bytes.toString()), bytes + ": is not a text in UTF-8");
  }

  @Test
  void twoResultsOfOneSweepAreToldApartAndWhatDiffersIsNamed() throws IOException {
    SmallStore.write(folder.resolve("other"));
    String other = folder.resolve("other").toString();
    Run run = Run.of("compare", store, other);
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("A " + store).contains("B " + other);
    assertThat(run.out()).doesNotContain("differs:");
  }

  @Test
  void settingsThatDifferBetweenTwoResultsAreNamed() throws IOException {
    Path chains = folder.resolve("chains");
    SmallStore.write(chains);
    String ids = "SELECT trial_id AS id FROM trials WHERE graph_family = 'chain'";
    Files.writeString(
        chains.resolve("cells.csv"),
        Run.of("sql", chains.toString(), ids, "--format", "csv").out());
    Run run = Run.of("compare", store, chains.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("differs: graph.family = chain, star in A, chain in B")
        .contains("cells without a partner: 2 in A, 0 in B")
        .contains("graph.family=chain task.vocab=2")
        .contains("(n=3)");
  }

  @Test
  void whatIsNestedTooDeeplyIsRefusedInOneLine() throws IOException {
    int deep = 10_000;
    String list = "[".repeat(deep) + "]".repeat(deep);
    Path sweep = Files.writeString(folder.resolve("deep.conf"), "name = deep\nbase.x = " + list);
    assertRefused(Run.of("plan", sweep.toString()), sweep + ": is nested too deeply");
    Path blocks =
        Files.writeString(
            folder.resolve("blocks.conf"), "base " + "{ a ".repeat(deep) + "}".repeat(deep));
    assertRefused(Run.of("plan", blocks.toString()), blocks + ": is nested too deeply");
    Path graphs = Files.writeString(folder.resolve("deep.json"), "{\"parents\": " + list + "}");
    Path explicit =
        Files.writeString(
            folder.resolve("explicit.conf"),
            "name = deep\nbase.graph { family = explicit, file = deep.json }");
    assertRefused(
        Run.of("plan", explicit.toString()),
        explicit + ":2: graph.file: " + graphs + ": is nested too deeply");
    Path summary = Files.writeString(folder.resolve("summary.json"), list);
    assertThat(Run.of("compare", store, summary.toString()).err())
        .startsWith("espalier: " + summary)
        .doesNotContain("should not have");
    Run sql = Run.of("sql", store, "SELECT " + "(".repeat(deep) + "1" + ")".repeat(deep));
    assertThat(sql.code()).isEqualTo(2);
    assertThat(sql.err()).startsWith("espalier: ").doesNotContain("should not have");
  }

  @Test
  void whatCanBeNoPathIsRefusedInOneLine() throws IOException {
    String small = Files.writeString(folder.resolve("small.conf"), SmallStore.SWEEP).toString();
    assertRefused(
        Run.of("plan", small, "--out", " "),
        "--out names no folder; without it results are in results/small");
    for (String key : List.of("", "\"", "task..vocab")) {
      assertRefused(Run.of("config", key), "there is no setting `" + key + "`");
    }
    for (List<String> command :
        List.of(
            List.of("plan", small, "--out", "a\0b"),
            List.of("ls", "a\0b"),
            List.of("compact", "a\0b"),
            List.of("compare", store, "a\0b"),
            List.of("sql", "a\0b", "SELECT 1"))) {
      assertRefused(Run.of(command.toArray(String[]::new)), "Nul character not allowed: a\\u0000b");
    }
  }

  /** The tables are read: what Spark would write among their files no command had checked. */
  @Test
  void aStatementDoesNotWriteATable() throws IOException {
    Path edges = Path.of(store, "edges");
    String[] before = edges.toFile().list();
    for (String statement :
        List.of(
            "INSERT INTO edges SELECT * FROM edges",
            "INSERT OVERWRITE edges SELECT * FROM edges WHERE child = 1",
            "TRUNCATE TABLE edges")) {
      Run run = Run.of("sql", store, statement);
      assertThat(run.code()).as(statement).isEqualTo(2);
      assertThat(run.err()).startsWith("espalier: [").doesNotContain("should not have");
      assertThat(edges.toFile().list()).as(statement).containsExactlyInAnyOrder(before);
    }
  }

  @Test
  void aStatementAndAFileOfStatementsAreOneTooMany() {
    Run run = Run.of("sql", store, "SELECT 1", "--file", "a.sql");
    assertThat(run.err()).startsWith("espalier: a statement and --file are given: which");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void statementsAreReadFromAPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process writer =
        new ProcessBuilder("sh", "-c", "echo 'SELECT 41 + 1 AS n' > \"$0\"", pipe.toString())
            .start();
    assertThat(Run.of("sql", store, "--file", pipe.toString()).out()).contains("42");
    assertThat(writer.waitFor()).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDiskThatIsFullIsToldWithTheFile() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    var mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", disk.toString());
    assumeTrue(mount.start().waitFor() == 0, "only root can mount a file system");
    try {
      Path page = disk.resolve("a.html");
      assertRefused(
          Run.of("report", store, "--to", page.toString()),
          page + ": cannot be written: No space left on device");
      Path rows = disk.resolve("a.csv");
      assertRefused(
          Run.of("export", store, "SELECT id FROM range(100000)", rows.toString()),
          rows + ": No space left on device");
      assertThat(disk).isEmptyDirectory();
    } finally {
      new ProcessBuilder("umount", disk.toString()).start().waitFor();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rnu, run",
    "staus, status",
    "exprot, export",
    "complete, completion",
    "reprot, report"
  })
  void theNearestCommandIsSuggested(String typed, String meant) {
    assertThat(Run.of(typed).err())
        .startsWith(
            String.format(
                Locale.ROOT,
                "espalier: Unmatched argument at index 0: '%s' (did you mean %s?)\n",
                typed,
                meant));
  }

  @Test
  void aWordThatIsNoCommandAtAllIsNotTakenForOne() {
    assertThat(Run.of("frobnicate").err()).doesNotContain("did you mean");
  }

  @Test
  void theNearestOptionIsSuggested() {
    assertThat(Run.of("report", store, "--too=x").err())
        .startsWith("espalier: Unknown option: '--too=x' (did you mean --to?)\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"training.lr", "lr", "training.LR"})
  void anAbbreviatedSettingIsRecognised(String written) throws IOException {
    Path sweep = Files.writeString(folder.resolve("s.conf"), "name = s\n");
    assertRefused(
        Run.of("plan", sweep.toString(), written + "=1"),
        String.format(
            Locale.ROOT,
            "command line: unknown key %s (did you mean training.learning-rate?)",
            written));
  }

  @Test
  void everySentenceOfAHelpTextIsWhole() {
    Espalier.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              // the list of commands shows the first element alone
              String[] description = command.getCommandSpec().usageMessage().description();
              assertThat(description[0]).as(name).endsWith(".");
              assertThat(description).as(name).noneMatch(line -> line.endsWith(","));
            });
  }

  private static void assertRefused(Run run, String complaint) {
    assertThat(run.err()).startsWith("espalier: " + complaint).doesNotContain("should not have");
    assertThat(run.code()).isEqualTo(2);
    if (!complaint.startsWith("[")) {
      assertThat(run.err().lines()).hasSize(1);
    }
  }
}
