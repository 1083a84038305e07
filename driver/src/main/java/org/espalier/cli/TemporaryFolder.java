package org.espalier.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder of this process in the temporary one, gone when it is closed or the process ends. */
final class TemporaryFolder implements AutoCloseable {
  private final Path path;
  private final Thread atEnd = new Thread(this::delete, "removes a temporary folder");

  private TemporaryFolder(Path path) {
    this.path = path;
  }

  /** A new one. */
  static TemporaryFolder create() {
    try {
      var folder = new TemporaryFolder(Files.createTempDirectory("espalier"));
      Runtime.getRuntime().addShutdownHook(folder.atEnd);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      // the process is ending, and the folder is deleted again: no harm
    }
  }

  private void delete() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> innermostFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : innermostFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.getLogger(TemporaryFolder.class.getName())
          .log(System.Logger.Level.DEBUG, "left behind: " + path, e);
    }
  }
}
