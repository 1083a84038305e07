package org.espalier.table;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.parquet.io.InputFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there and cannot be opened is not missing. */
class UnreadableLocalFileTest {
  private static final String FILE = "curves/a.parquet";

  @TempDir Path root;
  private Path folder;
  private Path file;
  private Storage storage;

  @BeforeEach
  void write() throws IOException {
    storage = Storage.of(root);
    storage.write(FILE, "anything".getBytes(StandardCharsets.UTF_8));
    file = root.resolve(FILE);
    folder = file.getParent();
  }

  @AfterEach
  void allow() throws IOException {
    permit(folder, "rwxr-xr-x");
  }

  private static void permit(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  /** Links that lead to each other cannot be opened by the superuser either. */
  @Test
  void fileThatCannotBeOpenedIsNotMissing() throws IOException {
    Files.delete(file);
    Path other = folder.resolve("b.parquet");
    Files.createSymbolicLink(file, other);
    Files.createSymbolicLink(other, file);
    assertThatThrownBy(() -> storage.input(FILE).newStream())
        .isExactlyInstanceOf(FileSystemException.class)
        .hasMessageContaining("a.parquet");
  }

  @Test
  void fileThatIsGoneIsMissing() throws IOException {
    Files.delete(file);
    assertThatThrownBy(() -> storage.input(FILE).newStream())
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> storage.input(FILE).getLength())
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void fileThatMayNotBeReadIsDenied() throws IOException {
    permit(file, "---------");
    assumeThat(Files.isReadable(file)).as("modes bind").isFalse();
    InputFile denied = storage.input(FILE);
    assertThatThrownBy(denied::newStream).isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(denied::getLength).isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void folderThatMayNotBeSearchedIsNotEmpty() throws IOException {
    permit(folder, "r--r--r--");
    assumeThat(Files.isExecutable(folder)).as("modes bind").isFalse();
    assertThatThrownBy(() -> storage.list("curves")).isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> storage.exists(FILE)).isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> storage.isFile(FILE)).isInstanceOf(AccessDeniedException.class);
  }
}
