package org.espalier.scan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetPartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.espalier.ConfigurationException;
import org.espalier.plan.ResultStore;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;

/** Rows of some trials alone, from the files that they are in now. */
final class PackReader implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of trials whose files are compacted again and again before they can be opened. */
  private static final int ATTEMPTS = 5;

  private final ParquetPartitionReaderFactory parquet;
  private final StructType wanted;
  private final PackRows rows;

  /**
   * A reader.
   *
   * @param parquet reads the wanted columns and the trial's id
   * @param wanted columns
   */
  PackReader(ParquetPartitionReaderFactory parquet, StructType wanted, PackRows rows) {
    this.parquet = parquet;
    this.wanted = wanted;
    this.rows = rows;
  }

  /** Whether some rows of a file count elsewhere. */
  boolean isPartial(PartitionedFile file) {
    return rows.partial().contains(pack(file));
  }

  private static String pack(PartitionedFile file) {
    return Layout.pack(file.toPath().getName());
  }

  /** The rows of a file that count there. */
  PartitionReader<InternalRow> counted(PartitionedFile file) {
    Set<String> trials = trials(file);
    return new ReplaceableReader<>(filtered(file, trials), () -> now(trials, ATTEMPTS));
  }

  /** The rows of a file that is gone, from the files that hold its trials now. */
  PartitionReader<InternalRow> moved(PartitionedFile file) {
    return now(trials(file), ATTEMPTS);
  }

  private Set<String> trials(PartitionedFile file) {
    return rows.trials().value().getOrDefault(pack(file), Set.of());
  }

  private PartitionReader<InternalRow> now(Set<String> trials, int attempts) {
    if (attempts == 0) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s is rewritten faster than it can be read; ask again later",
              rows.root()));
    }
    var readers = new ArrayList<Supplier<PartitionReader<InternalRow>>>();
    StoreSnapshot snapshot = StoreSnapshot.of(ResultStore.open(rows.root(), hadoop()));
    for (Storage.Entry entry : snapshot.files(table())) {
      Set<String> here =
          new HashSet<>(snapshot.trials().getOrDefault(Layout.pack(entry.fileName()), Set.of()));
      here.retainAll(trials);
      if (!here.isEmpty()) {
        PartitionedFile file = file(snapshot.store().storage(), entry);
        readers.add(
            () -> new ReplaceableReader<>(filtered(file, here), () -> now(here, attempts - 1)));
      }
    }
    return new ChainedReader<>(readers);
  }

  private Table<?> table() {
    return Layout.TABLES.stream()
        .filter(table -> table.name().equals(rows.table()))
        .findFirst()
        .orElseThrow();
  }

  private Map<String, String> hadoop() {
    var settings = new HashMap<String, String>();
    if (!Storage.isLocal(rows.root())) {
      parquet
          .broadcastedConf()
          .value()
          .value()
          .forEach(entry -> settings.put(entry.getKey(), entry.getValue()));
    }
    return settings;
  }

  private static PartitionedFile file(Storage storage, Storage.Entry entry) {
    return new PartitionedFile(
        InternalRow.empty(),
        SparkPath.fromPath(SnapshotFiles.path(storage.address(entry.name()))),
        0,
        entry.size(),
        new String[0],
        0,
        entry.size(),
        scala.collection.immutable.Map$.MODULE$.empty());
  }

  private PartitionReader<InternalRow> filtered(PartitionedFile file, Set<String> trials) {
    PartitionReader<InternalRow> all =
        parquet.createReader(new FilePartition(0, new PartitionedFile[] {file}));
    return new TrialRowsReader(
        all, wanted, parquet.readDataSchema().fieldIndex(rows.key()), trials);
  }
}
