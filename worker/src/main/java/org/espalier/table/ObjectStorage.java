package org.espalier.table;

import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE_ETAG;
import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_IN_CLOSE;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.BulkDelete;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.ConfigurationException;

/**
 * Results in an object store, S3 by way of s3a: a file appears as a whole when its writer closes
 * it, directories are only the slashes of names, and nothing is ever renamed by the store.
 *
 * <p>A file is written once, under its name, in one request, and no request looks at what its name
 * leads through. Where client and server have conditional writes ({@code If-None-Match} and {@code
 * If-Match}), a file that must be new or must still be what was read is written on that condition,
 * which the server keeps for all its clients at once.
 */
final class ObjectStorage extends HadoopStorage {
  /**
   * How long a file must have stood where the server keeps no conditions, so that it is known to be
   * the last that was written by those who looked before any was there.
   */
  static final long SETTLING_MILLIS = 2000;

  private static final String FAST_CREATION = "fs.s3a.create.performance";
  private static final int COPY_BYTES = 1 << 16;

  /** Whether the server keeps conditions; empty until one was put to the test. */
  private Optional<Boolean> keepsConditions = Optional.empty();

  ObjectStorage(FileSystem files, Path root) throws IOException {
    super(files, root);
    if (!files.hasPathCapability(root, FS_OPTION_CREATE_CONDITIONAL_OVERWRITE)
        || !files.hasPathCapability(root, FS_OPTION_CREATE_CONDITIONAL_OVERWRITE_ETAG)) {
      keepsConditions = Optional.of(false);
    }
  }

  /** {@inheritDoc} One request. */
  @Override
  public void requireReachable() {
    try {
      files.listStatusIterator(root).hasNext();
    } catch (FileNotFoundException e) {
      // nothing is stored there yet
    } catch (IOException e) {
      throw new ConfigurationException(root + ": " + ObjectStoreFailure.reason(e), e);
    }
  }

  /** Whether a file system shows files only once they are closed, as object stores do. */
  static boolean isOne(FileSystem files, Path root) throws IOException {
    return files.hasPathCapability(root, FS_OPTION_CREATE_IN_CLOSE);
  }

  @Override
  public Staging staging(String directory) throws IOException {
    Storage.checked(directory);
    return UploadedStaging.of(this);
  }

  /** Writes a file, replacing the one that had the name, in one request. */
  void put(String name, InputStream content) throws IOException {
    put(name, content, Map.of());
  }

  private void put(String name, InputStream content, Map<String, String> conditions)
      throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(path(name));
    builder.overwrite(true);
    builder.recursive();
    builder.opt(FAST_CREATION, true);
    conditions.forEach(builder::must);
    try (FSDataOutputStream out = (FSDataOutputStream) builder.build()) {
      byte[] buffer = new byte[COPY_BYTES];
      try {
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
          out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        out.abort(); // a part of a file never appears
        throw e;
      }
    }
  }

  private void put(String name, byte[] content, Map<String, String> conditions) throws IOException {
    put(name, new ByteArrayInputStream(content), conditions);
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    put(name, content, Map.of());
  }

  /**
   * {@inheritDoc}
   *
   * <p>Never: names are one text here, and a file is in the way of no other.
   */
  @Override
  public boolean isFile(String name) {
    return false;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A copy, which appears as a whole in the place of the file that had the name, and then a
   * deletion; if the process dies in between, both are there.
   */
  @Override
  public void rename(String from, String to) throws IOException {
    try (FSDataInputStream in = files.open(path(from))) {
      put(to, in);
    }
    deleteFiles(List.of(from));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The first file that is created also shows whether the server keeps conditions: it is then
   * written once more, and the server must refuse. Where it does not, a file counts as created once
   * it is still there after a while.
   */
  @Override
  public synchronized boolean create(String name, byte[] content) throws IOException {
    if (keepsConditions.isEmpty()) {
      if (!putNew(name, content)) {
        return false;
      }
      keepsConditions = Optional.of(isRefused(name, content));
      return keepsConditions.get() || isStillThere(name, content);
    }
    if (keepsConditions.get()) {
      return putNew(name, content);
    }
    if (exists(name)) {
      return false;
    }
    put(name, content, Map.of());
    return isStillThere(name, content);
  }

  private boolean putNew(String name, byte[] content) throws IOException {
    try {
      put(name, content, Map.of(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, "true"));
      return true;
    } catch (IOException e) {
      return isOurs(name, content, e);
    }
  }

  private boolean isRefused(String name, byte[] content) throws IOException {
    try {
      put(name, content, Map.of(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, "true"));
      return false;
    } catch (IOException e) {
      if (ObjectStoreFailure.isOfCondition(e)) {
        return true;
      }
      throw e;
    }
  }

  /**
   * After a write that failed: the condition did not hold, or the answer to a write that succeeded
   * was lost and its repetition refused.
   */
  private boolean isOurs(String name, byte[] content, IOException failure) throws IOException {
    Optional<byte[]> there = read(name);
    if (there.isEmpty()) {
      throw failure;
    }
    return Arrays.equals(there.get(), content);
  }

  private boolean isStillThere(String name, byte[] content) throws IOException {
    try {
      Thread.sleep(SETTLING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + name + " was created", e);
    }
    return read(name).filter(there -> Arrays.equals(there, content)).isPresent();
  }

  @Override
  public boolean replace(String name, byte[] expected, byte[] content) throws IOException {
    if (!keepsConditions.orElse(true)) {
      return super.replace(name, expected, content);
    }
    FileStatus status;
    byte[] there;
    try {
      status = files.getFileStatus(path(name));
      try (FSDataInputStream in = files.open(path(name))) {
        there = in.readAllBytes();
      }
    } catch (FileNotFoundException e) {
      return false;
    }
    if (!Arrays.equals(there, expected)) {
      return false;
    }
    // another file since the status was asked for has another tag
    String tag = ((EtagSource) status).getEtag();
    try {
      put(name, content, Map.of(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE_ETAG, tag));
      return true;
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      Optional<byte[]> now = read(name);
      if (now.isPresent() && Arrays.equals(now.get(), expected)) {
        throw e;
      }
      return now.isPresent() && Arrays.equals(now.get(), content);
    }
  }

  /** {@inheritDoc} A thousand in a request, where the store takes as many. */
  @Override
  public void deleteFiles(Collection<String> names) throws IOException {
    List<Path> left = names.stream().map(this::path).toList();
    try (BulkDelete deletion = files.createBulkDelete(root)) {
      for (int from = 0; from < left.size(); from += deletion.pageSize()) {
        int to = Math.min(left.size(), from + deletion.pageSize());
        List<Map.Entry<Path, String>> failed =
            new ArrayList<>(deletion.bulkDelete(left.subList(from, to)));
        if (!failed.isEmpty()) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s cannot be deleted: %s",
                  failed.get(0).getKey(),
                  failed.get(0).getValue()));
        }
      }
    }
  }
}
