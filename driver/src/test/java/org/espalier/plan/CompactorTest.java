package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.execution.TableContents;
import org.espalier.execution.TinyTrials;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.trial.TrialId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactorTest {
  @TempDir Path folder;
  @TempDir Path parent;

  @Test
  void compactedTablesHoldTheSameRowsInFewerFiles() throws IOException {
    Storage storage = Packs.store(folder, 12);
    Map<String, List<String>> before = TableContents.of(folder);
    Compactor.Outcome outcome = Compactor.compactAlone(ResultStore.of(storage), false);
    assertThat(outcome.packsBefore()).isEqualTo(12);
    assertThat(outcome.packsAfter()).isEqualTo(1);
    assertThat(storage.list("curves")).hasSize(1);
    assertThat(TableContents.of(folder)).isEqualTo(before);
  }

  @Test
  void compactionThatDiesAtSomeMomentsLosesAndRepeatsNothing() throws IOException {
    compactionThatDiesLosesNothing(Moments.some(getClass()));
  }

  @Test
  @Tag("slow")
  void compactionThatDiesAtAnyMomentLosesAndRepeatsNothing() throws IOException {
    compactionThatDiesLosesNothing(Moments.ALL);
  }

  private void compactionThatDiesLosesNothing(Moments moments) throws IOException {
    Packs.store(folder, 2);
    Map<String, List<String>> before = TableContents.of(folder);
    int deaths = 0;
    for (int changes = moments.first(); ; changes += moments.step()) {
      Path one = Packs.copy(folder, parent.resolve("at-" + changes));
      Storage storage = Storage.of(one);
      var dying = new DyingStorage(storage, changes);
      try {
        Packs.compact(storage, dying);
      } catch (IOException e) {
        deaths++;
      }
      assertThat(ResultStore.of(storage).contents().rows())
          .as("what a reader sees after %d changes", changes)
          .extracting(StoredTrial::id)
          .hasSize(4)
          .doesNotHaveDuplicates();
      Packs.putRight(storage);
      assertThat(TableContents.of(one)).as("after %d changes", changes).isEqualTo(before);
      if (dying.isAlive()) {
        break;
      }
    }
    assertThat(deaths * moments.step()).isGreaterThan(15);
  }

  @Test
  void mergedPackThatIsDamagedBeforeItTakesItsPlaceHasNothingDeletedForIt() throws IOException {
    Packs.store(folder, 2);
    Map<String, List<String>> before = TableContents.of(folder);
    int seen = 0;
    for (int changes = 0; ; changes += 2) {
      Path one = Packs.copy(folder, parent.resolve("at-" + changes));
      Storage storage = Storage.of(one);
      var dying = new DyingStorage(storage, changes);
      try {
        Packs.compact(storage, dying);
      } catch (IOException e) {
        // as it was to
      }
      boolean isDecided = Rewrite.last(storage).filter(r -> !r.isDone()).isPresent();
      if (isDecided && storage.list("trials").size() == 2) {
        Storage.Entry merged = Rewrite.leftovers(storage).get(0);
        storage.write(merged.name(), new byte[100]);
        Packs.putRight(storage);
        assertThat(TableContents.of(one)).as("after %d changes", changes).isEqualTo(before);
        seen++;
      }
      if (dying.isAlive()) {
        break;
      }
    }
    assertThat(seen).isPositive();
  }

  /**
   * A disk that synchronises brings back the folder of a moment at which a rewrite was decided,
   * when one of its trials has been trained again and merged since, into a pack of the former name.
   */
  @Test
  void journalThatComesBackTakesNothingThatWasWrittenSince(@TempDir Path parent)
      throws IOException {
    int seen = 0;
    for (boolean isMerge : List.of(true, false)) {
      boolean isAlive = false;
      for (int changes = 0; !isAlive; changes += 5) {
        Path one = parent.resolve(isMerge + "-" + changes);
        Storage storage = Storage.of(one);
        ResultStore store = ResultStore.of(storage);
        Packs.write(storage, 0, isMerge ? 2 : 4);
        if (isMerge) {
          Packs.write(storage, 2, 4);
        }
        var dying = new DyingStorage(storage, changes);
        try {
          if (isMerge) {
            Packs.compact(storage, dying);
          } else {
            Packs.forget(storage, dying, trialOfSeed3(store));
          }
        } catch (IOException e) {
          // as it was to
        }
        isAlive = dying.isAlive();
        boolean isDecided = Rewrite.last(storage).filter(r -> !r.isDone()).isPresent();
        if (!isDecided) {
          continue;
        }
        Map<Path, byte[]> then = files(one);
        Packs.putRight(storage);
        Packs.forget(storage, storage, trialOfSeed3(store));
        Packs.write(storage, 3, 4, 7);
        Packs.compact(storage, storage);
        Map<String, List<String>> now = TableContents.of(one);
        assertThat(now.get("trials")).hasSize(4);
        String what = String.format(Locale.ROOT, "merge %b, %d changes", isMerge, changes);
        putBack(then, one);
        assertThat(store.contents().trials().count()).as(what).isEqualTo(4);
        Packs.putRight(storage);
        assertThat(TableContents.of(one)).as(what).isEqualTo(now);
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(4);
  }

  private static List<StoredTrial> trialOfSeed3(ResultStore store) {
    TrialId id = TinyTrials.trials(3, 4).get(0).id();
    return store.contents().trials().find(id).stream().toList();
  }

  private static Map<Path, byte[]> files(Path folder) throws IOException {
    Map<Path, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file, Files.readAllBytes(file));
      }
    }
    return files;
  }

  /** The journal as it was, and each file that is no longer there. */
  private static void putBack(Map<Path, byte[]> files, Path folder) throws IOException {
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      boolean isJournal = file.getKey().equals(folder.resolve(Layout.HIDDEN + "/rewrite.json"));
      if (isJournal || !Files.exists(file.getKey())) {
        Files.createDirectories(file.getKey().getParent());
        Files.write(file.getKey(), file.getValue());
      }
    }
  }

  /** Version 0.1.0 did not write down what it replaced: what holds a trial of its own stays. */
  @Test
  void journalOfVersion010IsFinishedWhereNothingIsLost() throws IOException {
    Storage storage = Storage.of(folder);
    Packs.write(storage, 0, 2);
    Packs.write(storage, 2, 4);
    Packs.write(storage, 0, 3);
    storage.write(
        Layout.HIDDEN + "/rewrite.json",
        String.format(
                Locale.ROOT,
                "{\"id\":\"x\",\"state\":\"decided\",\"removed\":[\"%s\",\"%s\"],\"added\":[\"%s\"]}",
                pack(0, 2),
                pack(2, 4),
                pack(0, 3))
            .getBytes(StandardCharsets.UTF_8));
    try (Lease lease = Lease.acquire(storage, "next", false)) {
      Rewrite.recover(storage, lease);
    }
    assertThat(storage.list("trials"))
        .extracting(entry -> Layout.pack(entry.fileName()))
        .containsExactlyInAnyOrder(pack(2, 4), pack(0, 3));
  }

  private static String pack(int first, int end) {
    return Layout.packName(TinyTrials.trials(first, end).stream().map(PlannedTrial::id).toList());
  }

  @Test
  void mergedPackWhoseJournalIsLostIsKeptWhereTheOldPacksAreGone() throws IOException {
    Storage storage = Packs.store(folder, 2);
    Packs.compact(storage, storage);
    for (var table : Layout.TABLES) {
      Storage.Entry file = storage.list(table.name()).get(0);
      storage.rename(file.name(), Rewrite.staged(table, Layout.pack(file.fileName())));
    }
    storage.delete(Layout.HIDDEN + "/rewrite.json");
    assertThat(StoreUpkeep.repair(ResultStore.of(storage), false)).isNotEmpty();
    assertThat(ResultStore.of(storage).trials().count()).isEqualTo(4);
  }

  @Test
  void packThatDiesInItsCommitAtAnyMomentIsThereWholeOrNotAtAll(@TempDir Path parent)
      throws IOException {
    for (int changes = 0; ; changes++) {
      Path one = parent.resolve("at-" + changes);
      Storage storage = Storage.of(one);
      var dying = new DyingStorage(storage, changes);
      try {
        Packs.write(dying, 0, 2);
      } catch (IOException e) {
        assertThat(e).hasMessage("No space left on device");
      }
      long rows = ResultStore.of(storage).contents().rows().count();
      Packs.putRight(storage);
      for (var table : Layout.TABLES) {
        assertThat(storage.list(table.name())).hasSize(rows == 0 ? 0 : 1);
      }
      assertThat(rows).isIn(0L, 2L);
      assertThat(storage.listAll(Layout.STAGING)).isEmpty();
      if (dying.isAlive()) {
        assertThat(rows).isEqualTo(2);
        break;
      }
    }
  }

  @Test
  void trialThatTwoAttemptsCommittedIsLeftOnce() throws IOException {
    Storage storage = Storage.of(folder);
    Packs.write(storage, 0, 5);
    Packs.write(storage, 0, 3); // the part that an executor committed that was given up for lost
    Packs.putRight(storage);
    assertThat(TableContents.ids(folder)).hasSize(5).doesNotHaveDuplicates();
    assertThat(TableContents.of(folder).get("curves")).hasSize(5);
  }

  @Test
  void corruptFileIsNamedAndItsPackSetAside() throws IOException {
    Storage storage = Packs.store(folder, 3);
    Storage.Entry file = storage.list("curves").get(1);
    storage.write(file.name(), new byte[100]);
    ResultStore store = ResultStore.of(storage);
    assertThat(StoreUpkeep.repair(store, false))
        .hasSize(2)
        .anyMatch(
            line -> line.startsWith("set aside " + storage.address(file.name()) + ", which is"));
    assertThat(store.trials().count()).isEqualTo(4);
    assertThat(storage.listAll(Layout.HIDDEN + "/quarantine")).hasSize(Layout.TABLES.size());
  }

  @Test
  void corruptTrialsFileIsRefusedByName() throws IOException {
    Storage storage = Packs.store(folder, 2);
    Storage.Entry file = storage.list("trials").get(0);
    storage.write(file.name(), "no Parquet".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> ResultStore.of(storage).trials())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            storage.address(file.name())
                + " is cut to 10 bytes; `espalier status --repair` sets aside what cannot be saved, and"
                + " the next run trains it again");
  }
}
