package org.espalier.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.espalier.ConfigurationException;
import org.espalier.IoProblem;

/**
 * A file that a command writes: whole or not there. It is begun before the work whose outcome goes
 * into it, so that a place where nothing can be written is found at once, and nothing is left of it
 * if the work fails.
 */
final class OutputFile implements AutoCloseable {
  private final Path file;
  private final Path part;

  private OutputFile(Path file, Path part) {
    this.file = file;
    this.part = part;
  }

  /**
   * Begins a file, which takes the place of one that is there.
   *
   * @throws ConfigurationException if it cannot be written there
   */
  static OutputFile begin(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (file.getFileName() == null || Files.isDirectory(file)) {
      throw new ConfigurationException(file + ": is a folder, not a file to write");
    }
    if (!Files.exists(parent)) {
      throw new ConfigurationException(parent + ": no such folder");
    }
    if (!Files.isDirectory(parent)) {
      throw new ConfigurationException(parent + ": is a file, not a folder");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new ConfigurationException(file + ": is a device or a pipe, not a file to replace");
    }
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path part = target.resolveSibling("." + target.getFileName() + ".part");
      Files.deleteIfExists(part);
      Files.createFile(part);
      return new OutputFile(target, part);
    } catch (IOException e) {
      throw new ConfigurationException(
          String.format(Locale.ROOT, "%s: cannot be written: %s", file, IoProblem.text(e)), e);
    }
  }

  /** Something that writes a file. */
  @FunctionalInterface
  interface Contents<T> {
    /** Writes it; gives what is to be said of it. */
    T write(Path file) throws IOException;
  }

  /**
   * Writes the contents beside the file, and puts them in its place once they are complete.
   *
   * @return what the contents gave
   * @throws ConfigurationException if the disk takes no more of it
   */
  <T> T write(Contents<T> contents) {
    try {
      T said = contents.write(part);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return said;
    } catch (IOException e) {
      throw unwritable(e);
    } catch (UncheckedIOException e) {
      throw unwritable(e.getCause());
    }
  }

  /** The contents byte by byte: what the system says of them is told with the file's name. */
  OutputStream open() throws IOException {
    return new FilterOutputStream(Files.newOutputStream(part)) {
      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        try {
          out.write(bytes, from, count);
        } catch (IOException e) {
          throw new FileSystemException(file.toString(), null, IoProblem.text(e));
        }
      }
    };
  }

  private ConfigurationException unwritable(IOException e) {
    return new ConfigurationException(
        String.format(Locale.ROOT, "%s: cannot be written: %s", file, IoProblem.text(e)), e);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(part);
  }
}
