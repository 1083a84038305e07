package org.espalier.plan;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.espalier.ConfigurationException;
import org.espalier.IoProblem;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.TrialsTable;

/**
 * The results folders at a place: the one that it is, or those directly in it. A folder is one of
 * results if a run has begun in it, which leaves {@code cells.csv} there before it trains anything,
 * or if it has a folder {@code trials} with files of that table and not the results of a sweep that
 * is called so. A folder whose name begins with a dot is hidden and none of those in a place.
 *
 * <p>They are looked up each time: studies come and go.
 */
public final class ResultsFolders {
  private static final String FILE = ": is a file, not a folder";
  private static final String DENIED = ": permission denied";

  private final String place;
  private final Map<String, String> hadoop;

  private ResultsFolders(String place, Map<String, String> hadoop) {
    this.place = place;
    this.hadoop = Map.copyOf(hadoop);
  }

  /**
   * Those at a place. Nothing is looked at yet.
   *
   * @param place a local path, or the URI of a file system that Hadoop knows
   * @param hadoop Hadoop's settings, for places that are not local
   * @throws ConfigurationException if the place begins as a URI and is none
   */
  public static ResultsFolders in(String place, Map<String, String> hadoop) {
    String folder =
        Storage.isLocal(place) && !Storage.isPath(place)
            ? Storage.localPath(place).toString() // of the folders in it, too, paths are known
            : place;
    return new ResultsFolders(folder.length() > 1 ? folder.replaceAll("/+$", "") : folder, hadoop);
  }

