package org.espalier.table;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.conf.HadoopParquetConfiguration;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A table's file that was found to be what was written, as far as was looked.
 *
 * @param size in bytes
 * @param rows of the table
 * @param checksum of all of its bytes; empty in a file of version 0.1.0, which has none
 * @param manifest of its pack, if it is a {@code trials} file that has one
 */
public record CheckedFile(long size, long rows, String checksum, Optional<PackManifest> manifest) {
  /** What is read of a file's end, and of a file that is not larger all of it. */
  static final int WINDOW = 256 << 10;

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int TRAILER = 8; // length of the footer, and the magic
  private static final int CHUNK = 1 << 20;

  /**
   * Looks at a file's end: its indexes and its footer. A file of no more than 256 KiB is looked at
   * as a whole; of one of version 0.1.0, which has no checksum, only its two ends are.
   *
   * @throws DamagedFileException if it is not what was written
   * @throws NewerFormatException if a newer version wrote it in a format of its own
   */
  public static CheckedFile footer(InputFile file) throws IOException {
    try (SeekableInputStream in = file.newStream()) {
      return Look.at(file, in).checked();
    }
  }

  /**
   * Reads all of a file.
   *
   * @throws DamagedFileException if it is not what was written
   * @throws NewerFormatException if a newer version wrote it in a format of its own
   */
  public static CheckedFile whole(InputFile file) throws IOException {
    try (SeekableInputStream in = file.newStream()) {
      Look look = Look.at(file, in);
      CheckedFile checked = look.checked();
      if (look.checksum.isEmpty()) {
        WatchedFile.decode(file, CheckedFile::readPages);
      } else if (!look.hasAll()) {
        look.checkData(in);
      }
      return checked;
    }
  }

  /** The end of a file. */
  private record Look(long size, byte[] end, Optional<FileChecksum> checksum, byte[] head) {

    static Look at(InputFile file, SeekableInputStream in) throws IOException {
      long size = file.getLength();
      if (size < MAGIC.length + TRAILER) {
        throw new DamagedFileException(
            size == 0 ? "is empty" : String.format(Locale.ROOT, "is cut to %d bytes", size));
      }
      byte[] end = end(in, size, Math.min(size, WINDOW));
      if (!Arrays.equals(end, end.length - MAGIC.length, end.length, MAGIC, 0, MAGIC.length)) {
        throw new DamagedFileException("is cut: its end is not that of a Parquet file");
      }
      Optional<FileChecksum> checksum = FileChecksum.find(end);
      long from = checksum.map(FileChecksum::dataBytes).orElse(size - TRAILER - footerBytes(end));
      if (from < MAGIC.length || from > size - TRAILER) {
        throw new DamagedFileException("has a damaged footer");
      }
      if (size - from > end.length) {
        end = end(in, size, size - from);
      }
      return new Look(size, end, checksum, checksum.isEmpty() ? head(in) : new byte[0]);
    }

    private static byte[] end(SeekableInputStream in, long size, long length) throws IOException {
      if (length > Integer.MAX_VALUE - CHUNK) {
        throw new DamagedFileException("has a damaged footer");
      }
      byte[] end = new byte[(int) length];
      in.seek(size - length);
      in.readFully(end);
      return end;
    }

    private static byte[] head(SeekableInputStream in) throws IOException {
      byte[] head = new byte[MAGIC.length];
      in.seek(0);
      in.readFully(head);
      return head;
    }

    private static long footerBytes(byte[] end) {
      int at = end.length - TRAILER;
      return (end[at] & 0xFFL)
          | (end[at + 1] & 0xFFL) << 8
          | (end[at + 2] & 0xFFL) << 16
          | (end[at + 3] & 0xFFL) << 24;
    }

    boolean hasAll() {
      return end.length == size;
    }

    CheckedFile checked() throws DamagedFileException, NewerFormatException {
      if (checksum.isPresent()) {
        checkChecksum(checksum.get());
      } else if (!Arrays.equals(head, MAGIC)) {
        throw new DamagedFileException("does not begin as a Parquet file");
      }
      FileMetaData footer = footer();
      Map<String, String> metadata = metadata(footer);
      if (checksum.isEmpty()
          && metadata.keySet().stream().anyMatch(k -> k.startsWith("espalier"))) {
        throw new DamagedFileException("has a damaged footer");
      }
      String format = metadata.get(StoreFormat.KEY);
      if (format != null) {
        Optional<String> refusal = StoreFormat.parse(format).refusal();
        if (refusal.isPresent()) {
          throw new NewerFormatException(refusal.get());
        }
      }
      String manifest = metadata.get(PackManifest.KEY);
      return new CheckedFile(
          size,
          footer.getNum_rows(),
          checksum.map(FileChecksum::toString).orElse(""),
          manifest == null ? Optional.empty() : Optional.of(PackManifest.parse(manifest)));
    }

    private void checkChecksum(FileChecksum sum) throws DamagedFileException {
      int dataEnd = (int) (sum.dataBytes() - (size - end.length));
      if (!sum.fits(end, dataEnd)) {
        throw new DamagedFileException("has a damaged footer: its checksum is another");
      }
      if (hasAll() && FileChecksum.crc(end, 0, dataEnd) != sum.data()) {
        throw damagedData();
      }
    }

    private FileMetaData footer() throws DamagedFileException {
      int length = (int) footerBytes(end);
      try {
        return Util.readFileMetaData(
            new ByteArrayInputStream(end, end.length - TRAILER - length, length), true);
      } catch (IOException | RuntimeException e) {
        throw new DamagedFileException("has a damaged footer", e);
      }
    }

    private static Map<String, String> metadata(FileMetaData footer) {
      var metadata = new HashMap<String, String>();
      if (footer.getKey_value_metadata() != null) {
        footer.getKey_value_metadata().forEach(kv -> metadata.put(kv.getKey(), kv.getValue()));
      }
      return metadata;
    }

    void checkData(SeekableInputStream in) throws IOException {
      var crc = new CRC32C();
      byte[] chunk = new byte[CHUNK];
      long left = checksum.orElseThrow().dataBytes();
      in.seek(0);
      while (left > 0) {
        int length = (int) Math.min(left, CHUNK);
        in.readFully(chunk, 0, length);
        crc.update(chunk, 0, length);
        left -= length;
      }
      if ((int) crc.getValue() != checksum.orElseThrow().data()) {
        throw damagedData();
      }
    }

    private static DamagedFileException damagedData() {
      return new DamagedFileException("holds other bytes than were written: its checksum differs");
    }
  }

  /**
   * Of a file without a checksum: those of its pages, where it has them, and their compression.
   *
   * @return the number of its pages
   */
  private static long readPages(InputFile file) throws IOException {
    long pages = 0;
    ParquetReadOptions options =
        HadoopReadOptions.builder(new HadoopParquetConfiguration())
            .usePageChecksumVerification()
            .build();
    try (ParquetFileReader reader = ParquetFileReader.open(file, options)) {
      for (PageReadStore rows = reader.readNextRowGroup();
          rows != null;
          rows = reader.readNextRowGroup()) {
        for (ColumnDescriptor column : reader.getFileMetaData().getSchema().getColumns()) {
          PageReader reading = rows.getPageReader(column);
          reading.readDictionaryPage();
          while (reading.readPage() != null) { // it has its checksum, and is decompressed
            pages++;
          }
        }
      }
    }
    return pages;
  }
}
