package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.parquet.io.InputFile;
import org.espalier.ConfigurationException;
import org.espalier.execution.TableContents;
import org.espalier.table.CurvesTable;
import org.espalier.table.Layout;
import org.espalier.table.PackFiles;
import org.espalier.table.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are there and may not be read: nobody knows what they hold, and nothing is moved. */
class UnreadablePackTest {
  @TempDir Path folder;
  private Storage sound;
  private String pack;
  private Map<String, List<String>> before;

  @BeforeEach
  void store() throws IOException {
    sound = Packs.store(folder, 2);
    pack = Layout.pack(sound.list("trials").get(0).fileName());
    before = TableContents.of(folder);
  }

  /** A storage that denies one file, as modes do, which do not bind the superuser. */
  private Storage denying(String name) {
    return new HookedStorage(sound, () -> {}) {
      @Override
      public InputFile input(String asked) throws IOException {
        if (asked.equals(name)) {
          throw new AccessDeniedException(address(name));
        }
        return super.input(asked);
      }
    };
  }

  @Test
  void trialsFileIsNamedAndNotSetAside() throws IOException {
    Storage storage = denying(Layout.file("trials", pack));
    assertThatThrownBy(() -> ResultStore.of(storage).contents())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith(pack + ".parquet: permission denied");
    assertThatThrownBy(() -> StoreUpkeep.repair(ResultStore.of(storage), false))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(TableContents.of(folder)).isEqualTo(before);
  }

  @Test
  void fileBesideItIsNamedAndNotSetAside() throws IOException {
    Storage storage = denying(Layout.file("curves", pack));
    ResultStore store = ResultStore.of(storage);
    assertThatThrownBy(() -> store.checkFooters(store.whole(), CurvesTable.TABLE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith(pack + ".parquet: permission denied");
    assertThatThrownBy(() -> StoreUpkeep.repair(store, false))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> PackFiles.damages(storage, pack))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(TableContents.of(folder)).isEqualTo(before);
  }

  /** Of a rewrite that was decided: whether the old pack is still there cannot be told. */
  @Test
  void rewriteIsNotFinishedOverAPackThatCannotBeCompared() throws IOException {
    String other = Layout.pack(sound.list("trials").get(1).fileName());
    Rewrite.Replaced old = Rewrite.Replaced.of(sound, Layout.file("trials", pack));
    sound.write(
        Layout.HIDDEN + "/rewrite.json",
        String.format(
                Locale.ROOT,
                "{\"id\": \"x\", \"state\": \"decided\", \"removed\": [\"%s\"], \"added\": [\"%s\"],"
                    + " \"replaced\": {\"%s\": {\"size\": %d, \"checksum\": \"%s\"}}}",
                pack,
                other,
                pack,
                old.size(),
                "another")
            .getBytes(StandardCharsets.UTF_8));
    try (Lease lease = Lease.acquire(sound, "next", false)) {
      assertThatThrownBy(() -> Rewrite.recover(denying(Layout.file("trials", pack)), lease))
          .isInstanceOf(AccessDeniedException.class);
    }
    assertThat(TableContents.of(folder)).isEqualTo(before);
  }
}
