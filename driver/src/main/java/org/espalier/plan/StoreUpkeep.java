package org.espalier.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;

/** Puts away what a run that died has left; for the holder of the lease alone. */
public final class StoreUpkeep {
  private StoreUpkeep() {}

  /**
   * Removes files that were being written, and files of packs whose {@code trials} never came.
   *
   * @return what was done, a line each
   */
  public static List<String> before(ResultStore store) throws IOException {
    var notices = new ArrayList<String>();
    Storage storage = store.storage();
    int staged = storage.listAll(Layout.STAGING).size();
    if (staged > 0) {
      storage.delete(Layout.STAGING);
      notices.add("removed %d unfinished files of a run that was cut off".formatted(staged));
    }
    int orphans = removeOrphans(store);
    if (orphans > 0) {
      notices.add("removed %d files of packs that were never completed".formatted(orphans));
    }
    return notices;
  }

  private static int removeOrphans(ResultStore store) throws IOException {
    Set<String> packs = new HashSet<>();
    store.files(TrialsTable.TABLE).forEach(entry -> packs.add(entry.fileName()));
    int removed = 0;
    for (Table<?> table : Layout.TABLES) {
      for (Storage.Entry entry : store.files(table)) {
        if (!packs.contains(entry.fileName())) {
          store.storage().delete(entry.name());
          removed++;
        }
      }
    }
    return removed;
  }
}
