package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.espalier.ConfigurationException;
import org.espalier.execution.TableContents;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactorTest {
  @TempDir Path folder;

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
  void compactionThatDiesAtAnyMomentLosesAndRepeatsNothing(@TempDir Path parent)
      throws IOException {
    int deaths = 0;
    for (int changes = 0; ; changes++) {
      Path one = parent.resolve("at-" + changes);
      Storage storage = Packs.store(one, 2);
      Map<String, List<String>> before = TableContents.of(one);
      var dying = new DyingStorage(storage, changes);
      try {
        Compactor.compact(ResultStore.of(dying));
      } catch (IOException e) {
        deaths++;
      }
      assertThat(ResultStore.of(storage).contents().rows())
          .as("what a reader sees after %d changes", changes)
          .extracting(StoredTrial::id)
          .hasSize(4)
          .doesNotHaveDuplicates();
      StoreUpkeep.before(ResultStore.of(storage));
      assertThat(TableContents.of(one)).as("after %d changes", changes).isEqualTo(before);
      if (dying.isAlive()) {
        break;
      }
    }
    assertThat(deaths).isGreaterThan(15);
  }

  @Test
  void mergedPackThatIsDamagedBeforeItTakesItsPlaceHasNothingDeletedForIt(@TempDir Path parent)
      throws IOException {
    int seen = 0;
    for (int changes = 0; ; changes++) {
      Path one = parent.resolve("at-" + changes);
      Storage storage = Packs.store(one, 2);
      Map<String, List<String>> before = TableContents.of(one);
      var dying = new DyingStorage(storage, changes);
      try {
        Compactor.compact(ResultStore.of(dying));
      } catch (IOException e) {
        // as it was to
      }
      boolean isDecided = Rewrite.last(storage).filter(r -> !r.isDone()).isPresent();
      if (isDecided && storage.list("trials").size() == 2) {
        Storage.Entry merged = Rewrite.leftovers(storage).get(0);
        storage.write(merged.name(), new byte[100]);
        StoreUpkeep.before(ResultStore.of(storage));
        assertThat(TableContents.of(one)).as("after %d changes", changes).isEqualTo(before);
        seen++;
      }
      if (dying.isAlive()) {
        break;
      }
    }
    assertThat(seen).isPositive();
  }

  @Test
  void mergedPackWhoseJournalIsLostIsKeptWhereTheOldPacksAreGone() throws IOException {
    Storage storage = Packs.store(folder, 2);
    Compactor.compact(ResultStore.of(storage));
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
      StoreUpkeep.before(ResultStore.of(storage));
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
    StoreUpkeep.before(ResultStore.of(storage));
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
