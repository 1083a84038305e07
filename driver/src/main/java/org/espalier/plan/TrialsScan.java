package org.espalier.plan;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.InputFile;
import org.espalier.ConfigurationException;
import org.espalier.table.CheckedFile;
import org.espalier.table.DamagedFileException;
import org.espalier.table.Layout;
import org.espalier.table.NewerFormatException;
import org.espalier.table.PackManifest;
import org.espalier.table.Storage;
import org.espalier.table.TableFile;
import org.espalier.table.TrialsTable;
import org.espalier.table.WatchedFile;
import org.espalier.trial.TrialStatus;

/** Reads the columns of the {@code trials} table that planning needs, without Spark. */
final class TrialsScan {
  private static final String INHERITED = "steps_inherited";
  private static final Schema COLUMNS =
      TrialsTable.withId("sweep", "status", "steps_done", INHERITED, "seconds");

  /**
   * What a file of the table says.
   *
   * @param entry the file
   * @param pack that it is of, by the trials in it, whatever its name; empty if it is damaged
   * @param trials in its order
   * @param manifest of the pack; empty if version 0.1.0 wrote it
   * @param damage what is wrong with it; empty if nothing was found
   */
  record File(
      Storage.Entry entry,
      String pack,
      List<StoredTrial> trials,
      Optional<PackManifest> manifest,
      String damage) {

    /** Whether it can be read. */
    boolean isSound() {
      return damage.isEmpty();
    }
  }

  private TrialsScan() {}

  /** As {@link #read(Storage, Collection, Map)}, where nothing was read before. */
  static List<File> read(Storage storage, Collection<Storage.Entry> files) throws IOException {
    return read(storage, files, Map.of());
  }

  /**
   * Reads some files of the table.
   *
   * @param known files that were read before, which are taken as they were
   * @throws NoSuchFileException if one is no longer there: the table was compacted meanwhile
   * @throws IOException if one cannot be read now, which says nothing about what it holds
   * @throws ConfigurationException if a newer version of Espalier wrote one in a format of its own
   */
  static List<File> read(
      Storage storage, Collection<Storage.Entry> files, Map<Storage.Entry, File> known)
      throws IOException {
    List<Optional<File>> read =
        Unreadable.map(
            files,
            entry ->
                known.containsKey(entry)
                    ? Optional.of(known.get(entry))
                    : readIfThere(storage, entry));
    var all = new ArrayList<File>();
    for (Optional<File> file : read) {
      all.add(
          file.orElseThrow(() -> new NoSuchFileException(TrialsTable.TABLE.name() + " changed")));
    }
    return all;
  }

  private static Optional<File> readIfThere(Storage storage, Storage.Entry entry)
      throws IOException {
    try {
      return Optional.of(
          WatchedFile.decode(storage.input(entry.name()), file -> read(file, entry)));
    } catch (FileNotFoundException | NoSuchFileException e) {
      return Optional.empty();
    } catch (NewerFormatException e) {
      throw new ConfigurationException(storage.address(entry.name()) + " " + e.getMessage(), e);
    } catch (DamagedFileException e) {
      return Optional.of(damaged(entry, e.getMessage()));
    }
  }

  private static File read(InputFile file, Storage.Entry entry) throws IOException {
    CheckedFile checked = CheckedFile.footer(file);
    List<StoredTrial> trials = rows(file, entry);
    String pack = Layout.packName(trials.stream().map(StoredTrial::id).toList());
    return new File(entry, pack, trials, checked.manifest(), "");
  }

  private static File damaged(Storage.Entry entry, String what) {
    return new File(entry, "", List.of(), Optional.empty(), what);
  }

  private static List<StoredTrial> rows(InputFile file, Storage.Entry entry) throws IOException {
    String pack = Layout.pack(entry.fileName());
    try (ParquetReader<GenericRecord> reader = TableFile.reader(COLUMNS, file)) {
      var rows = new ArrayList<StoredTrial>();
      for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
        rows.add(trial(row, pack));
      }
      return List.copyOf(rows);
    }
  }

  private static StoredTrial trial(GenericRecord row, String pack) {
    return new StoredTrial(
        TrialsTable.id(row),
        row.get("sweep").toString(),
        TrialStatus.of(row.get("status").toString()),
        (Integer) row.get("steps_done"),
        row.get(INHERITED) instanceof Integer inherited ? inherited : 0, // not in former files
        (Double) row.get("seconds"),
        pack);
  }
}
