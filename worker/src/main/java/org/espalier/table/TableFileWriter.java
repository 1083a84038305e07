package org.espalier.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * Writes one file of a table, with a checksum of each page and one of the whole file.
 *
 * <p>Lists are in the form that Spark, DuckDB and Arrow take for lists.
 */
public final class TableFileWriter implements Closeable {
  /** Of a row group in memory: a file of each table is open at once in every task. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  private final ChecksummedOutput output;
  private final Map<String, String> metadata = new HashMap<>();
  private final ParquetWriter<GenericRecord> writer;
  private long rows;

  private TableFileWriter(Schema schema, OutputFile file) throws IOException {
    output = new ChecksummedOutput(file);
    var configuration = new Configuration(false);
    configuration.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
    writer =
        new Builder(schema)
            .withConf(configuration)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withPageWriteChecksumEnabled(true)
            .build();
  }

  /** A writer of a table's rows. */
  public static TableFileWriter open(Schema schema, OutputFile file) throws IOException {
    return new TableFileWriter(schema, file);
  }

  /** Writes a row. */
  public void write(GenericRecord row) throws IOException {
    writer.write(row);
    rows++;
  }

  /** Adds to a {@code trials} file, before it is closed, what is to be known of its pack. */
  public void manifest(PackManifest manifest) {
    manifest(manifest, StoreFormat.here());
  }

  /** The same in a format that is not necessarily that of this version. */
  void manifest(PackManifest manifest, StoreFormat format) {
    metadata.put(PackManifest.KEY, manifest.text());
    metadata.put(StoreFormat.KEY, format.text());
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  /** The file as it was written; it must be closed. */
  public PackManifest.Companion written() {
    return new PackManifest.Companion(output.size(), rows, output.checksum().toString());
  }

  private final class Builder extends ParquetWriter.Builder<GenericRecord, Builder> {
    private final Schema schema;

    Builder(Schema schema) {
      super(output);
      this.schema = schema;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // Parquet's own builder still has it abstract
    protected WriteSupport<GenericRecord> getWriteSupport(Configuration configuration) {
      return new Support(schema, configuration);
    }
  }

  /** Adds to the footer what is known only once all rows are written. */
  private final class Support extends AvroWriteSupport<GenericRecord> {
    Support(Schema schema, Configuration configuration) {
      super(new AvroSchemaConverter(configuration).convert(schema), schema, GenericData.get());
    }

    @Override
    public FinalizedWriteContext finalizeWrite() {
      metadata.put(FileChecksum.KEY, output.endData());
      return new FinalizedWriteContext(metadata);
    }
  }
}
