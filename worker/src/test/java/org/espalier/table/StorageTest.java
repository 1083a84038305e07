package org.espalier.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commit protocol asks of a storage, of the local one and of Hadoop's. */
class StorageTest {
  @TempDir Path parent;

  private enum Kind {
    LOCAL,
    HADOOP;

    Storage in(Path folder) throws IOException {
      if (this == LOCAL) {
        return Storage.of(folder);
      }
      var files = new RawLocalFileSystem();
      files.initialize(URI.create("file:///"), new Configuration(false));
      return new HadoopStorage(files, new org.apache.hadoop.fs.Path(folder.toUri()));
    }
  }

  private Path folder() {
    return parent.resolve("results");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void renamedFileTakesThePlaceOfTheOneThatHadTheName(Kind kind) throws IOException {
    Storage storage = kind.in(folder());
    storage.write("trials/a.parquet", bytes("old"));
    storage.write(".espalier/staging/x/trials.parquet", bytes("new"));
    storage.rename(".espalier/staging/x/trials.parquet", "trials/a.parquet");
    assertThat(storage.read("trials/a.parquet")).hasValue(bytes("new"));
    assertThat(storage.listAll(".espalier")).isEmpty();
    assertThat(storage.list("trials")).containsExactly(new Storage.Entry("trials/a.parquet", 3));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void fileThatIsToBeNewIsCreatedOnce(Kind kind) throws IOException {
    Storage storage = kind.in(folder());
    assertThat(storage.create(".espalier/lease.json", bytes("mine"))).isTrue();
    assertThat(storage.create(".espalier/lease.json", bytes("yours"))).isFalse();
    assertThat(storage.read(".espalier/lease.json")).hasValue(bytes("mine"));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void writingLeavesNothingBesideTheFile(Kind kind) throws IOException {
    Storage storage = kind.in(folder());
    storage.write("sweep.conf", bytes("one"));
    storage.write("sweep.conf", bytes("another"));
    assertThat(storage.read("sweep.conf")).hasValue(bytes("another"));
    try (Stream<Path> files = Files.list(folder())) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("sweep.conf");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void listingsAreSortedAndStayInTheirDirectory(Kind kind) throws IOException {
    Storage storage = kind.in(folder());
    for (String name : List.of("t/b", "t/a", "t/deep/c")) {
      storage.write(name, bytes(name));
    }
    assertThat(storage.list("t")).extracting(Storage.Entry::name).containsExactly("t/a", "t/b");
    assertThat(storage.listAll("t"))
        .extracting(Storage.Entry::name)
        .containsExactly("t/a", "t/b", "t/deep/c");
    storage.delete("t");
    assertThat(storage.exists("t")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsNotThereIsEmptyAndCanBeDeleted(Kind kind) throws IOException {
    Storage storage = kind.in(folder());
    assertThat(storage.read("nothing")).isEmpty();
    assertThat(storage.list("nothing")).isEmpty();
    assertThat(storage.listAll("nothing")).isEmpty();
    assertThat(storage.exists("nothing")).isFalse();
    storage.delete("nothing");
    assertThatThrownBy(() -> storage.rename("nothing", "something"))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "/etc/passwd",
        "a/../../x",
        "..",
        "",
        "a//b",
        "a/.",
        "C:/x",
        "a\\b",
        "a\nb",
        "file:/x",
        "a\u0000b",
        "a\u001b[2J"
      })
  void noNameLeadsOutOfTheFolder(String name) throws IOException {
    for (Kind kind : Kind.values()) {
      Storage storage = kind.in(folder());
      assertThatThrownBy(() -> storage.write(name, bytes("x")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("not a name inside the results folder: ")
          .message()
          .doesNotContain("\n", "\u001b");
      assertThatThrownBy(() -> storage.output(name)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> storage.delete(name)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> storage.rename("a", name))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Files.exists(folder())).isFalse();
  }

  /** As a run does that has been ousted and does not know it yet. */
  @Test
  void aFolderIsDeletedThoughSomebodyAddsToItMeanwhile()
      throws IOException, InterruptedException, ExecutionException {
    Storage storage = Kind.LOCAL.in(folder());
    Path staging = folder().resolve(".espalier/staging");
    Files.createDirectories(staging);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<?> writer =
          other.submit(
              () -> {
                for (int i = 0; i < 500; i++) {
                  Path file = staging.resolve("run-" + i % 7).resolve(i + ".parquet");
                  try {
                    Files.createDirectories(file.getParent());
                    Files.createFile(file);
                  } catch (NoSuchFileException | FileAlreadyExistsException e) {
                    // its folder was deleted meanwhile
                  }
                  storage.listAll(".espalier");
                }
                return null;
              });
      while (!writer.isDone()) {
        storage.delete(".espalier/staging");
      }
      writer.get();
    } finally {
      other.shutdownNow();
    }
    storage.delete(".espalier/staging");
    assertThat(staging).doesNotExist();
  }

  @Test
  void aUriOfTheLocalDiskIsLocal() {
    assertThat(Storage.isLocal("file:///a/b")).isTrue();
    assertThat(Storage.isLocal("/a/b")).isTrue();
    assertThat(Storage.isLocal("hdfs://host/a")).isFalse();
    assertThat(Storage.isLocal("s3a://bucket/a")).isFalse();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
