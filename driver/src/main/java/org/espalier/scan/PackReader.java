package org.espalier.scan;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetPartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.espalier.ConfigurationException;
import org.espalier.Count;
import org.espalier.plan.ResultStore;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;

/**
 * Rows of some trials alone, from the files that they are in now. Where trials are no longer stored
 * or were trained again, as with {@code --retry}, what a statement began to read is gone, and it
 * fails: other tables of it may have the rows of before.
 */
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

  /** Whether what has a file's name now is not the file that was listed, or is not there. */
  boolean isOther(PartitionedFile file) {
    try {
      Path path = file.toPath();
      Configuration hadoop = parquet.broadcastedConf().value().value();
      return path.getFileSystem(hadoop).getFileStatus(path).getLen() != file.fileSize();
    } catch (FileNotFoundException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of a file that count there. */
  PartitionReader<InternalRow> counted(PartitionedFile file) {
    return counted(file, trials(file), ATTEMPTS);
  }

  private PartitionReader<InternalRow> counted(
      PartitionedFile file, Map<String, Attempt> trials, int attempts) {
    return new ReplaceableReader<>(
        filtered(file, trials.keySet()), () -> isOther(file), () -> now(trials, attempts));
  }

  /** The rows of a file that is gone, from the files that hold its trials now. */
  PartitionReader<InternalRow> moved(PartitionedFile file) {
    return now(trials(file), ATTEMPTS);
  }

  private Map<String, Attempt> trials(PartitionedFile file) {
    return rows.trials().value().getOrDefault(pack(file), Map.of());
  }

  private PartitionReader<InternalRow> now(Map<String, Attempt> trials, int attempts) {
    if (attempts == 0) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s is rewritten faster than it can be read; ask again later",
              rows.root()));
    }
    var readers = new ArrayList<Supplier<PartitionReader<InternalRow>>>();
    StoreSnapshot snapshot = StoreSnapshot.of(ResultStore.open(rows.root(), hadoop()));
    requireStored(trials, snapshot);
    for (Storage.Entry entry : snapshot.files(table())) {
      var here =
          new HashMap<>(snapshot.trials().getOrDefault(Layout.pack(entry.fileName()), Map.of()));
      here.keySet().retainAll(trials.keySet());
      if (!here.isEmpty()) {
        PartitionedFile file = file(snapshot.store().storage(), entry);
        readers.add(() -> counted(file, here, attempts - 1));
      }
    }
    return new ChainedReader<>(readers);
  }

  private void requireStored(Map<String, Attempt> trials, StoreSnapshot snapshot) {
    var others = new HashMap<>(trials);
    snapshot.trials().values().forEach(pack -> others.entrySet().removeAll(pack.entrySet()));
    if (!others.isEmpty()) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s: %s that this statement reads %s taken out or trained again while it ran; ask"
                  + " again",
              rows.root(),
              Count.of(others.size(), "trial"),
              others.size() == 1 ? "was" : "were"));
    }
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
