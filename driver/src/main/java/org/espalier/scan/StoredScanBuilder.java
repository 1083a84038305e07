package org.espalier.scan;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScan;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Takes columns and filters as Spark's own reader of Parquet does. */
final class StoredScanBuilder extends ParquetScanBuilder {
  private static final long serialVersionUID = 1L;

  private final PackRows rows;

  StoredScanBuilder(
      SparkSession spark,
      SnapshotFiles files,
      StructType schema,
      CaseInsensitiveStringMap options,
      PackRows rows) {
    super(spark, files, schema, schema, options);
    this.rows = rows;
  }

  /** Rows are counted, not footers: rows of a file may count elsewhere. */
  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    return false;
  }

  @Override
  public boolean supportCompletePushDown(Aggregation aggregation) {
    return false;
  }

  @Override
  public ParquetScan build() {
    return new StoredScan(super.build(), rows);
  }
}
