package org.espalier.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.espalier.ConfigurationException;
import org.espalier.table.CheckedFile;
import org.espalier.table.DamagedFileException;
import org.espalier.table.Layout;
import org.espalier.table.NewerFormatException;
import org.espalier.table.PackFiles;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;

/**
 * Packs that take the place of others, as the journal has it. Once the journal says so they have,
 * whatever dies: what is left to move and to remove, the next who holds the lease moves and
 * removes.
 *
 * <p>{@link ResultStore} reads the journal and sees all of the old packs or all of the new ones.
 * Who reads the folders themselves sees the old ones, then for a moment fewer, then the new ones:
 * never a trial twice, never a part of one.
 *
 * <p>A journal may come back when its work has long been done, from a disk that synchronises or
 * from a copy. The trials that it names may have been trained and merged again since, into packs of
 * the same names: only a file that is the one which was replaced is removed or replaced for it.
 *
 * @param id of this rewrite, unlike any other's
 * @param state {@code decided}, or {@code done}
 * @param removed names of the old packs
 * @param added names of the new ones
 * @param replaced what stood in {@code trials} for each old pack; empty in a journal of version
 *     0.1.0, whose old packs are removed if their trials are in the new ones
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Rewrite(
    String id,
    String state,
    Set<String> removed,
    Set<String> added,
    Map<String, Replaced> replaced) {
  private static final String JOURNAL = Layout.HIDDEN + "/rewrite.json";
  private static final String STAGED = Layout.REWRITTEN;
  private static final String DECIDED = "decided";
  private static final String DONE = "done";

  /** Refuses what no rewrite says: by these names files are removed. */
  Rewrite {
    if (!DECIDED.equals(state) && !DONE.equals(state)) {
      throw new IllegalArgumentException("state must be decided or done");
    }
    if (removed == null || added == null) {
      throw new IllegalArgumentException("removed and added must be there");
    }
    removed = new TreeSet<>(removed);
    added = new TreeSet<>(added);
    replaced = replaced == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(replaced));
    for (Set<String> packs : List.of(removed, added)) {
      if (!packs.stream().allMatch(pack -> Layout.isPackFile(pack + Layout.SUFFIX))) {
        throw new IllegalArgumentException("removed and added must be names of packs");
      }
    }
  }

  /**
   * A {@code trials} file whose pack gives way.
   *
   * @param size in bytes
   * @param checksum of its bytes; empty in a file of version 0.1.0, which has none
   */
  record Replaced(long size, String checksum) {
    static Replaced of(Storage storage, String file) throws IOException {
      CheckedFile checked = CheckedFile.footer(storage.input(file));
      return new Replaced(checked.size(), checked.checksum());
    }
  }

  /**
   * Packs for others.
   *
   * @param removed names of the old packs, which are there
   * @param added names of the new ones; a pack that is rewritten as itself is among both, and its
   *     new file takes the place of the old one
   */
  static Rewrite of(
      String id, Storage storage, Collection<String> removed, Collection<String> added)
      throws IOException {
    Map<String, Replaced> replaced = new TreeMap<>();
    for (String pack : removed) {
      replaced.put(pack, Replaced.of(storage, Layout.file(TrialsTable.TABLE, pack)));
    }
    Set<String> gone = new TreeSet<>(removed);
    gone.removeAll(added);
    return new Rewrite(id, DECIDED, gone, new TreeSet<>(added), replaced);
  }

  /** This rewrite once it is done, or is given up. */
  private Rewrite done() {
    return new Rewrite(id, DONE, Set.of(), Set.of(), Map.of());
  }

  /** The last rewrite of a folder, perhaps done. */
  static Optional<Rewrite> last(Storage storage) throws IOException {
    Optional<byte[]> text = storage.read(JOURNAL);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Json.read(text.get(), Rewrite.class));
    } catch (JsonProcessingException e) {
      return Optional.empty(); // not decided yet, all moved already, or not written by a rewrite
    }
  }

  /** Where a new pack's file is until the rewrite is done. */
  static String staged(Table<?> table, String pack) {
    return staged(table.name(), pack);
  }

  /** As {@link #staged(Table, String)}, of a table by its name. */
  static String staged(String table, String pack) {
    return STAGED + "/" + Layout.file(table, pack);
  }

  /** Whether a file that a rewrite has left had got the name of its pack. */
  static boolean isNamed(Storage.Entry entry) {
    return Layout.TABLES.stream()
        .anyMatch(
            table -> entry.name().equals(STAGED + "/" + table.name() + "/" + entry.fileName()));
  }

  /** Where the files of a new pack are until its name is known. */
  static String drafts(String draft) {
    return STAGED + "/" + draft;
  }

  /** Whether version 0.1.0 wrote the journal. */
  private boolean isFormer() {
    return replaced.isEmpty();
  }

  boolean isDone() {
    return state.equals(DONE);
  }

  /**
   * Decides: from here on the new packs count, which were read back.
   *
   * @throws ConfigurationException if another run has taken the lease; nothing is removed then
   */
  void decide(Storage storage, Lease lease) throws IOException {
    lease.requireHeld();
    storage.write(JOURNAL, Json.write(this));
    finish(storage, removed, lease);
  }

  /**
   * Does what is left to do: old packs go, {@code trials} first; new ones come, {@code trials}
   * last.
   *
   * <p>The lease is asked for once the journal is written: whoever takes it later finds the journal
   * and finishes what it says, and who had taken it before may have removed the new packs as
   * leftovers.
   *
   * @param old those of the old packs that are to go
   * @throws ConfigurationException if another run has taken the lease, before anything is removed
   *     or before the journal is written again
   * @throws IOException if a file of a new pack is gone; nothing is removed then
   */
  private void finish(Storage storage, Collection<String> old, Lease lease) throws IOException {
    lease.requireHeld();
    requireAdded(storage);
    List<Table<?>> trialsLast = Layout.TABLES;
    for (int t = trialsLast.size() - 1; t >= 0; t--) {
      Table<?> table = trialsLast.get(t);
      storage.deleteFiles(old.stream().map(pack -> Layout.file(table, pack)).toList());
    }
    for (Table<?> table : trialsLast) {
      for (String pack : added) {
        if (storage.exists(staged(table, pack))) {
          storage.rename(staged(table, pack), Layout.file(table, pack));
        }
      }
    }
    lease.requireHeld();
    storage.write(JOURNAL, Json.write(done()));
  }

  /** Makes sure that every file of every new pack is staged or in its place. */
  private void requireAdded(Storage storage) throws IOException {
    for (String pack : added) {
      CheckedFile trials =
          CheckedFile.footer(storage.input(place(storage, TrialsTable.TABLE.name(), pack)));
      for (String table : PackFiles.tables(trials.manifest())) {
        String place = place(storage, table, pack);
        if (!storage.exists(place)) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s is missing; what its pack was to replace is kept",
                  storage.address(place)));
        }
      }
    }
  }

  /** Where a new pack's file is now: still staged, or in its place. */
  private static String place(Storage storage, String table, String pack) throws IOException {
    String staged = staged(table, pack);
    return storage.exists(staged) ? staged : Layout.file(table, pack);
  }

  /**
   * Finishes a rewrite that was decided, if all that it adds is there as it was written and is not
   * there once more, written since; else it is given up and nothing is removed.
   *
   * @return what is wrong with what it adds
   */
  static List<PackFiles.Damage> recover(Storage storage, Lease lease) throws IOException {
    Optional<Rewrite> last = last(storage);
    if (last.isEmpty() || last.get().isDone()) {
      return List.of();
    }
    Rewrite rewrite = last.get();
    var damages = new ArrayList<PackFiles.Damage>();
    for (String pack : rewrite.added) {
      var places = new HashMap<String, String>();
      for (Table<?> table : Layout.TABLES) {
        places.put(table.name(), place(storage, table.name(), pack));
      }
      damages.addAll(
          PackFiles.damages(
              storage, pack, table -> places.getOrDefault(table, Layout.file(table, pack))));
      if (rewrite.isOvertaken(storage, pack)) {
        damages.add(
            new PackFiles.Damage(
                staged(TrialsTable.TABLE, pack), "would replace a pack that was written since"));
      }
    }
    if (damages.isEmpty()) {
      rewrite.finish(storage, rewrite.old(storage), lease);
    } else {
      lease.requireHeld();
      storage.write(JOURNAL, Json.write(rewrite.done()));
    }
    return damages;
  }

  /** Whether where a new pack has yet to come stands one of its name that is not to give way. */
  private boolean isOvertaken(Storage storage, String pack) throws IOException {
    String staged = staged(TrialsTable.TABLE, pack);
    String place = Layout.file(TrialsTable.TABLE, pack);
    if (isFormer() || !storage.exists(staged) || !storage.exists(place)) {
      return false;
    }
    try {
      Replaced there = Replaced.of(storage, place);
      // where a move is a copy, both may be there
      return !there.equals(replaced.get(pack)) && !there.equals(Replaced.of(storage, staged));
    } catch (DamagedFileException e) {
      return false; // nothing that could be lost, and what comes was read
    } catch (NewerFormatException e) {
      return true;
    }
  }

  /** Old packs that are there and are still those that the rewrite was about. */
  private List<String> old(Storage storage) throws IOException {
    Set<TrialId> stored = new HashSet<>();
    if (isFormer()) {
      for (String pack : added) {
        String file = place(storage, TrialsTable.TABLE.name(), pack);
        trials(storage, file).forEach(trial -> stored.add(trial.id()));
      }
    }
    var old = new ArrayList<String>();
    for (String pack : removed) {
      String file = Layout.file(TrialsTable.TABLE, pack);
      if (!storage.exists(file)) {
        old.add(pack); // of which a crash may have left the other files
      } else if (isFormer()) {
        List<StoredTrial> trials = trials(storage, file);
        if (!trials.isEmpty() && trials.stream().allMatch(t -> stored.contains(t.id()))) {
          old.add(pack);
        }
      } else if (isReplaced(storage, pack)) {
        old.add(pack);
      }
    }
    return old;
  }

  /** Whether what stands under the name of an old pack, if anything does still, is that pack. */
  private boolean isReplaced(Storage storage, String pack) throws IOException {
    try {
      String file = Layout.file(TrialsTable.TABLE, pack);
      return Replaced.of(storage, file).equals(replaced.get(pack));
    } catch (FileNotFoundException | NoSuchFileException e) {
      return true;
    } catch (DamagedFileException | NewerFormatException e) {
      return false;
    }
  }

  private static List<StoredTrial> trials(Storage storage, String file) throws IOException {
    return TrialsScan.read(storage, List.of(new Storage.Entry(file, 0))).get(0).trials();
  }

  /** Files of new packs of a table that have not come to their place yet. */
  List<Storage.Entry> staged(Storage storage, Table<?> table) throws IOException {
    return storage.list(STAGED + "/" + table.name()).stream()
        .filter(entry -> added.contains(Layout.pack(entry.fileName())))
        .toList();
  }

  /**
   * Makes a listing of the tables what counts: old packs are out, new ones in, wherever they are.
   * Nothing is changed where a new pack is neither staged nor in its place: somebody else has
   * removed it. What has the name of an old pack and was written since stays.
   *
   * @param staged files of each table by pack
   * @param listed the same, in the tables' folders
   */
  void apply(
      Storage storage,
      Map<String, Map<String, Storage.Entry>> staged,
      Map<String, Map<String, Storage.Entry>> listed)
      throws IOException {
    String trials = TrialsTable.TABLE.name();
    Set<String> coming = staged.getOrDefault(trials, Map.of()).keySet();
    Set<String> there = Set.copyOf(listed.getOrDefault(trials, Map.of()).keySet());
    if (!added.stream().allMatch(pack -> coming.contains(pack) || there.contains(pack))) {
      return;
    }
    Set<String> out = new HashSet<>(removed);
    Set<String> in = new HashSet<>(coming);
    for (String pack : there) { // trials go first and come last: there are few of both for long
      boolean isConcerned = removed.contains(pack) || coming.contains(pack);
      if (isConcerned && !isFormer() && !isReplaced(storage, pack)) {
        out.remove(pack);
        in.remove(pack);
      }
    }
    listed.forEach(
        (table, files) -> {
          files.keySet().removeAll(out);
          staged
              .getOrDefault(table, Map.of())
              .forEach(
                  (pack, file) -> {
                    if (in.contains(pack)) {
                      files.put(pack, file);
                    }
                  });
        });
  }

  /** Files that a rewrite has left which was not decided; by the pack that they are of. */
  static List<Storage.Entry> leftovers(Storage storage) throws IOException {
    return storage.listAll(STAGED);
  }

  /** Removes what a rewrite has left which was not decided. */
  static void deleteLeftovers(Storage storage) throws IOException {
    storage.delete(STAGED);
  }
}
