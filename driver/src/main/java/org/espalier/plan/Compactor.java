package org.espalier.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.ConfigurationException;
import org.espalier.table.Layout;
import org.espalier.table.PackFiles;
import org.espalier.table.Storage;
import org.espalier.table.Table;

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
   * @param damages files whose packs were left as they are
   */
  public record Outcome(
      int packsBefore,
      int packsAfter,
      long bytesBefore,
      long bytesAfter,
      List<PackFiles.Damage> damages) {}

  private Compactor() {}

  /**
   * Compacts a folder. Every byte that is merged is held against its checksum first; a pack that is
   * not what was written is left where it is.
   *
   * @param lease of the folder
   * @throws ConfigurationException if another run has taken the lease; then nothing was lost
   */
  public static Outcome compact(ResultStore store, Lease lease) throws IOException {
    StoreContents contents = store.contents();
    Map<String, Long> before = packSizes(contents);
    var rewriter = new Rewriter(store.storage(), lease);
    List<String> small =
        before.keySet().stream().sorted().filter(p -> before.get(p) < LARGE_BYTES).toList();
    var damages = new ArrayList<>(contents.damages());
    List<PackFiles.Damage> found = StoreVerification.of(store.storage(), small);
    damages.addAll(found);
    Set<String> damaged = new HashSet<>();
    found.forEach(damage -> damaged.add(damage.pack()));
    List<String> sound = small.stream().filter(pack -> !damaged.contains(pack)).toList();
    for (List<String> alike : rewriter.byColumns(sound)) {
      for (List<String> group : groups(alike, before)) {
        if (group.size() > 1) {
          rewriter.replace(group, contents::counts);
        }
      }
    }
    rewriter.commit();
    Map<String, Long> after = packSizes(store.contents());
    return new Outcome(before.size(), after.size(), sum(before), sum(after), damages);
  }

  /** Compacts a folder that nobody is writing to; takes its lease meanwhile. */
  public static Outcome compactAlone(ResultStore store, boolean stealLease) throws IOException {
    try (Lease lease = Lease.acquire(store.storage(), RunIds.next(), stealLease)) {
      StoreUpkeep.before(store, lease);
      return compact(store, lease);
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
  private static Map<String, Long> packSizes(StoreContents contents) {
    var sizes = new HashMap<String, Long>();
    for (Table<?> table : Layout.TABLES) {
      for (Storage.Entry entry : contents.files(table)) {
        sizes.merge(Layout.pack(entry.fileName()), entry.size(), Long::sum);
      }
    }
    return sizes;
  }

  private static long sum(Map<String, Long> sizes) {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }
}
