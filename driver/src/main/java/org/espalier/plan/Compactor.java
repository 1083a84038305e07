package org.espalier.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;

/**
 * Merges small packs into large ones. Safe while others read and if it is killed at any moment; see
 * {@link Rewrite}.
 */
public final class Compactor {
  /** A run whose folder has more packs than this compacts it at its end. */
  public static final int MANY_PACKS = 256;

  /** Of a merged pack, all tables together. */
  private static final long TARGET_BYTES = 256L << 20;

  /** A pack of more is left as it is. */
  private static final long LARGE_BYTES = TARGET_BYTES / 2;

  /**
   * What a compaction did.
   *
   * @param packsBefore number of packs
   * @param packsAfter number of packs
   * @param bytesBefore of all tables
   * @param bytesAfter of all tables
   */
  public record Outcome(int packsBefore, int packsAfter, long bytesBefore, long bytesAfter) {}

  private Compactor() {}

  /** Compacts a folder, whose lease the caller holds. */
  public static Outcome compact(ResultStore store) throws IOException {
    Map<String, Long> before = packSizes(store);
    var rewriter = new Rewriter(store.storage());
    List<String> small =
        before.keySet().stream().sorted().filter(p -> before.get(p) < LARGE_BYTES).toList();
    for (List<String> alike : rewriter.byColumns(small)) {
      for (List<String> group : groups(alike, before)) {
        if (group.size() > 1) {
          rewriter.replace(group, (pack, id) -> true);
        }
      }
    }
    rewriter.commit();
    Map<String, Long> after = packSizes(store);
    return new Outcome(before.size(), after.size(), sum(before), sum(after));
  }

  /** Compacts a folder that nobody is writing to; takes its lease meanwhile. */
  public static Outcome compactAlone(ResultStore store, boolean stealLease) throws IOException {
    try (Lease lease = Lease.acquire(store.storage(), RunIds.next(), stealLease)) {
      StoreUpkeep.before(store);
      Outcome outcome = compact(store);
      lease.requireHeld();
      return outcome;
    }
  }

  private static List<List<String>> groups(List<String> packs, Map<String, Long> sizes) {
    var groups = new ArrayList<List<String>>();
    var group = new ArrayList<String>();
    long bytes = 0;
    for (String pack : packs) {
      if (bytes + sizes.get(pack) > TARGET_BYTES) {
        groups.add(List.copyOf(group));
        group.clear();
        bytes = 0;
      }
      group.add(pack);
      bytes += sizes.get(pack);
    }
    groups.add(List.copyOf(group));
    return groups;
  }

  /** Bytes of every pack in all tables. */
  private static Map<String, Long> packSizes(ResultStore store) {
    var sizes = new HashMap<String, Long>();
    for (Storage.Entry entry : store.files(TrialsTable.TABLE)) {
      sizes.put(Layout.pack(entry.fileName()), 0L);
    }
    for (Table<?> table : Layout.TABLES) {
      for (Storage.Entry entry : store.files(table)) {
        sizes.computeIfPresent(Layout.pack(entry.fileName()), (p, size) -> size + entry.size());
      }
    }
    return sizes;
  }

  private static long sum(Map<String, Long> sizes) {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }
}
