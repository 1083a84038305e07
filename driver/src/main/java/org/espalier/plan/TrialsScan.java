package org.espalier.plan;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.hadoop.ParquetReader;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.TableFile;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;

/** Reads the columns of the {@code trials} table that planning needs, without Spark. */
final class TrialsScan {
  private static final Schema COLUMNS =
      TrialsTable.TABLE.projection(Set.of("id", "sweep", "status", "steps_done", "seconds"));

  /**
   * What a scan found.
   *
   * @param trials in the order of their files
   * @param corrupt names of the files that cannot be read
   */
  record Contents(List<StoredTrial> trials, List<String> corrupt) {}

  private TrialsScan() {}

  /**
   * Reads some files of the table.
   *
   * @throws NoSuchFileException if one is no longer there: the table was compacted meanwhile
   */
  static Contents read(Storage storage, List<Storage.Entry> files) throws IOException {
    var trials = new ArrayList<StoredTrial>();
    var corrupt = new ArrayList<String>();
    List<FileContents> all =
        files.parallelStream().map(file -> FileContents.read(storage, file)).toList();
    for (FileContents file : all) {
      if (file.gone()) {
        throw new NoSuchFileException(file.name());
      }
      file.rows().ifPresentOrElse(trials::addAll, () -> corrupt.add(file.name()));
    }
    return new Contents(trials, corrupt);
  }

  /** The rows of a file; empty if it cannot be read. */
  private record FileContents(String name, Optional<List<StoredTrial>> rows, boolean gone) {

    static FileContents read(Storage storage, Storage.Entry file) {
      String name = file.name();
      String pack = file.fileName().substring(0, file.fileName().length() - Layout.SUFFIX.length());
      try (ParquetReader<GenericRecord> reader = TableFile.reader(COLUMNS, storage.input(name))) {
        var rows = new ArrayList<StoredTrial>();
        for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
          rows.add(trial(row, pack));
        }
        return new FileContents(name, Optional.of(rows), false);
      } catch (FileNotFoundException | NoSuchFileException e) {
        return new FileContents(name, Optional.empty(), true);
      } catch (IOException | RuntimeException e) {
        return new FileContents(name, Optional.empty(), false);
      }
    }
  }

  private static StoredTrial trial(GenericRecord row, String pack) {
    return new StoredTrial(
        new TrialId(row.get("id").toString()),
        row.get("sweep").toString(),
        TrialStatus.of(row.get("status").toString()),
        (Integer) row.get("steps_done"),
        (Double) row.get("seconds"),
        pack);
  }
}
