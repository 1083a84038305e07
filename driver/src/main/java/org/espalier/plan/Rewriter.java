package org.espalier.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.hadoop.ParquetReader;
import org.espalier.ConfigurationException;
import org.espalier.table.CheckedFile;
import org.espalier.table.Layout;
import org.espalier.table.PackFiles;
import org.espalier.table.PackManifest;
import org.espalier.table.Staging;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TableFile;
import org.espalier.table.TableFileWriter;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;

/** Puts packs in the place of others: merged, or without some trials. */
final class Rewriter {
  private final Storage storage;
  private final Lease lease;
  private final List<String> removed = new ArrayList<>();
  private final List<String> added = new ArrayList<>();

  /** Rewrites in a folder whose lease this is. */
  Rewriter(Storage storage, Lease lease) {
    this.storage = storage;
    this.lease = lease;
  }

  /**
   * Writes one pack with the rows of several, for {@link #commit}.
   *
   * @param packs the old ones, whose files all have the same columns
   * @param kept whether a pack's trial is kept
   */
  void replace(List<String> packs, BiPredicate<String, TrialId> kept) throws IOException {
    Set<TrialId> ids = new LinkedHashSet<>();
    List<Table<?>> tables = tables(packs.get(0));
    try (Staging drafts = storage.staging(Rewrite.drafts(UUID.randomUUID().toString()))) {
      var companions = new LinkedHashMap<String, PackManifest.Companion>();
      for (Table<?> table : tables) {
        Schema schema = schema(table, packs.get(0));
        TableFileWriter writer =
            TableFileWriter.open(schema, drafts.output(table.name() + Layout.SUFFIX));
        try (writer) {
          for (String pack : packs) {
            copy(table, schema, pack, kept, writer, ids);
          }
          if (table == TrialsTable.TABLE) {
            writer.manifest(new PackManifest(Layout.packName(ids), companions));
          }
        }
        companions.put(table.name(), writer.written());
      }
      removed.addAll(packs);
      if (!ids.isEmpty()) {
        String name = Layout.packName(ids);
        for (Table<?> table : tables) {
          drafts.publish(table.name() + Layout.SUFFIX, Rewrite.staged(table, name));
        }
        added.add(name);
      }
    }
  }

  private void copy(
      Table<?> table,
      Schema schema,
      String pack,
      BiPredicate<String, TrialId> kept,
      TableFileWriter writer,
      Set<TrialId> ids)
      throws IOException {
    String key = schema.getField(TrialsTable.ID) == null ? TrialsTable.FORMER_ID : TrialsTable.ID;
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

  /**
   * The tables in which a pack has files, {@code trials} last.
   *
   * @throws ConfigurationException if a newer version wrote it, with tables that this one lacks
   */
  private List<Table<?>> tables(String pack) throws IOException {
    String trials = Layout.file(TrialsTable.TABLE, pack);
    Set<String> names =
        new TreeSet<>(PackFiles.tables(CheckedFile.footer(storage.input(trials)).manifest()));
    var tables = new ArrayList<Table<?>>();
    for (Table<?> table : Layout.TABLES) {
      if (names.remove(table.name())) {
        tables.add(table);
      }
    }
    if (!names.isEmpty()) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s was written by a newer version, with tables that this one does not know: %s",
              storage.address(trials),
              String.join(", ", names)));
    }
    return tables;
  }

  /** Packs by their tables and the columns of these: only those of one kind can be merged. */
  Collection<List<String>> byColumns(Collection<String> packs) throws IOException {
    Map<List<Object>, List<String>> kinds = new LinkedHashMap<>();
    for (String pack : packs) {
      var kind = new ArrayList<>();
      for (Table<?> table : tables(pack)) {
        kind.add(table.name());
        kind.add(schema(table, pack));
      }
      kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(pack);
    }
    return kinds.values();
  }

  /**
   * Has the new packs take the place of the old ones, once every byte of them has been read back.
   *
   * @throws IOException if one cannot be read back; nothing has changed then
   * @throws ConfigurationException if another run has taken the lease; nothing has changed then
   */
  void commit() throws IOException {
    if (removed.isEmpty()) {
      return;
    }
    for (String pack : added) {
      List<PackFiles.Damage> damages =
          PackFiles.damages(storage, pack, table -> Rewrite.staged(table, pack));
      if (!damages.isEmpty()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s %s right after it was written",
                storage.address(damages.get(0).file()),
                damages.get(0).what()));
      }
    }
    Rewrite.of(UUID.randomUUID().toString(), storage, removed, added).decide(storage, lease);
  }

  /** Removes trials from the tables; whether any were there. */
  static boolean forget(Storage storage, Collection<StoredTrial> trials, Lease lease)
      throws IOException {
    var byPack = new TreeMap<String, Set<TrialId>>();
    trials.forEach(
        trial -> byPack.computeIfAbsent(trial.pack(), p -> new LinkedHashSet<>()).add(trial.id()));
    var rewriter = new Rewriter(storage, lease);
    for (Map.Entry<String, Set<TrialId>> pack : byPack.entrySet()) {
      rewriter.replace(List.of(pack.getKey()), (name, id) -> !pack.getValue().contains(id));
    }
    rewriter.commit();
    return !byPack.isEmpty();
  }
}
