package org.espalier.plan;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.InputFile;
import org.espalier.table.Layout;
import org.espalier.table.TableFile;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;

/** Some metrics of the stored trials that succeeded, read without Spark. */
public final class MetricScan {
  private MetricScan() {}

  /**
   * Reads them, again where a compaction has replaced a file since it was listed.
   *
   * @param metrics names of columns of the table {@code trials}
   * @return for each trial the values of these metrics, NaN where there is none
   */
  public static Map<TrialId, double[]> read(ResultStore store, List<String> metrics)
      throws IOException {
    var wanted = new ArrayList<>(metrics);
    wanted.add("status");
    Schema columns = TrialsTable.withId(wanted.toArray(String[]::new));
    for (int attempt = 1; ; attempt++) {
      StoreContents contents = store.whole();
      Map<TrialId, double[]> found = new ConcurrentHashMap<>();
      try {
        Unreadable.map(
            contents.files(TrialsTable.TABLE),
            file -> {
              InputFile input = store.storage().input(file.name());
              try (ParquetReader<GenericRecord> reader = TableFile.reader(columns, input)) {
                for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
                  TrialId id = TrialsTable.id(row);
                  if (row.get("status").toString().equals("succeeded")
                      && contents.counts(Layout.pack(file.fileName()), id)) {
                    found.put(id, values(row, metrics));
                  }
                }
              }
              return file;
            });
        return found;
      } catch (FileNotFoundException | NoSuchFileException e) {
        if (attempt == ResultStore.ATTEMPTS) {
          throw e; // else a compaction replaced the file after it was listed
        }
      }
    }
  }

  private static double[] values(GenericRecord row, List<String> metrics) {
    return metrics.stream()
        .mapToDouble(m -> row.get(m) instanceof Number number ? number.doubleValue() : Double.NaN)
        .toArray();
  }
}
