package org.espalier.table;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Results on a local disk, through java.nio: atomic moves, and none of the checksum files that
 * Hadoop's local file system leaves beside every file.
 */
final class LocalStorage implements Storage {

  /** How often a folder is deleted to which somebody else adds meanwhile. */
  private static final int MOST_ATTEMPTS = 1000;

  private final Path root;

  LocalStorage(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  private Path path(String name) {
    return root.resolve(Storage.checked(name));
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
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
    Path file = path(name);
    Files.createDirectories(file.getParent());
    return new LocalOutputFile(file);
  }

  @Override
  public InputFile input(String name) {
    return new OpenedFile(path(name));
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    try (Stream<Path> files = Files.list(path(directory))) {
      return entries(files);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public List<Entry> listAll(String directory) throws IOException {
    var files = new ArrayList<Path>();
    Files.walkFileTree(
        path(directory),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) { // there is none, or it vanished
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return entries(files.stream());
  }

  /** The regular files; one that vanishes while they are listed is left out. */
  private List<Entry> entries(Stream<Path> files) throws IOException {
    var entries = new ArrayList<Entry>();
    for (Path file : files.toList()) {
      attributes(file)
          .filter(BasicFileAttributes::isRegularFile)
          .ifPresent(found -> entries.add(new Entry(name(file), found.size())));
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  @Override
  public boolean exists(String name) throws IOException {
    return attributes(path(name)).isPresent();
  }

  @Override
  public boolean isFile(String name) throws IOException {
    return attributes(path(name)).filter(found -> !found.isDirectory()).isPresent();
  }

  /**
   * The attributes of a file or folder; empty if there is none, or a link that leads nowhere.
   *
   * @throws FileSystemException if nobody can tell, as in a folder that may not be searched
   */
  private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (Files.isSymbolicLink(file) || isBelowFile(file)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static boolean isBelowFile(Path file) {
    for (Path path = file.getParent(); path != null; path = path.getParent()) {
      if (Files.isRegularFile(path)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Path target = path(to);
    Files.createDirectories(target.getParent());
    Files.move(path(from), target, ATOMIC_MOVE);
  }

  @Override
  public boolean create(String name, byte[] content) throws IOException {
    Path file = path(name);
    Files.createDirectories(file.getParent());
    try {
      Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    Path file = path(name);
    Files.createDirectories(file.getParent());
    Path hidden = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      Files.write(hidden, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(hidden, file, ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(hidden);
    }
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    Path file = path(name);
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder, not a file");
    }
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Again where somebody else adds to a folder or deletes in it meanwhile, such as an ousted run.
   */
  @Override
  public void delete(String name) throws IOException {
    Path top = path(name);
    for (int attempt = 1; ; attempt++) {
      try {
        deleteTree(top);
        return;
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void deleteTree(Path top) throws IOException {
    if (!Files.isDirectory(top)) {
      Files.deleteIfExists(top);
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(top)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }

  @Override
  public String toString() {
    return root();
  }

  /** A file that is called missing only if it is: to java.io, every file that it cannot open is. */
  private static final class OpenedFile implements InputFile {
    private final Path path;
    private final InputFile file;

    OpenedFile(Path path) {
      this.path = path;
      this.file = new LocalInputFile(path);
    }

    @Override
    public long getLength() throws IOException {
      try {
        return file.getLength();
      } catch (FileNotFoundException e) {
        throw reason(e);
      }
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      try {
        return file.newStream();
      } catch (FileNotFoundException e) {
        throw reason(e);
      }
    }

    /** Why the file cannot be opened, which java.nio tells apart. */
    private IOException reason(FileNotFoundException thrown) {
      try {
        FileChannel.open(path).close();
        var other = new FileSystemException(path.toString(), null, "cannot be opened as a file");
        other.initCause(thrown);
        return other;
      } catch (IOException e) {
        return e;
      }
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }
}
