package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.espalier.ConfigurationException;
import org.espalier.Seeds;
import org.espalier.plan.Compactor;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoreContents;
import org.espalier.plan.StoreNotes;
import org.espalier.plan.StoreUpkeep;
import org.espalier.plan.StoreVerification;
import org.espalier.plan.StoredTrial;
import org.espalier.query.ResultViews;
import org.espalier.table.Layout;
import org.espalier.table.Table;
import org.espalier.trial.TrialRunner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store whose files somebody puts, removes, copies, cuts, swaps, renames or changes: whatever is
 * done, a trial whose pack nobody touched counts, none counts twice, none is left out in silence,
 * nothing that could be read is deleted, and repair and a run bring back the undisturbed tables.
 *
 * <p>Nothing here is left to chance but which file is disturbed how: a failure is a defect. Each
 * has a seed of its own, from the one that is printed on; any of them repeats it with {@code
 * -Dtests.seed=}, as the first.
 */
final class DisturbedStoreTest {
  private static final int TRIALS = 240;

  @TempDir private static Path shared;
  private static Path made;
  private static Path other;
  private static Map<String, List<String>> undisturbed;
  private static Map<String, Long> rows;
  private static Collection<StoredTrial> stored;

  @TempDir private Path folder;

  private enum Disturbance {
    REMOVE,
    REMOVE_ALL_OF_A_PACK,
    COPY,
    COPY_AS_ANOTHER_PACK,
    CUT,
    EMPTY,
    SWAP,
    RENAME,
    FLIP,
    OVERWRITE,
    PUT_OVERLAPPING_PACK
  }

