package org.espalier.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;

/** A folder of this machine's temporary files, of which each is uploaded under its name. */
final class UploadedStaging implements Staging {
  private final ObjectStorage storage;
  private final Path folder;

  private UploadedStaging(ObjectStorage storage, Path folder) {
    this.storage = storage;
    this.folder = folder;
  }

  static UploadedStaging of(ObjectStorage storage) throws IOException {
    return new UploadedStaging(storage, Files.createTempDirectory("espalier-pack-"));
  }

  private Path path(String file) {
    return folder.resolve(Storage.checked(file));
  }

  @Override
  public OutputFile output(String file) {
    return new LocalOutputFile(path(file));
  }

  @Override
  public void publish(String file, String name) throws IOException {
    Path path = path(file);
    try (InputStream in = Files.newInputStream(path)) {
      storage.put(name, in);
    }
    Files.delete(path);
  }

  @Override
  public void close() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
