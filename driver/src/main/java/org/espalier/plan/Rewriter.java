package org.espalier.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TableFile;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;

/** Puts packs in the place of others: merged, or without some trials. Needs the folder's lease. */
final class Rewriter {
  private final Storage storage;
  private final List<String> removed = new ArrayList<>();
  private final List<String> added = new ArrayList<>();

  Rewriter(Storage storage) {
    this.storage = storage;
  }

  /**
   * Writes one pack with the rows of several, for {@link #commit}.
   *
   * @param packs the old ones, whose files all have the same columns
   * @param kept whether a pack's trial is kept
   */
  void replace(List<String> packs, BiPredicate<String, TrialId> kept) throws IOException {
    Set<TrialId> ids = new LinkedHashSet<>();
    String draft = UUID.randomUUID().toString();
    for (Table<?> table : Layout.TABLES) {
      Schema schema = schema(table, packs.get(0));
      String key = table == TrialsTable.TABLE ? "id" : "trial_id";
      try (ParquetWriter<GenericRecord> writer =
          TableFile.writer(schema, storage.output(Rewrite.staged(table, draft)))) {
        for (String pack : packs) {
          copy(table, schema, key, pack, kept, writer, ids);
        }
      }
    }
    removed.addAll(packs);
    if (ids.isEmpty()) {
      for (Table<?> table : Layout.TABLES) {
        storage.delete(Rewrite.staged(table, draft));
      }
      return;
    }
    String name = Layout.packName(ids);
    for (Table<?> table : Layout.TABLES) {
      storage.rename(Rewrite.staged(table, draft), Rewrite.staged(table, name));
    }
    added.add(name);
  }

  private void copy(
      Table<?> table,
      Schema schema,
      String key,
      String pack,
      BiPredicate<String, TrialId> kept,
      ParquetWriter<GenericRecord> writer,
      Set<TrialId> ids)
      throws IOException {
    try (ParquetReader<GenericRecord> reader =
        TableFile.reader(schema, storage.input(Layout.file(table, pack)))) {
      for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
        var id = new TrialId(row.get(key).toString());
        if (kept.test(pack, id)) {
          writer.write(row);
          if (table == TrialsTable.TABLE) {
            ids.add(id);
          }
        }
      }
    }
  }

  /** The columns of a pack's file, which an older version may have written. */
  private Schema schema(Table<?> table, String pack) throws IOException {
    return TableFile.schema(storage.input(Layout.file(table, pack)));
  }

  /** Packs by the columns of their files: only those of one kind can be merged. */
  Collection<List<String>> byColumns(Collection<String> packs) throws IOException {
    Map<List<Schema>, List<String>> kinds = new LinkedHashMap<>();
    for (String pack : packs) {
      var schemas = new ArrayList<Schema>();
      for (Table<?> table : Layout.TABLES) {
        schemas.add(schema(table, pack));
      }
      kinds.computeIfAbsent(schemas, k -> new ArrayList<>()).add(pack);
    }
    return kinds.values();
  }

  /** Has the new packs take the place of the old ones. */
  void commit() throws IOException {
    if (!removed.isEmpty()) {
      // A pack that is rewritten as itself is among both: its new file replaces the old one.
      removed.removeAll(added);
      Rewrite.of(UUID.randomUUID().toString(), removed, added).decide(storage);
    }
  }

  /** Removes trials from the tables; whether any were there. */
  static boolean forget(Storage storage, Collection<StoredTrial> trials) throws IOException {
    var byPack = new TreeMap<String, Set<TrialId>>();
    trials.forEach(
        trial -> byPack.computeIfAbsent(trial.pack(), p -> new LinkedHashSet<>()).add(trial.id()));
    var rewriter = new Rewriter(storage);
    for (Map.Entry<String, Set<TrialId>> pack : byPack.entrySet()) {
      rewriter.replace(List.of(pack.getKey()), (name, id) -> !pack.getValue().contains(id));
    }
    rewriter.commit();
    return !byPack.isEmpty();
  }
}
