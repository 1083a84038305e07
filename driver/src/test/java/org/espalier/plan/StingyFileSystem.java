package org.espalier.plan;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A Hadoop file system, kept on the local disk, that gives no more than the commit protocol asks
 * for: like an object store it copies a file that is renamed and then deletes it, it renames no
 * directory, and it has no file before its writer has closed it. And it is full once so many bytes
 * are written; what is deleted does not come back.
 *
 * <p>Each authority, {@code stingy://NAME/}, is a disk of its own.
 */
public final class StingyFileSystem extends RawLocalFileSystem {
  private static final Map<String, AtomicLong> LEFT = new ConcurrentHashMap<>();
  private static final String FULL = "No space left on device";

  private URI uri;

  /** What Hadoop has to be told to find it. */
  public static final Map<String, String> CONFIGURATION =
      Map.of("fs.stingy.impl", StingyFileSystem.class.getName());

  /** The address of a local folder on a disk with room for so many bytes. */
  public static String address(String disk, java.nio.file.Path folder, long bytes) {
    LEFT.put(disk, new AtomicLong(bytes));
    return "stingy://" + disk + folder;
  }

  /** How many bytes there is room for; less than none if it was not enough. */
  public static long left(String disk) {
    return LEFT.get(disk).get();
  }

  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(name, configuration);
    uri = URI.create("stingy://" + name.getAuthority());
    setWorkingDirectory(new Path("/"));
  }

  @Override
  public URI getUri() {
    return uri == null ? super.getUri() : uri; // asked before it is initialised
  }

  @Override
  public String getScheme() {
    return "stingy";
  }

  private void take(long bytes) throws IOException {
    if (LEFT.get(uri.getAuthority()).addAndGet(-bytes) < 0) {
      throw new IOException(FULL);
    }
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(file, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (!overwrite && exists(file)) {
      throw new org.apache.hadoop.fs.FileAlreadyExistsException(file.toString());
    }
    mkdirs(file.getParent());
    Path upload = new Path(file.getParent(), "_upload-" + file.getName());
    OutputStream out = super.create(upload, true, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(new Upload(out, upload, file), null);
  }

  /** A file that is there once it is closed. */
  private final class Upload extends FilterOutputStream {
    private final Path upload;
    private final Path file;
    private boolean failed;
    private boolean closed;

    Upload(OutputStream out, Path upload, Path file) {
      super(out);
      this.upload = upload;
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        take(length);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      out.close();
      File from = pathToFile(upload);
      if (failed) {
        if (!from.delete()) {
          throw new FileNotFoundException(from.toString());
        }
      } else if (!from.renameTo(pathToFile(file))) {
        throw new IOException("cannot complete " + file);
      }
    }
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (!exists(from) || exists(to)) {
      return false;
    }
    if (getFileStatus(from).isDirectory()) {
      throw new UnsupportedOperationException("directories are not renamed: " + from);
    }
    byte[] content;
    try (var in = open(from)) {
      content = in.readAllBytes();
    }
    try (FSDataOutputStream out = create(to, false)) {
      out.write(content);
    }
    return delete(from, false);
  }
}
