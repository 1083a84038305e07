package org.espalier.plan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.espalier.ConfigurationException;
import org.espalier.IoProblem;
import org.espalier.table.Layout;
import org.espalier.table.PackFiles;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;

/** The results of a sweep as they are stored. */
public final class ResultStore {
  /** Of a listing that was overtaken by a compaction. */
  static final int ATTEMPTS = 5;

  private final Storage storage;
  private StoreContents contents;
  private final Set<Storage.Entry> checked = ConcurrentHashMap.newKeySet();
  private Optional<Cells> cells = Optional.empty();

  private ResultStore(Storage storage) {
    this.storage = storage;
  }

  /**
   * The results in a folder, which need not exist yet. Nothing is written.
   *
   * @param folder a local path, or the URI of a file system that Hadoop knows
   * @param hadoop Hadoop's settings, for folders that are not local
   * @throws ConfigurationException if it is a file, or cannot be reached
   */
  public static ResultStore open(String folder, Map<String, String> hadoop) {
    try {
      Storage storage = Storage.of(folder, hadoop);
      if (Storage.isLocal(folder)) {
        refuseFile(Path.of(storage.root()));
      }
      storage.requireReachable();
      return new ResultStore(storage);
    } catch (IOException e) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT, "%s cannot be used for results: %s", folder, IoProblem.text(e)),
          e);
    }
  }

  /** The results in a local folder. */
  public static ResultStore open(Path folder) {
    return open(folder.toString(), Map.of());
  }

  /** The results in a storage. */
  public static ResultStore of(Storage storage) {
    return new ResultStore(storage);
  }

  private static void refuseFile(Path folder) {
    for (Path path = folder; path != null; path = path.getParent()) {
      if (Files.isDirectory(path)) {
        return;
      }
      if (Files.exists(path)) {
        throw new ConfigurationException(
            String.format(Locale.ROOT, "%s is a file; results need a folder", path));
      }
    }
  }

  /**
   * Checks that nothing stands in place of a folder that a run puts something into.
   *
   * @throws ConfigurationException if a file does, naming it
   */
  public void requireFolders() throws IOException {
    for (String name : Layout.FOLDERS) {
      if (storage.isFile(name)) {
        throw new ConfigurationException(
            storage.address(name) + ": is a file, not a folder; move it away");
      }
    }
  }

  /** Where the tables are. */
  public Storage storage() {
    return storage;
  }

  /**
   * What the folder holds now. What was found sound before and still has its name and size is not
   * read again: a run adds pack after pack.
   *
   * <p>A file that is damaged by what is found here is not one that is just being replaced: then
   * the folder is listed again. Such a file is looked at again the next time.
   */
  public synchronized StoreContents contents() {
    IOException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        Listing listing = Listing.of(storage);
        if (contents != null && contents.listing().equals(listing)) {
          return contents;
        }
        Map<Storage.Entry, TrialsScan.File> known =
            contents == null ? Map.of() : contents.trialsFiles();
        StoreContents read = StoreContents.read(storage, listing, known);
        if (read.damages().isEmpty()) {
          contents = read;
          return read;
        }
        if (Listing.of(storage).equals(listing)) {
          return read;
        }
      } catch (NoSuchFileException e) {
        last = e; // a compaction replaced the file after it was listed
      } catch (IOException e) {
        throw unreadable(TrialsTable.TABLE.name(), e);
      }
    }
    throw unreadable(
        TrialsTable.TABLE.name(), last == null ? new IOException("it keeps changing") : last);
  }

  /**
   * As {@link #contents}, of a folder in which nothing is damaged.
   *
   * @throws ConfigurationException if a file is missing, cut or corrupt, naming it
   */
  public StoreContents whole() {
    StoreContents now = contents();
    if (!now.damages().isEmpty()) {
      throw new ConfigurationException(StoreNotes.refusal(storage, now.damages()));
    }
    return now;
  }

  /**
   * Holds the ends of a table's files against their checksums, and small files as a whole: then
   * what a reader is led by is what was written, and of the pages each has its own checksum. A file
   * of a pack that is no longer listed is none of the damages: a compaction has put the pack's rows
   * into another since, where they are read.
   *
   * @param now contents of this store
   * @throws ConfigurationException if one is not what was written or may not be read, naming it
   */
  public void checkFooters(StoreContents now, Table<?> table) {
    List<PackFiles.Damage> found;
    try {
      found = now.footerDamages(storage, table, checked);
    } catch (IOException e) {
      throw unreadable(table.name(), e);
    }
    if (found.isEmpty()) {
      return;
    }
    Set<String> listed = contents().listing().trials().keySet();
    List<PackFiles.Damage> damages = found.stream().filter(d -> listed.contains(d.pack())).toList();
    if (!damages.isEmpty()) {
      throw new ConfigurationException(StoreNotes.refusal(storage, damages));
    }
  }

  /** The resolved sweep that was last run here, as a sweep file; empty if there was none. */
  public Optional<String> resolvedSweep() {
    return text(Layout.SWEEP);
  }

  /**
   * The ids of the trials of the sweep that was last run here, in its order; empty if the folder
   * does not say. The tables may hold more: what an earlier, wider sweep asked for stays.
   *
   * @throws ConfigurationException if the list was cut or changed
   */
  public synchronized Optional<List<TrialId>> cells() {
    Optional<String> text = text(Layout.CELLS);
    if (!text.equals(cells.map(Cells::text))) {
      cells = text.map(t -> new Cells(t, CellsFile.ids(t, storage.address(Layout.CELLS))));
    }
    return cells.map(Cells::ids);
  }

  /** A text of the list of cells and what it says: of many trials it is long to read. */
  private record Cells(String text, List<TrialId> ids) {
    Cells {
      ids = List.copyOf(ids);
    }
  }

  /** Whether there are {@link #cells}. */
  public boolean hasCells() {
    try {
      return storage.exists(Layout.CELLS);
    } catch (IOException e) {
      throw unreadable(Layout.CELLS, e);
    }
  }

  /** Keeps the resolved sweep and the ids of its trials beside the tables. */
  public void keepSweep(String resolved, List<PlannedTrial> trials) throws IOException {
    keep(Layout.SWEEP, resolved);
    keepCells(trials.stream().map(PlannedTrial::id).toList());
  }

  /** Keeps files that the sweep names beside it, by name. */
  public void keepFiles(Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      keep(file.getKey(), file.getValue());
    }
  }

  /** Keeps the ids of the sweep's trials. */
  public void keepCells(List<TrialId> ids) throws IOException {
    keep(Layout.CELLS, CellsFile.text(ids));
  }

  private void keep(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (storage.read(name).filter(old -> Arrays.equals(old, bytes)).isEmpty()) {
      storage.write(name, bytes);
    }
  }

  private Optional<String> text(String name) {
    try {
      Optional<byte[]> bytes = storage.read(name);
      return bytes.isEmpty() ? Optional.empty() : Optional.of(decoded(bytes.get()));
    } catch (CharacterCodingException e) {
      throw unreadable(name, new IOException("it is not a text in UTF-8", e));
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static String decoded(byte[] text) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
  }

  /**
   * Every trial that counts, once. Reads only the columns that planning needs.
   *
   * @throws ConfigurationException if a file is missing, cut or corrupt, naming it
   */
  public StoredTrials trials() {
    return whole().trials();
  }

  /** The trials of one pack, which a task may ask for; empty if there is no such pack, whole. */
  public static List<StoredTrial> pack(Storage storage, String pack) throws IOException {
    String file = Layout.file(TrialsTable.TABLE, pack);
    return storage.exists(file) && PackFiles.damages(storage, pack).isEmpty()
        ? TrialsScan.read(storage, List.of(new Storage.Entry(file, 0))).get(0).trials()
        : List.of();
  }

  /**
   * Refuses a folder that holds another sweep's results.
   *
   * @throws ConfigurationException if it does
   */
  public void requireSweep(String sweep, StoredTrials stored) {
    Set<String> others =
        stored.all().stream()
            .map(StoredTrial::sweep)
            .filter(name -> !name.equals(sweep))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!others.isEmpty()) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s holds the results of sweep %s, not of %s; choose another folder with --out",
              storage.root(),
              String.join(", ", others),
              sweep));
    }
  }

  /** What is said of results that cannot be read. */
  public ConfigurationException unreadable(IOException e) {
    return new ConfigurationException(
        String.format(Locale.ROOT, "%s cannot be read: %s", storage.root(), IoProblem.text(e)), e);
  }

  private ConfigurationException unreadable(String name, IOException e) {
    return new ConfigurationException(
        String.format(
            Locale.ROOT, "%s cannot be read: %s", storage.address(name), IoProblem.text(e)),
        e);
  }
}
