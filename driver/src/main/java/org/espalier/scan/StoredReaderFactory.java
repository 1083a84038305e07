package org.espalier.scan;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetPartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Reads files as Spark does, by rows or by batches of columns; of a file that is gone or was
 * replaced, the rows of its trials wherever they are now.
 */
final class StoredReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final ParquetPartitionReaderFactory parquet;
  private final PackReader packs;

  /**
   * A factory.
   *
   * @param parquet reads files as they are
   * @param packs reads the rows of some trials
   */
  StoredReaderFactory(ParquetPartitionReaderFactory parquet, PackReader packs) {
    this.parquet = parquet;
    this.packs = packs;
  }

  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return parquet.supportColumnarReads(partition);
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return reader(partition, parquet::createReader, counted -> counted);
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    return reader(
        partition,
        parquet::createColumnarReader,
        counted -> new BatchReader(counted, parquet.readDataSchema()));
  }

  private <T> PartitionReader<T> reader(
      InputPartition partition,
      Function<InputPartition, PartitionReader<T>> whole,
      Function<PartitionReader<InternalRow>, PartitionReader<T>> shaped) {
    return new ChainedReader<>(
        Arrays.stream(((FilePartition) partition).files())
            .<Supplier<PartitionReader<T>>>map(
                file ->
                    packs.isPartial(file)
                        ? () -> shaped.apply(packs.counted(file))
                        : () ->
                            new ReplaceableReader<>(
                                whole.apply(new FilePartition(0, new PartitionedFile[] {file})),
                                () -> packs.isOther(file),
                                () -> shaped.apply(packs.moved(file))))
            .toList());
  }
}
