package org.espalier.catalog;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A view as a table: what is asked of it is planned within it, and run when it is read. */
final class ViewTable implements SupportsRead {
  private final String name;
  private final String meaning;
  private final SparkSession spark;
  private final Dataset<Row> rows;

  /**
   * A view.
   *
   * @param spark the session that {@code rows} is of
   */
  ViewTable(String name, String meaning, SparkSession spark, Dataset<Row> rows) {
    this.name = name;
    this.meaning = meaning;
    this.spark = spark;
    this.rows = rows;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  @SuppressWarnings("deprecation") // columns() is made of it
  public StructType schema() {
    return rows.schema();
  }

  @Override
  public Map<String, String> properties() {
    return Map.of(TableCatalog.PROP_COMMENT, meaning);
  }

  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new ViewScanBuilder(name, spark, rows);
  }
}
