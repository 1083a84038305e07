package org.espalier.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;

/**
 * The files in the tables' folders at one moment, by their names alone.
 *
 * @param packs of each table, the files that have the name of a pack's file, by pack; where a
 *     rewrite is being finished, wherever its files are
 * @param foreign other files that a reader of the folder could take for the table's
 */
record Listing(Map<String, Map<String, Storage.Entry>> packs, List<Storage.Entry> foreign) {

  /** Lists a folder; all from before or all from after any compaction. */
  static Listing of(Storage storage) throws IOException {
    while (true) {
      Optional<Rewrite> before = Rewrite.last(storage);
      // first where new packs come from, then where they go: one that moves meanwhile is in both
      Map<String, Map<String, Storage.Entry>> staged = new LinkedHashMap<>();
      if (before.isPresent() && !before.get().isDone()) {
        for (Table<?> table : trialsFirst()) {
          staged.put(table.name(), byPack(before.get().staged(storage, table)));
        }
      }
      Map<String, Map<String, Storage.Entry>> packs = new LinkedHashMap<>();
      var foreign = new ArrayList<Storage.Entry>();
      // trials first: the other files of a pack were there before its trials file
      for (Table<?> table : trialsFirst()) {
        var own = new ArrayList<Storage.Entry>();
        for (Storage.Entry entry : storage.list(table.name())) {
          if (Layout.isPackFile(entry.fileName())) {
            own.add(entry);
          } else if (isSeen(entry.fileName())) {
            foreign.add(entry);
          }
        }
        packs.put(table.name(), byPack(own));
      }
      if (Rewrite.last(storage).equals(before)) {
        if (before.isPresent()) {
          before.get().apply(storage, staged, packs);
        }
        return new Listing(packs, List.copyOf(foreign));
      }
    }
  }

  /** Whether Spark, DuckDB or Arrow would read it with a table. */
  private static boolean isSeen(String fileName) {
    return fileName.endsWith(Layout.SUFFIX)
        && !fileName.startsWith(".")
        && !fileName.startsWith("_");
  }

  private static List<Table<?>> trialsFirst() {
    var tables = new ArrayList<>(Layout.TABLES);
    java.util.Collections.reverse(tables);
    return tables;
  }

  private static Map<String, Storage.Entry> byPack(List<Storage.Entry> entries) {
    var byPack = new TreeMap<String, Storage.Entry>();
    entries.forEach(entry -> byPack.put(Layout.pack(entry.fileName()), entry));
    return byPack;
  }

  /** Files of a table by pack. */
  Map<String, Storage.Entry> of(String table) {
    return packs.getOrDefault(table, Map.of());
  }

  /** Files of {@code trials} by pack. */
  Map<String, Storage.Entry> trials() {
    return of(TrialsTable.TABLE.name());
  }

  /** Files of packs that have none in {@code trials}. */
  List<Storage.Entry> orphans() {
    return packs.values().stream()
        .flatMap(files -> files.entrySet().stream())
        .filter(file -> !trials().containsKey(file.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
