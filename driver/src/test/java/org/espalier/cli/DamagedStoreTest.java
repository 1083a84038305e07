package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.execution.TableContents;
import org.espalier.table.Layout;
import org.espalier.table.Table;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands say and do where somebody else's hand was in the results folder. */
class DamagedStoreTest {
  private static final String SWEEP =
      """
      name = damaged
      base {
        graph.family = random-tree
        task { vocab = 3, length = 6 }
        training { steps = 4, batch = 4 }
        evaluation { every = 2, sequences = 8, theory-sequences = 4, shifts = [{ flip = 0.1 }] }
      }
      axes { seed = 0..5 }
      run { pack-duration = 1ms }
      """;

  @TempDir private static Path shared;
  private static Path sweep;
  private static Path made;

  @TempDir Path folder;
  private Path store;
  private Map<String, List<String>> undisturbed;

  @BeforeAll
  static void train() throws IOException {
    sweep = Files.writeString(shared.resolve("damaged.conf"), SWEEP);
    made = shared.resolve("made");
    Run run =
        Run.of(
            "run", sweep.toString(), "--quiet", "--out", made.toString(), "--master", "local[2]");
    assertThat(run.code()).as(run.err()).isZero();
  }

  /** The results folder as commands are given it. */
  String address(Path results) {
    return results.toString();
  }

  /** A file of the results as commands name it. */
  String shown(Path file) {
    return file.toString();
  }

  @BeforeEach
  void copy() throws IOException {
    store = folder.resolve("store");
    copy(made, store);
    undisturbed = TableContents.of(store);
  }

