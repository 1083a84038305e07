package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.parquet.io.InputFile;
import org.espalier.table.Storage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a folder that a run adds packs to, by one who looks at it again and again. */
final class GrowingFolderTest {
  private final Queue<String> read = new ConcurrentLinkedQueue<>();

  @TempDir private Path folder;
  private Storage storage;
  private ResultStore store;

  @BeforeEach
  void lookOnce() throws IOException {
    storage = Packs.store(folder, 3);
    store = ResultStore.of(new WatchedStorage());
    assertThat(store.contents().trials().count()).isEqualTo(6);
    assertThat(read).hasSize(3);
    read.clear();
  }

  @Test
  void aPackIsReadOnce() throws IOException {
    Packs.write(storage, 6, 8);
    assertThat(store.contents().trials().count()).isEqualTo(8);
    assertThat(read).hasSize(1);
    read.clear();
    assertThat(store.contents().trials().count()).isEqualTo(8);
    assertThat(read).isEmpty();
  }

  @Test
  void aFileThatWasCutIsFoundAndReadAgainOnceItIsWhole() throws IOException {
    Path file = folder.resolve(storage.list("trials").get(0).name());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThat(store.contents().damages()).hasSize(1);
    assertThat(store.contents().trials().count()).isEqualTo(4);
    Files.write(file, whole);
    assertThat(store.contents().damages()).isEmpty();
    assertThat(store.contents().trials().count()).isEqualTo(6);
  }

  /** Tells which files are read. */
  private final class WatchedStorage extends HookedStorage {
    WatchedStorage() {
      super(storage, () -> {});
    }

    @Override
    public InputFile input(String name) throws IOException {
      read.add(name);
      return super.input(name);
    }
  }
}
