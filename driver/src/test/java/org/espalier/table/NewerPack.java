package org.espalier.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;

/** A pack as a version to come might write it. */
public final class NewerPack {
  /** The version that wrote it. */
  public static final String VERSION = "9.8.7";

  private NewerPack() {}

  /** Writes a pack's {@code trials} file once more, whole and in format 2. */
  public static void write(Path trials) throws IOException {
    var file = new LocalInputFile(trials);
    PackManifest manifest = CheckedFile.footer(file).manifest().orElseThrow();
    Path newer = trials.resolveSibling(".newer");
    try (var writer = TableFileWriter.open(TrialsTable.TABLE.schema(), new LocalOutputFile(newer));
        ParquetReader<GenericRecord> rows = TableFile.reader(TrialsTable.TABLE.schema(), file)) {
      for (GenericRecord row = rows.read(); row != null; row = rows.read()) {
        writer.write(row);
      }
      writer.manifest(manifest, new StoreFormat(2, VERSION));
    }
    Files.move(newer, trials, StandardCopyOption.REPLACE_EXISTING);
  }
}