  /**
   * Their names, sorted.
   *
   * @throws ConfigurationException if there are none, or the place cannot be read
   */
  public List<String> names() {
    Optional<String> only = only();
    if (only.isPresent()) {
      return List.of(only.get());
    }
    List<String> names = look(this::resultsIn);
    if (names.isEmpty()) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s: holds no results: neither it nor a folder in it has a folder `trials` or a file"
                  + " `cells.csv`",
              place));
    }
    return names;
  }

  /**
   * The name of the one that the place itself is; empty if it is a folder of them.
   *
   * @throws ConfigurationException if the place is no folder or cannot be read
   */
  public Optional<String> only() {
    return look(
        () -> {
          requireFolder();
          return isResults(place) ? Optional.of(name(place)) : Optional.empty();
        });
  }

  /**
   * What to say of a place that is no results folder where one is needed.
   *
   * @throws ConfigurationException if the place cannot be read
   */
  public ConfigurationException refusal() {
    List<String> names = look(this::resultsIn);
    return new ConfigurationException(
        names.isEmpty()
            ? place
                + ": is not a results folder: there is no folder `trials` and no file `cells.csv` in it"
            : String.format(
                Locale.ROOT,
                "%s: is not a results folder but a folder of them; name one, such as %s/%s",
                place,
                place,
                names.get(0)));
  }

  /**
   * Where the one of that name is, if it is there.
   *
   * @throws ConfigurationException if there is a folder of that name that cannot be read
   */
  public Optional<String> find(String name) {
    Optional<String> only = only();
    if (only.isPresent()) {
      return only.filter(name::equals).map(same -> place);
    }
    if (name.isEmpty() || name.startsWith(".") || name.contains("/")) {
      return Optional.empty(); // not one of those in the place
    }
    String folder = place + "/" + name;
    boolean isClosed =
        isLocal() && Files.isDirectory(local(folder)) && !Files.isExecutable(local(folder));
    if (isClosed) {
      throw new ConfigurationException(folder + DENIED);
    }
    if (look(() -> isResults(folder))) {
      return Optional.of(folder);
    }
    names(); // says what is wrong where there are none
    return Optional.empty();
  }

  /**
   * Refuses a local folder for results if results folders are in it, which would be hidden: where a
   * place is a results folder, those in it are not looked for.
   *
   * @param folder in which no results are stored
   * @throws ConfigurationException if it is a folder of results folders, naming one
   */
  public static void requireNone(String folder) {
    if (Storage.isLocal(folder) && Files.isDirectory(local(folder))) {
      ResultsFolders folders = in(folder, Map.of());
      List<String> names = folders.look(folders::resultsIn);
      if (!names.isEmpty()) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT,
                "%s holds the results of other sweeps, such as %s; choose a folder in it with --out",
                folder,
                names.get(0)));
      }
    }
  }

  /** The results in a folder that {@link #find} gave. */
  public ResultStore open(String folder) {
    return ResultStore.open(isLocal() ? local(folder).toString() : folder, hadoop);
  }

  private boolean isLocal() {
    return Storage.isLocal(place);
  }

  private static Path local(String folder) {
    return Path.of(folder).toAbsolutePath().normalize();
  }

  private String name(String folder) {
    if (isLocal()) {
      Path last = local(folder).getFileName();
      return last == null ? "results" : last.toString();
    }
    return new org.apache.hadoop.fs.Path(folder).getName();
  }

  private void requireFolder() throws IOException {
    if (isLocal()) {
      requireFolder(place, local(place));
      return;
    }
    Storage.of(place, hadoop).requireReachable(); // says what keeps one out
    Optional<FileStatus> status = status(new org.apache.hadoop.fs.Path(place));
    if (!status.map(FileStatus::isDirectory).orElse(false)) {
      throw new ConfigurationException(place + (status.isPresent() ? FILE : ": no such folder"));
    }
  }

  /**
   * Checks that a local folder is there and can be read.
   *
   * @param said how the user named it
   * @throws ConfigurationException if not, saying why
   */
  public static void requireFolder(String said, Path folder) throws IOException {
    try {
      if (!Files.readAttributes(folder, BasicFileAttributes.class).isDirectory()) {
        throw new ConfigurationException(said + FILE);
      }
    } catch (AccessDeniedException e) {
      throw new ConfigurationException(said + DENIED, e);
    } catch (FileSystemException e) { // what it is said to be in may be no folder
      throw new ConfigurationException(said + ": no such folder", e);
    }
    if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
      throw new ConfigurationException(said + DENIED);
    }
  }

  private boolean isResults(String folder) throws IOException {
    String trials = folder + "/" + TrialsTable.TABLE.name();
    return isBegun(folder)
        || (isFolder(trials)
            && !isBegun(trials)
            && !isFolder(trials + "/" + TrialsTable.TABLE.name()));
  }

  /** Whether a run wrote down there what it was to train. */
  private boolean isBegun(String folder) throws IOException {
    String cells = folder + "/" + Layout.CELLS;
    return isLocal()
        ? Files.isRegularFile(local(cells))
        : status(new org.apache.hadoop.fs.Path(cells)).map(FileStatus::isFile).orElse(false);
  }

  private boolean isFolder(String folder) throws IOException {
    return isLocal()
        ? Files.isDirectory(local(folder))
        : status(new org.apache.hadoop.fs.Path(folder)).map(FileStatus::isDirectory).orElse(false);
  }

  private List<String> resultsIn() throws IOException {
    var names = new java.util.ArrayList<String>();
    for (String folder : foldersIn()) {
      if (!folder.startsWith(".") && isResults(place + "/" + folder)) {
        names.add(folder);
      }
    }
    return names.stream().sorted().toList();
  }

  private List<String> foldersIn() throws IOException {
    if (isLocal()) {
      try (Stream<Path> files = Files.list(local(place))) {
        return files.filter(Files::isDirectory).map(f -> f.getFileName().toString()).toList();
      }
    }
    return Arrays.stream(files().listStatus(new org.apache.hadoop.fs.Path(place)))
        .filter(FileStatus::isDirectory)
        .map(status -> status.getPath().getName())
        .toList();
  }

  private Optional<FileStatus> status(org.apache.hadoop.fs.Path path) throws IOException {
    try {
      return Optional.of(files().getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private FileSystem files() throws IOException {
    Storage.of(place, hadoop); // says what is wrong with the address
    var configuration = new Configuration();
    hadoop.forEach(configuration::set);
    return FileSystem.get(new org.apache.hadoop.fs.Path(place).toUri(), configuration);
  }

  /** What reads a file system. */
  private interface Look<T> {
    T now() throws IOException;
  }

  private <T> T look(Look<T> look) {
    try {
      return look.now();
    } catch (IOException e) {
      throw new ConfigurationException(place + ": cannot be read: " + IoProblem.text(e), e);
    }
  }
}