  @Test
  void aConflictCopyIsNamedAndNeitherReadNorTakenForAPack() throws IOException {
    for (String copy : List.of(" (conflicted copy)", "-copy", ".sync-conflict")) {
      for (String table : List.of("trials", "curves", "edges")) {
        Path file = pack(table);
        Files.copy(file, file.resolveSibling(name(file) + copy + ".parquet"));
      }
    }
    // one that comes before all others
    Files.copy(pack("trials"), store.resolve("trials/0.parquet"));
    Run count = sql("SELECT count(*), count(DISTINCT trial_id) FROM edges");
    assertThat(count.out()).isEqualTo("count(1),count(DISTINCT trial_id)\n90,6\n");
    assertThat(sql("SELECT count(*) AS n FROM trials").out()).isEqualTo("n\n6\n");
    assertThat(count.err())
        .contains("not written by Espalier under this name, left alone and not read: curves/")
        .contains("and 7 more");
    assertThat(status().code()).isZero();
    assertThat(status().err()).contains("left alone and not read");
    assertThat(run().code()).isZero();
    assertThat(store.resolve("trials").toFile().list()).hasSize(packs() + 4);
    removeForeign();
    assertThat(TableContents.of(store)).isEqualTo(undisturbed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"attention", "edges", "shifts"})
  void aMissingFileIsNamedByEveryCommandAndHealed(String table) throws IOException {
    Path file = pack(table);
    Files.delete(file);
    everyCommandNames(shown(file) + " is missing");
    healed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"attention", "trials"})
  void anEmptyFileIsNamedByEveryCommandAndHealed(String table) throws IOException {
    Path file = pack(table);
    Files.write(file, new byte[0]);
    everyCommandNames(shown(file) + " is empty");
    healed();
  }

  @Test
  void aCutFileIsNamedByEveryCommandAndHealed() throws IOException {
    Path file = pack("weights");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    everyCommandNames(
        String.format(
            Locale.ROOT,
            "%s has %d bytes where %d were written",
            shown(file),
            bytes.length / 2,
            bytes.length));
    healed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights", "curves"})
  void flippedBitsAreRefusedByStatementsFoundByVerifyAndNeverMerged(String table)
      throws IOException {
    Path file = pack(table);
    flip(file, 40);
    Run select = sql("SELECT * FROM " + table);
    assertThat(select.code()).isEqualTo(2);
    assertThat(select.out()).isEmpty();
    assertThat(select.err())
        .startsWith("espalier: " + shown(file) + " holds other bytes than were written");
    assertThat(select.err().lines()).hasSize(1);
    assertThat(status("--verify").code()).isEqualTo(1);
    assertThat(status("--verify").err()).contains(shown(file) + " holds other bytes");
    Run compact = Run.of("compact", address(store));
    assertThat(compact.code()).isEqualTo(1);
    assertThat(compact.err())
        .contains(shown(file) + " holds other bytes")
        .contains("left as it is");
    assertThat(file).exists();
    healed();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 6, 30, 200})
  void bitsFlippedInAFooterAreToldInOneLine(int fromTheEnd) throws IOException {
    Path file = pack("edges");
    flip(file, (int) Files.size(file) - fromTheEnd);
    Run select = sql("SELECT count(*) FROM edges");
    assertThat(select.code()).isEqualTo(2);
    assertThat(select.err()).startsWith("espalier: " + shown(file)).doesNotContain("\tat ");
    assertThat(select.err().lines()).hasSize(1);
    healed();
  }

  @Test
  void whatWasRenamedOrSwappedIsPutBack() throws IOException {
    Path trials = pack("trials");
    Path edges = pack("edges");
    Path other = packFiles("edges").get(1);
    Path aside = folder.resolve("aside");
    Files.move(edges, aside);
    Files.move(other, edges);
    Files.move(aside, other);
    Files.move(trials, trials.resolveSibling("renamed.parquet"));
    assertThat(status().code()).isEqualTo(1);
    assertThat(status().err()).contains("renamed.parquet is that of pack " + name(trials));
    Run repair = status("--repair");
    assertThat(repair.code()).as(repair.err()).isZero();
    assertThat(repair.err()).contains("put " + shown(trials) + " back from trials/renamed.parquet");
    assertThat(TableContents.of(store)).isEqualTo(undisturbed);
  }

  @Test
  void packsOfAnotherFolderAreCountedOnceAndTakenOutByTheNextRun() throws IOException {
    Path other = folder.resolve("other");
    Path sweepOfMore =
        Files.writeString(folder.resolve("more.conf"), SWEEP.replace("0..5", "3..8"));
    assertThat(Run.of("run", sweepOfMore.toString(), "-q", "--out", address(other)).code())
        .isZero();
    assertThat(Run.of("compact", address(other)).code()).isZero();
    for (String table : Layout.TABLES.stream().map(Table::name).toList()) {
      try (Stream<Path> files = Files.list(other.resolve(table))) {
        for (Path file : files.toList()) {
          Path target = store.resolve(table).resolve(file.getFileName());
          if (!Files.exists(target)) {
            Files.copy(file, target);
          }
        }
      }
    }
    Run count = sql("SELECT count(*), count(DISTINCT trial_id) FROM edges");
    assertThat(count.out()).endsWith("\n135,9\n");
    assertThat(count.err())
        .contains("counted once, though in more than one pack: 3 trials, left out of");
    assertThat(run().code()).isZero();
    assertThat(sql("SELECT count(*), count(DISTINCT trial_id) FROM edges").out())
        .endsWith("\n135,9\n");
    assertThat(TableContents.ids(store)).hasSize(9).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "rubbish",
        "[1, 2]",
        "true",
        "\0\0\0\0\0\0\0\0",
        "}{",
        "{rubbish",
        "{\"run\": rubbish}",
        "{\"run\":\"r\",\"user\":\"u\",\"host\":\"h\",\"pid\":1,\"born\":\"\",\"expires\":\"soon\",\"state\":\"running\"}"
      })
  void aLeaseThatNamesNoHolderIsRefusedInOneLine(String lease) throws IOException {
    Path file = Files.writeString(store.resolve(".espalier/lease.json"), lease);
    Run run = run();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("espalier: " + shown(file) + " does not say who holds the folder: ")
        .endsWith("; if no run writes there, go on with --steal-lease\n");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(
            Run.of("run", sweep.toString(), "-q", "--steal-lease", "--out", address(store)).code())
        .isZero();
  }

  /** As a process leaves it that dies before it has written its first bytes, or in the midst. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\n  \"run\" : \"20261126T", "{\"run\":\"r\",\"user\":\"u\","})
  void aLeaseThatWasCutOffInWritingIsTakenOver(String lease) throws IOException {
    Files.writeString(store.resolve(".espalier/lease.json"), lease);
    Run run = run();
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(store.resolve(".espalier/lease.json")).doesNotExist();
  }

  private void everyCommandNames(String damage) {
    assertThat(status().code()).isEqualTo(1);
    assertThat(status().err()).isEqualTo("espalier: " + damage + "\n");
    for (List<String> command :
        List.of(
            List.of("sql", address(store), "SELECT count(*) FROM trials"),
            List.of("report", address(store), "--to", folder.resolve("x.html").toString()),
            List.of("export", address(store), "summary", folder.resolve("x.csv").toString()),
            List.of("compare", address(store), address(store)),
            List.of("plan", sweep.toString(), "--out", address(store)),
            List.of("run", sweep.toString(), "--out", address(store)))) {
      Run run = Run.of(command.toArray(String[]::new));
      assertThat(run.code()).as(command + run.err()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).startsWith("espalier: " + damage + "; `espalier status --repair`");
      assertThat(run.err().lines()).hasSize(1);
    }
    Run compact = Run.of("compact", address(store));
    assertThat(compact.code()).isEqualTo(1);
    assertThat(compact.err()).contains(damage + "; its pack is left as it is");
  }

  private void healed() throws IOException {
    Run repair = status("--repair");
    assertThat(repair.code()).isEqualTo(1);
    assertThat(repair.err()).contains("set aside");
    assertThat(run().code()).isZero();
    assertThat(status("--verify").code()).isZero();
    assertThat(TableContents.of(store)).isEqualTo(undisturbed);
  }

  private Run status(String... options) {
    var arguments = new ArrayList<>(List.of("status", sweep.toString(), "--out", address(store)));
    arguments.addAll(List.of(options));
    return Run.of(arguments.toArray(String[]::new));
  }

  private Run run() {
    return Run.of("run", sweep.toString(), "--quiet", "--out", address(store));
  }

  private Run sql(String statement) {
    return Run.of("sql", address(store), statement, "--format", "csv");
  }

  private Path pack(String table) throws IOException {
    return packFiles(table).get(0);
  }

  private List<Path> packFiles(String table) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve(table))) {
      return files.filter(f -> name(f).matches("[0-9a-f]{24}")).sorted().toList();
    }
  }

  private int packs() throws IOException {
    return packFiles("trials").size();
  }

  private void removeForeign() throws IOException {
    for (String table : List.of("trials", "curves", "edges")) {
      try (Stream<Path> files = Files.list(store.resolve(table))) {
        for (Path file : files.filter(f -> !name(f).matches("[0-9a-f]{24}")).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".parquet", "");
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 0x14;
    Files.write(file, bytes);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
