package org.espalier.scan;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation$;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TableFile;
import scala.Option;

/** A table of a results folder at one moment, as Spark reads it. */
public final class StoredTable implements SupportsRead {
  /** Pages are held against their checksums; a file that is gone is not skipped over. */
  private static final CaseInsensitiveStringMap OPTIONS =
      new CaseInsensitiveStringMap(
          Map.of(
              TableFile.VERIFY,
              "true",
              "ignoreMissingFiles",
              "false",
              "ignoreCorruptFiles",
              "false"));

  private final SparkSession spark;
  private final StoreSnapshot snapshot;
  private final Table<?> table;
  private final List<Storage.Entry> files;
  private final StructType schema;
  private final String key;

  /**
   * A table.
   *
   * @param files those to read, which are of one schema; others of the table are left out
   * @param schema of the files
   * @param key the column of a trial's id
   */
  public StoredTable(
      SparkSession spark,
      StoreSnapshot snapshot,
      Table<?> table,
      List<Storage.Entry> files,
      StructType schema,
      String key) {
    this.spark = spark;
    this.snapshot = snapshot;
    this.table = table;
    this.files = List.copyOf(files);
    this.schema = schema;
    this.key = key;
  }

  @Override
  public String name() {
    return snapshot.store().storage().address(table.name());
  }

  @Override
  @SuppressWarnings("deprecation") // columns() is made of it
  public StructType schema() {
    return schema;
  }

  @Override
  public Map<String, String> properties() {
    return Map.of(
        TableCatalog.PROP_COMMENT, table.schema().getDoc(), TableCatalog.PROP_LOCATION, name());
  }

  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap ignored) {
    Storage storage = snapshot.store().storage();
    var index =
        new SnapshotFiles(
            spark,
            SnapshotFiles.path(name()),
            files.stream().map(file -> SnapshotFiles.status(storage, file)).toList());
    return new StoredScanBuilder(spark, index, schema, OPTIONS, packRows());
  }

  private PackRows packRows() {
    Storage storage = snapshot.store().storage();
    Set<String> partial =
        files.stream()
            .map(file -> Layout.pack(file.fileName()))
            .filter(snapshot::isPartial)
            .collect(Collectors.toSet());
    return new PackRows(
        storage.root(), table.name(), key, partial, snapshot.trials(spark.sparkContext()));
  }

  /** Rows for whoever works with Spark's own plans. */
  public Dataset<Row> rows() {
    return org.apache.spark.sql.classic.Dataset$.MODULE$.ofRows(
        (org.apache.spark.sql.classic.SparkSession) spark,
        DataSourceV2Relation$.MODULE$.create(this, Option.empty(), Option.empty()));
  }
}
