package org.espalier.scan;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetPartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Spark's scan of Parquet files, of which each is read as a whole. */
final class StoredScan extends ParquetScan {
  private static final long serialVersionUID = 1L;

  private final PackRows rows;

  StoredScan(ParquetScan parquet, PackRows rows) {
    super(
        parquet.sparkSession(),
        parquet.hadoopConf(),
        parquet.fileIndex(),
        parquet.dataSchema(),
        parquet.readDataSchema(),
        parquet.readPartitionSchema(),
        parquet.pushedFilters(),
        parquet.options(),
        parquet.pushedAggregate(),
        parquet.partitionFilters(),
        parquet.dataFilters(),
        parquet.pushedVariantExtractions());
    this.rows = rows;
  }

  /** A file that is gone is replaced by others as a whole or not at all; none is large. */
  @Override
  public boolean isSplitable(Path path) {
    return false;
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    var parquet = (ParquetPartitionReaderFactory) super.createReaderFactory();
    var withKey = (ParquetPartitionReaderFactory) withKey().createReaderFactory();
    return new StoredReaderFactory(parquet, new PackReader(withKey, readDataSchema(), rows));
  }

  /** The same with the column that tells trials apart, at the end unless it is read already. */
  private ParquetScan withKey() {
    StructType wanted = readDataSchema();
    boolean isRead = List.of(wanted.fieldNames()).contains(rows.key());
    return new ParquetScan(
        sparkSession(),
        new Configuration(hadoopConf()), // the columns that are read are a setting in it
        fileIndex(),
        dataSchema(),
        isRead ? wanted : wanted.add(rows.key(), DataTypes.StringType),
        readPartitionSchema(),
        pushedFilters(),
        options(),
        pushedAggregate(),
        partitionFilters(),
        dataFilters(),
        pushedVariantExtractions());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredScan that && rows.equals(that.rows) && super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
