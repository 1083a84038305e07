package org.espalier.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;

/** Puts the folder right before and after a run; for the holder of its lease alone. */
public final class StoreUpkeep {
  private static final String QUARANTINE = Layout.HIDDEN + "/quarantine";

  private StoreUpkeep() {}

  /**
   * Puts away what a run that died has left: files that were being written, files of packs whose
   * {@code trials} never came, a rewrite that was cut off, a trial that two attempts committed.
   *
   * @return what was done, a line each
   */
  public static List<String> before(ResultStore store) throws IOException {
    var notices = new ArrayList<String>();
    Storage storage = store.storage();
    Rewrite.recover(storage);
    int staged = storage.listAll(Layout.STAGING).size();
    if (staged > 0) {
      notices.add(
          String.format(
              Locale.ROOT, "removed %d unfinished files of a run that was cut off", staged));
    }
    storage.delete(Layout.STAGING);
    int orphans = removeOrphans(store);
    if (orphans > 0) {
      notices.add(
          String.format(
              Locale.ROOT, "removed %d files of packs that were never completed", orphans));
    }
    removeDuplicates(store);
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

  /**
   * Leaves every trial in one pack. Two have it after an executor that was given up for lost
   * committed the part of a pack that another ran again; both hold the same numbers.
   *
   * @return how many trials were there more than once
   */
  public static int removeDuplicates(ResultStore store) throws IOException {
    var seen = new HashMap<TrialId, String>();
    var again = new ArrayList<StoredTrial>();
    for (StoredTrial trial : store.rows()) {
      if (seen.putIfAbsent(trial.id(), trial.pack()) != null) {
        again.add(trial);
      }
    }
    Rewriter.forget(store.storage(), again);
    return again.size();
  }

  /** Removes trials that are to be trained again. */
  public static void forget(ResultStore store, Collection<StoredTrial> trials) throws IOException {
    Rewriter.forget(store.storage(), trials);
  }

  /**
   * Sets packs aside that have a file which is not readable, whole: what is left of them is in
   * {@code .espalier/quarantine}, and their trials count as missing.
   *
   * @return addresses of the files that are not readable
   */
  public static List<String> repair(ResultStore store) throws IOException {
    var corrupt = new ArrayList<String>();
    Set<String> packs = new TreeSet<>();
    for (Table<?> table : Layout.TABLES) {
      for (Storage.Entry entry : store.files(table)) {
        if (!isReadable(store.storage(), entry)) {
          corrupt.add(store.storage().address(entry.name()));
          packs.add(Layout.pack(entry.fileName()));
        }
      }
    }
    for (int t = Layout.TABLES.size() - 1; t >= 0; t--) {
      for (String pack : packs) {
        String file = Layout.file(Layout.TABLES.get(t), pack);
        if (store.storage().exists(file)) {
          store.storage().rename(file, QUARANTINE + "/" + file);
        }
      }
    }
    return corrupt;
  }

  /** {@link #repair} of a folder that nobody is writing to; takes its lease meanwhile. */
  public static List<String> repairAlone(ResultStore store, boolean stealLease) throws IOException {
    try (Lease lease = Lease.acquire(store.storage(), RunIds.next(), stealLease)) {
      Rewrite.recover(store.storage());
      List<String> corrupt = repair(store);
      before(store);
      lease.requireHeld();
      return corrupt;
    }
  }

  private static boolean isReadable(Storage storage, Storage.Entry entry) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(storage.input(entry.name()))) {
      while (reader.skipNextRowGroup()) {
        // the footer's word is not enough: every row group must be where it says
      }
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
