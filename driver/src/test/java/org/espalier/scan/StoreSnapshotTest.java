package org.espalier.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.parquet.io.InputFile;
import org.espalier.plan.HookedStorage;
import org.espalier.plan.Packs;
import org.espalier.plan.ResultStore;
import org.espalier.table.Storage;
import org.espalier.table.TrialsTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreSnapshotTest {
  @Test
  void aFileThatCouldNotBeReadOnceIsAskedForItsColumnsAgain(@TempDir Path folder)
      throws IOException {
    var isAway = new AtomicBoolean();
    Storage storage =
        new HookedStorage(Packs.store(folder, 1), () -> {}) {
          @Override
          public InputFile input(String name) throws IOException {
            if (isAway.get()) {
              throw new IOException("connection reset");
            }
            return super.input(name);
          }
        };
    StoreSnapshot snapshot = StoreSnapshot.of(ResultStore.of(storage));
    Storage.Entry file = snapshot.files(TrialsTable.TABLE).get(0);
    isAway.set(true);
    assertThat(snapshot.schema(file)).isEmpty();
    isAway.set(false);
    assertThat(snapshot.schema(file)).isPresent();
  }
}
