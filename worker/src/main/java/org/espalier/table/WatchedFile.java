package org.espalier.table;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.ParquetFileRange;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A file that is decoded while it is watched what its storage says: a decoder throws over bytes
 * that are wrong and over a network or a disk that fails, and only the first is damage.
 */
public final class WatchedFile implements InputFile {
  private final InputFile file;
  private volatile IOException failure;

  private WatchedFile(InputFile file) {
    this.file = file;
  }

  /** What makes rows of a file's bytes. */
  @FunctionalInterface
  public interface Decoder<T> {
    /** Reads the file. */
    T decode(InputFile file) throws IOException;
  }

  /**
   * Decodes a file.
   *
   * @throws DamagedFileException if its bytes cannot be decoded
   * @throws NewerFormatException if the decoder says so
   * @throws IOException what its storage threw, which says nothing about what the file holds
   */
  public static <T> T decode(InputFile file, Decoder<T> decoder) throws IOException {
    var watched = new WatchedFile(file);
    try {
      return decoder.decode(watched);
    } catch (DamagedFileException | NewerFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (watched.failure != null) {
        throw watched.failure;
      }
      throw new DamagedFileException("holds pages that cannot be read", e);
    }
  }

  @Override
  public long getLength() throws IOException {
    return watch(file::getLength);
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    return new WatchedStream(watch(file::newStream));
  }

  @Override
  public String toString() {
    return file.toString();
  }

  private interface Access<T> {
    T get() throws IOException;
  }

  private <T> T watch(Access<T> access) throws IOException {
    try {
      return access.get();
    } catch (EOFException e) {
      throw e; // the bytes say that there are more than there are
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private final class WatchedStream extends SeekableInputStream {
    private final SeekableInputStream in;

    WatchedStream(SeekableInputStream in) {
      this.in = in;
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    /** Not watched: a place that cannot be is one that the bytes say. */
    @Override
    public void seek(long position) throws IOException {
      in.seek(position);
    }

    @Override
    public int read() throws IOException {
      return watch(in::read);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      return watch(() -> in.read(bytes, from, length));
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
      return watch(() -> in.read(buffer));
    }

    @Override
    public void readFully(byte[] bytes) throws IOException {
      readFully(bytes, 0, bytes.length);
    }

    @Override
    public void readFully(byte[] bytes, int from, int length) throws IOException {
      watch(
          () -> {
            in.readFully(bytes, from, length);
            return length;
          });
    }

    @Override
    public void readFully(ByteBuffer buffer) throws IOException {
      watch(
          () -> {
            in.readFully(buffer);
            return buffer;
          });
    }

    @Override
    public boolean readVectoredAvailable(ByteBufferAllocator allocator) {
      return in.readVectoredAvailable(allocator);
    }

    @Override
    public void readVectored(List<ParquetFileRange> ranges, ByteBufferAllocator allocator)
        throws IOException {
      watch(
          () -> {
            in.readVectored(ranges, allocator);
            return ranges;
          });
      for (ParquetFileRange range : ranges) {
        range.setDataReadFuture(
            range.getDataReadFuture().whenComplete((bytes, thrown) -> noteCause(thrown)));
      }
    }

    private void noteCause(Throwable thrown) {
      for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
        if (cause instanceof IOException e && !(e instanceof EOFException)) {
          failure = e;
        }
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
