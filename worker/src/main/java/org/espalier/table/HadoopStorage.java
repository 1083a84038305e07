package org.espalier.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;

/** Results on a file system that Hadoop reaches; as HDFS is, one that renames files. */
sealed class HadoopStorage implements Storage permits ObjectStorage {
  final FileSystem files;
  final Path root;

  HadoopStorage(FileSystem files, Path root) {
    this.files = files;
    this.root = files.makeQualified(root);
  }

  /** Where a file is. */
  final Path path(String name) {
    return new Path(root, Storage.checked(name));
  }

  private String name(Path file) {
    return root.toUri().relativize(file.toUri()).getPath();
  }

  @Override
  public String root() {
    return root.toString();
  }

  @Override
  public String address(String name) {
    return path(name).toString();
  }

  @Override
  public OutputFile output(String name) throws IOException {
    return HadoopOutputFile.fromPath(path(name), files.getConf());
  }

  @Override
  public InputFile input(String name) throws IOException {
    return HadoopInputFile.fromPath(path(name), files.getConf());
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    var entries = new ArrayList<Entry>();
    try {
      for (FileStatus status : files.listStatus(path(directory))) {
        if (status.isFile()) {
          entries.add(new Entry(name(status.getPath()), status.getLen()));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  @Override
  public List<Entry> listAll(String directory) throws IOException {
    var entries = new ArrayList<Entry>();
    try {
      RemoteIterator<LocatedFileStatus> all = files.listFiles(path(directory), true);
      while (all.hasNext()) {
        LocatedFileStatus status = all.next();
        entries.add(new Entry(name(status.getPath()), status.getLen()));
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  @Override
  public boolean exists(String name) throws IOException {
    return files.exists(path(name));
  }

  @Override
  public boolean isFile(String name) throws IOException {
    return files.exists(path(name)) && files.getFileStatus(path(name)).isFile();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Hadoop's plain rename does not replace; HDFS has another that does so at once. A store that
   * has not removes the file first that has the name. Only a second attempt of a pack meets one,
   * and a trial that is run again.
   */
  @Override
  public void rename(String from, String to) throws IOException {
    Path source = path(from);
    Path target = path(to);
    files.mkdirs(target.getParent());
    if (isRenamed(source, target)) {
      return;
    }
    if (!files.exists(source)) {
      throw new FileNotFoundException(source.toString());
    }
    try {
      FileContext.getFileContext(files.getUri(), files.getConf())
          .rename(source, target, Options.Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      files.delete(target, false);
      if (!files.rename(source, target)) {
        throw new IOException(
            String.format(Locale.ROOT, "cannot rename %s to %s", source, target), e);
      }
    }
  }

  /** Some stores return false where a file has the name, others throw. */
  private boolean isRenamed(Path source, Path target) throws IOException {
    try {
      return files.rename(source, target);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public boolean create(String name, byte[] content) throws IOException {
    try (FSDataOutputStream out = files.create(path(name), false)) {
      out.write(content);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      if (files.exists(path(name))) {
        return false;
      }
      throw e;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>A file that is there is written over, so that its name never vanishes; a reader may find it
   * empty for a moment.
   */
  @Override
  public void write(String name, byte[] content) throws IOException {
    Path file = path(name);
    if (files.exists(file)) {
      try (FSDataOutputStream out = files.create(file, true)) {
        out.write(content);
      }
      return;
    }
    String hidden = String.format(Locale.ROOT, ".%s.%s", file.getName(), UUID.randomUUID());
    int slash = name.lastIndexOf('/');
    String temporary = name.substring(0, slash + 1) + hidden;
    try {
      try (FSDataOutputStream out = files.create(path(temporary), false)) {
        out.write(content);
      }
      rename(temporary, name);
    } finally {
      files.delete(path(temporary), false);
    }
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    try (FSDataInputStream in = files.open(path(name))) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    files.delete(path(name), true);
  }

  @Override
  public String toString() {
    return root();
  }
}
