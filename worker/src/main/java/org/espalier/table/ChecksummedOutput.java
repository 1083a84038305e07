package org.espalier.table;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.CRC32C;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A file that is given its {@link FileChecksum} while Parquet writes it. */
final class ChecksummedOutput implements OutputFile {
  private final OutputFile file;
  private Stream stream;

  ChecksummedOutput(OutputFile file) {
    this.file = file;
  }

  /**
   * Says that all row groups are written: what comes now is held back until its checksum is known.
   *
   * @return the text for {@link FileChecksum#KEY}
   */
  String endData() {
    stream.tail = new ByteArrayOutputStream();
    return FileChecksum.provisional(stream.position, (int) stream.data.getValue());
  }

  /** Of the file, which is closed. */
  FileChecksum checksum() {
    return stream.checksum;
  }

  /** Bytes of the file so far. */
  long size() {
    return stream.position;
  }

  @Override
  public PositionOutputStream create(long blockSize) throws IOException {
    stream = new Stream(file.create(blockSize));
    return stream;
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSize) throws IOException {
    stream = new Stream(file.createOrOverwrite(blockSize));
    return stream;
  }

  @Override
  public boolean supportsBlockSize() {
    return file.supportsBlockSize();
  }

  @Override
  public long defaultBlockSize() {
    return file.defaultBlockSize();
  }

  @Override
  public String getPath() {
    return file.getPath();
  }

  private static final class Stream extends PositionOutputStream {
    private final PositionOutputStream out;
    private final CRC32C data = new CRC32C();
    private ByteArrayOutputStream tail;
    private FileChecksum checksum;
    private long position;

    Stream(PositionOutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      position += length;
      if (tail == null) {
        data.update(bytes, offset, length);
        out.write(bytes, offset, length);
      } else {
        tail.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    /** Gives the file its tail; without it, it is one that was given up. */
    @Override
    public void close() throws IOException {
      try (out) {
        if (tail != null && checksum == null && tail.size() > 0) {
          byte[] bytes = tail.toByteArray();
          checksum = FileChecksum.complete(bytes);
          out.write(bytes);
        }
      }
    }
  }
}
