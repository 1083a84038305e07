package org.espalier.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.hadoop.ParquetReader;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.TableFile;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;

/** Some metrics of the stored trials that succeeded, read without Spark. */
public final class MetricScan {
  private MetricScan() {}

  /**
   * Reads them.
   *
   * @param metrics names of columns of the table {@code trials}
   * @return for each trial the values of these metrics, NaN where there is none
   */
  public static Map<TrialId, double[]> read(ResultStore store, List<String> metrics)
      throws IOException {
    var wanted = new ArrayList<>(metrics);
    wanted.add("status");
    Schema columns = TrialsTable.withId(wanted.toArray(String[]::new));
    var found = new ConcurrentHashMap<TrialId, double[]>();
    StoreContents contents = store.whole();
    for (Storage.Entry file : contents.files(TrialsTable.TABLE)) {
      try (ParquetReader<GenericRecord> reader =
          TableFile.reader(columns, store.storage().input(file.name()))) {
        for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
          TrialId id = TrialsTable.id(row);
          if (row.get("status").toString().equals("succeeded")
              && contents.counts(Layout.pack(file.fileName()), id)) {
            found.put(id, values(row, metrics));
          }
        }
      }
    }
    return found;
  }

  private static double[] values(GenericRecord row, List<String> metrics) {
    return metrics.stream()
        .mapToDouble(m -> row.get(m) instanceof Number number ? number.doubleValue() : Double.NaN)
        .toArray();
  }
}
