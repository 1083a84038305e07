package org.espalier.table;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.conf.HadoopParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.InputFile;

/**
 * How a table's files are read: Parquet by way of Avro's generic records; {@link TableFileWriter}
 * writes them. Pages are held against their checksums.
 */
public final class TableFile {
  /** The Hadoop setting by which a reader holds pages against their checksums. */
  public static final String VERIFY = "parquet.page.verify-checksum.enabled";

  private TableFile() {}

  /** The columns that a file was written with. */
  public static Schema schema(InputFile file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(file)) {
      String schema = reader.getFileMetaData().getKeyValueMetaData().get("parquet.avro.schema");
      return new Schema.Parser().parse(schema);
    }
  }

  /**
   * A reader of a file's rows.
   *
   * @param projection the columns wanted, a schema with some of the table's fields; a field that
   *     the file does not have must have a default
   */
  public static ParquetReader<GenericRecord> reader(Schema projection, InputFile file)
      throws IOException {
    var configuration = new Configuration(false);
    AvroReadSupport.setRequestedProjection(configuration, projection);
    AvroReadSupport.setAvroReadSchema(configuration, projection);
    configuration.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
    configuration.setBoolean("parquet.avro.add-list-element-records", false);
    configuration.setBoolean(VERIFY, true);
    // without it the builder reads Hadoop's own settings first, for each file anew
    return AvroParquetReader.<GenericRecord>builder(
            file, new HadoopParquetConfiguration(configuration))
        .withDataModel(GenericData.get())
        .build();
  }
}
