package org.espalier.query;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.hadoop.ParquetReader;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoreContents;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.TableFile;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;

/** The headline metrics of stored trials that succeeded, read without Spark. */
public final class RecoveryScan {
  private RecoveryScan() {}

  /**
   * Reads them.
   *
   * @return for each trial the values of {@link Headline#METRICS}, NaN where there is none
   */
  public static Map<TrialId, List<Double>> read(ResultStore store) throws IOException {
    var wanted = new ArrayList<String>(Headline.METRICS);
    wanted.add("status");
    Schema columns = TrialsTable.withId(wanted.toArray(String[]::new));
    var metrics = new ConcurrentHashMap<TrialId, List<Double>>();
    StoreContents contents = store.whole();
    for (Storage.Entry file : contents.files(TrialsTable.TABLE)) {
      try (ParquetReader<GenericRecord> reader =
          TableFile.reader(columns, store.storage().input(file.name()))) {
        for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
          TrialId id = TrialsTable.id(row);
          if (row.get("status").toString().equals("succeeded")
              && contents.counts(Layout.pack(file.fileName()), id)) {
            metrics.put(id, values(row));
          }
        }
      }
    }
    return metrics;
  }

  private static List<Double> values(GenericRecord row) {
    var values = new ArrayList<Double>();
    for (String metric : Headline.METRICS) {
      values.add(row.get(metric) instanceof Number number ? number.doubleValue() : Double.NaN);
    }
    return values;
  }
}