  @BeforeAll
  static void train() throws IOException {
    made = shared.resolve("made");
    Runs.run(made, TRIALS); // in eight packs: what a round costs is reading footers
    undisturbed = TableContents.of(made);
    rows =
        undisturbed.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, table -> (long) table.getValue().size()));
    stored = ResultStore.open(made).contents().trials().all();
    other = shared.resolve("other");
    Runs.run(other, 17);
    Compactor.compactAlone(ResultStore.open(other), false);
  }

  @Test
  void disturbancesOfEachKindLoseNothingAndHeal() throws Exception {
    disturb(Disturbance.values().length);
  }

  @Test
  @Tag("slow")
  void fiveHundredDisturbancesLoseNothingAndHeal() throws Exception {
    disturb(500);
  }

  /** Goes on after a failure: which disturbances fail together tells more than the first. */
  private void disturb(int rounds) throws IOException {
    long first = Seeds.of(DisturbedStoreTest.class);
    var failures = new ArrayList<String>();
    for (int round = 0; round < rounds; round++) {
      long seed = first + round;
      Path store = folder.resolve("store");
      copyFolder(made, store);
      var random = new Random(seed);
      Disturbance kind = Disturbance.values()[Math.floorMod(seed, Disturbance.values().length)];
      Set<Path> touched = new TreeSet<>();
      String what = String.format(Locale.ROOT, "seed %d: %s", seed, kind);
      try {
        what += " " + apply(kind, store, random, touched);
        check(store, what, touched, kind);
      } catch (AssertionError | Exception failure) {
        failures.add(what + ": " + failure);
        System.out.println(failures.get(failures.size() - 1));
      }
      deleteFolder(store);
      if ((round + 1) % 25 == 0) {
        System.out.printf(
            Locale.ROOT,
            "%d of %d disturbances, %d failures%n",
            round + 1,
            rounds,
            failures.size());
      }
    }
    assertThat(failures).isEmpty();
  }

  private static void check(Path folder, String what, Set<Path> touched, Disturbance kind)
      throws Exception {
    Set<String> touchedPacks =
        touched.stream().map(DisturbedStoreTest::pack).collect(Collectors.toSet());
    ResultStore store = ResultStore.open(folder);
    StoreContents contents = store.contents();

    // status: what nobody touched counts, and what does not count is not passed over in silence
    List<String> notes = StoreNotes.of(store);
    Set<String> counted = ids(contents);
    for (StoredTrial trial : stored) {
      if (!touchedPacks.contains(trial.pack())) {
        assertThat(counted).as(what).contains(trial.id().value());
      }
    }
    if (counted.size() < TRIALS && kind != Disturbance.REMOVE_ALL_OF_A_PACK) {
      assertThat(contents.damages().size() + notes.size()).as(what).isPositive();
    }

    // sql: refused by the name of a file, or every row of every trial that counts, once
    boolean isRefused = false;
    try {
      Map<String, Row> answer = countRows(store);
      long trials = answer.get("trials").getLong(1);
      assertThat(trials).as(what).isEqualTo(counted.size());
      answer.forEach(
          (table, row) -> {
            long whole = rows.get(table);
            assertThat(row.getLong(1)).as(what + " " + table).isEqualTo(whole * trials / TRIALS);
            assertThat(row.getLong(2)).as(what + " " + table).isEqualTo(whole == 0 ? 0 : trials);
          });
    } catch (ConfigurationException refused) {
      isRefused = true;
      assertThat(refused.getMessage()).as(what).contains(folder + "/").doesNotContain("\n");
    }
    if (mustBeRefused(kind, touched)) {
      assertThat(isRefused).as(what + " is refused by a statement").isTrue();
    }
    if (mustBeRefused(kind, touched) && kind != Disturbance.FLIP) {
      for (StoredTrial trial : stored) {
        if (touchedPacks.contains(trial.pack())) {
          assertThat(counted).as(what).doesNotContain(trial.id().value());
        }
      }
    }

    // run: refused by the name of a file, or done; either way nothing is gone
    Set<String> before = fileContents(folder);
    try {
      Runs.run(folder, TRIALS);
    } catch (ConfigurationException refused) {
      assertThat(refused.getMessage()).as(what).contains(folder + "/").doesNotContain("\n");
    }
    // repair and run
    StoreUpkeep.repair(ResultStore.open(folder), false);
    if (kind != Disturbance.PUT_OVERLAPPING_PACK) {
      assertThat(fileContents(folder)).as(what).containsAll(before);
    }
    RunSummary summary =
        Runs.run(folder, TinyTrials.sweep("tiny", TRIALS), TrialRunner::run, Runs.OPTIONS);
    assertThat(summary.end()).as(what).isEqualTo(RunSummary.End.COMPLETE);
    assertThat(StoreVerification.of(ResultStore.open(folder))).as(what).isEmpty();
    assertThat(ids(ResultStore.open(folder).contents())).as(what).hasSize(TRIALS);
    removeForeign(folder);
    assertThat(TableContents.of(folder)).as(what).isEqualTo(undisturbed);
  }

  /** Of a pack whose trials file is removed nothing says whether it was ever whole. */
  private static boolean mustBeRefused(Disturbance kind, Set<Path> touched) {
    return switch (kind) {
      case CUT, EMPTY, FLIP, RENAME -> true;
      case REMOVE -> touched.stream().noneMatch(file -> file.getParent().endsWith("trials"));
      default -> false;
    };
  }

  private static Map<String, Row> countRows(ResultStore store) {
    var spark = SharedSpark.session().newSession();
    ResultViews.register(
        spark,
        List.of(store),
        List.of(),
        view -> Layout.TABLES.stream().anyMatch(table -> table.name().equals(view)),
        ResultViews.Scope.TABLES_ALL);
    String statement =
        Layout.TABLES.stream()
            .map(
                table ->
                    String.format(
                        Locale.ROOT,
                        "SELECT '%s', count(*), count(DISTINCT %s) FROM %s",
                        table.name(),
                        table.columns().get(0).name(),
                        table.name()))
            .collect(Collectors.joining(" UNION ALL "));
    return spark.sql(statement).collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getString(0), row -> row));
  }

  private static Set<String> ids(StoreContents contents) {
    return contents.trials().all().stream()
        .map(trial -> trial.id().value())
        .collect(Collectors.toSet());
  }

  /** Disturbs a store and says which of its files. */
  private static String apply(Disturbance kind, Path store, Random random, Set<Path> touched)
      throws IOException {
    Path a = file(store, random);
    Path b = file(store, random);
    touched.add(a);
    switch (kind) {
      case REMOVE -> Files.delete(a);
      case REMOVE_ALL_OF_A_PACK -> {
        for (Table<?> table : Layout.TABLES) {
          Files.delete(store.resolve(Layout.file(table, pack(a))));
        }
      }
      case COPY ->
          Files.copy(a, a.resolveSibling(pack(a) + " (copy " + random.nextInt() + ").parquet"));
      case COPY_AS_ANOTHER_PACK -> Files.copy(a, a.resolveSibling(newPack(random) + ".parquet"));
      case CUT -> {
        byte[] bytes = Files.readAllBytes(a);
        Files.write(a, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      }
      case EMPTY -> Files.write(a, new byte[0]);
      case SWAP -> {
        b = a.resolveSibling(b.getFileName());
        touched.add(b);
        Path aside = store.resolve("aside");
        Files.move(a, aside);
        if (Files.exists(b)) {
          Files.move(b, a);
        }
        Files.move(aside, b);
      }
      case RENAME ->
          Files.move(
              a,
              a.resolveSibling(
                  (random.nextBoolean() ? newPack(random) : pack(a) + " (1)") + ".parquet"));
      case FLIP -> {
        byte[] bytes = Files.readAllBytes(a);
        int at = random.nextInt(bytes.length);
        int end = at + 1 + random.nextInt(3);
        for (int f = at; f < Math.min(bytes.length, end); f++) {
          bytes[f] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(a, bytes);
      }
      case OVERWRITE -> {
        touched.add(b);
        Files.copy(a.resolveSibling(b.getFileName()), a, StandardCopyOption.REPLACE_EXISTING);
      }
      case PUT_OVERLAPPING_PACK -> {
        for (Table<?> table : Layout.TABLES) {
          try (Stream<Path> files = Files.list(other.resolve(table.name()))) {
            for (Path file : files.toList()) {
              Files.copy(file, store.resolve(table.name()).resolve(file.getFileName()));
            }
          }
        }
      }
    }
    return store.relativize(a) + " with " + store.relativize(b);
  }

  private static String newPack(Random random) {
    return String.format(Locale.ROOT, "%016x%08x", random.nextLong(), random.nextInt());
  }

  private static Path file(Path store, Random random) throws IOException {
    Table<?> table = Layout.TABLES.get(random.nextInt(Layout.TABLES.size()));
    try (Stream<Path> files = Files.list(store.resolve(table.name()))) {
      List<Path> all = files.sorted().toList();
      return all.get(random.nextInt(all.size()));
    }
  }

  private static String pack(Path file) {
    return Layout.pack(file.getFileName().toString());
  }

  /** What is in the table's files anywhere in a folder, as text that stands for it. */
  private static Set<String> fileContents(Path folder) throws IOException {
    var contents = new HashSet<String>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        contents.add(bytes.length + ":" + Arrays.hashCode(bytes));
      }
    }
    return contents;
  }

  private static void removeForeign(Path folder) throws IOException {
    Set<String> packs =
        ResultStore.open(folder)
            .contents()
            .files(Layout.TABLES.get(Layout.TABLES.size() - 1))
            .stream()
            .map(entry -> entry.fileName())
            .collect(Collectors.toSet());
    for (Table<?> table : Layout.TABLES) {
      try (Stream<Path> files = Files.list(folder.resolve(table.name()))) {
        for (Path file : files.filter(f -> !packs.contains(f.getFileName().toString())).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void deleteFolder(Path folder) throws IOException {
    var all = new ArrayList<Path>();
    try (Stream<Path> files = Files.walk(folder)) {
      files.forEach(all::add);
    }
    for (int f = all.size() - 1; f >= 0; f--) {
      Files.delete(all.get(f));
    }
  }
}
