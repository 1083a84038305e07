package org.espalier.table;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.espalier.ConfigurationException;

/**
 * The folder of a sweep's results, on a local disk or on any Hadoop file system.
 *
 * <p>What the commit protocol needs of it: a file that is published or renamed appears whole under
 * its new name, replacing what had it; a listing shows what was published before. Directories are
 * never renamed. Local disks and HDFS have both, as have object stores that list consistently (S3,
 * GCS, Azure).
 *
 * <p>Every name is relative to the folder, with {@code /} between its parts; a name that leads out
 * of the folder is refused.
 */
public interface Storage {

  /**
   * A file in the folder.
   *
   * @param name relative to the storage's root
   * @param size in bytes
   */
  record Entry(String name, long size) {
    /** The name without its directory. */
    public String fileName() {
      return name.substring(name.lastIndexOf('/') + 1);
    }
  }

  /**
   * The storage of a folder.
   *
   * @param folder a local path, or a URI of a file system that Hadoop knows
   * @param hadoop Hadoop's settings, for folders that are not local
   */
  static Storage of(String folder, Map<String, String> hadoop) throws IOException {
    if (isLocal(folder)) {
      return new LocalStorage(localPath(folder));
    }
    var configuration = new Configuration();
    hadoop.forEach(configuration::set);
    org.apache.hadoop.fs.Path root = remotePath(folder);
    FileSystem files = fileSystem(root, configuration);
    return ObjectStorage.isOne(files, root)
        ? new ObjectStorage(files, root)
        : new HadoopStorage(files, root);
  }

  private static FileSystem fileSystem(
      org.apache.hadoop.fs.Path root, Configuration configuration) {
    try {
      return FileSystem.get(root.toUri(), configuration);
    } catch (IOException | IllegalArgumentException e) {
      Throwable reason = e;
      while (reason.getCause() != null) {
        reason = reason.getCause();
      }
      String name = reason instanceof UnknownHostException ? "there is no host " : "";
      throw new ConfigurationException(
          root + ": cannot be reached: " + name + reason.getMessage(), e);
    }
  }

  /** The storage of a local folder. */
  static Storage of(Path folder) {
    return new LocalStorage(folder);
  }

  /**
   * Whether a folder is on a local disk: a path, in which a colon may stand, or a URI of scheme
   * {@code file}. Any other URI has a slash behind its scheme.
   */
  static boolean isLocal(String folder) {
    return folder.startsWith("file:/") || !folder.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*");
  }

  /** A folder as any process would name it: an absolute path, or a URI as it stands. */
  static String absolute(String folder) {
    return isPath(folder) ? Path.of(folder).toAbsolutePath().toString() : folder;
  }

  /** Whether a folder is given as a local path, not as a URI. */
  static boolean isPath(String folder) {
    return isLocal(folder) && !folder.startsWith("file:/");
  }

  /**
   * The path of a local folder.
   *
   * @param folder a path, or a URI of scheme {@code file}
   * @throws ConfigurationException if it begins as such a URI and is none
   */
  static Path localPath(String folder) {
    if (isPath(folder)) {
      return Path.of(folder);
    }
    try {
      return Path.of(new URI(folder));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new ConfigurationException(
          folder
              + ": is not the URI of a local folder; write its path, without file:, or %20 for a"
              + " blank in the URI",
          e);
    }
  }

  private static org.apache.hadoop.fs.Path remotePath(String folder) {
    try {
      return new org.apache.hadoop.fs.Path(folder);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(folder + ": is not the URI of a folder", e);
    }
  }

  /**
   * A relative name, checked.
   *
   * @throws IllegalArgumentException if it is absolute or leads out of the folder
   */
  static String checked(String name) {
    boolean inside =
        !name.isEmpty()
            && !name.startsWith("/")
            && !name.contains("\\")
            && !name.contains(":")
            && name.codePoints().noneMatch(Character::isISOControl)
            && List.of(name.split("/", -1)).stream()
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!inside) {
      throw new IllegalArgumentException(
          "not a name inside the results folder: " + ConfigurationException.oneLine(name));
    }
    return name;
  }

  /**
   * Makes sure that an object store can be reached and lets this process in, which is found out by
   * the first request and not before. The folder need not be there.
   *
   * @throws ConfigurationException if it does not, saying why
   */
  default void requireReachable() {}

  /** The folder, as a person and as Spark would write it. */
  String root();

  /** The address of a file in the folder, as Spark would write it. */
  String address(String name);

  /** A file for Parquet to write, its directories made. */
  OutputFile output(String name) throws IOException;

  /**
   * Where a writer's files are until they have their names.
   *
   * @param directory of this writer alone, where the files are in the storage meanwhile
   */
  default Staging staging(String directory) throws IOException {
    return new HiddenStaging(this, directory);
  }

  /** A file for Parquet to read. */
  InputFile input(String name) throws IOException;

  /**
   * The files in a directory by name, without those in its subdirectories; none if it is absent.
   */
  List<Entry> list(String directory) throws IOException;

  /** All files in a directory and its subdirectories by name; none if it is absent. */
  List<Entry> listAll(String directory) throws IOException;

  /** Whether there is a file or directory of that name. */
  boolean exists(String name) throws IOException;

  /** Whether a file stands where a folder should be, so that nothing can be put into it. */
  boolean isFile(String name) throws IOException;

  /** Gives a file a new name; at once and replacing the file that had it. */
  void rename(String from, String to) throws IOException;

  /** Writes a small file that was not there; false, and nothing changed, if it was. */
  boolean create(String name, byte[] content) throws IOException;

  /** Writes a small file, replacing the one that was there at once. */
  void write(String name, byte[] content) throws IOException;

  /**
   * Writes a small file in the place of one that is still what was read; false, and nothing
   * changed, if it is not. An object store that has conditional writes compares and writes in one
   * step; elsewhere, who may change the file has to be kept from it meanwhile.
   *
   * @param expected what was read
   */
  default boolean replace(String name, byte[] expected, byte[] content) throws IOException {
    Optional<byte[]> there = read(name);
    if (there.isEmpty() || !Arrays.equals(there.get(), expected)) {
      return false;
    }
    write(name, content);
    return true;
  }

  /** A small file's content, empty if it is not there. */
  Optional<byte[]> read(String name) throws IOException;

  /** Removes a file, or a directory with everything in it; nothing if it is not there. */
  void delete(String name) throws IOException;

  /** Removes files, in their order; nothing where one is not there. */
  default void deleteFiles(Collection<String> names) throws IOException {
    for (String name : names) {
      delete(name);
    }
  }
}
