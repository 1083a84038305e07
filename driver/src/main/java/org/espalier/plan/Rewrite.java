package org.espalier.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.table.Layout;
import org.espalier.table.PackFiles;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;

/**
 * Packs that take the place of others, as the journal has it. Once the journal says so they have,
 * whatever dies: what is left to move and to remove, the next who holds the lease moves and
 * removes.
 *
 * <p>{@link ResultStore} reads the journal and sees all of the old packs or all of the new ones.
 * Who reads the folders themselves sees the old ones, then for a moment fewer, then the new ones:
 * never a trial twice, never a part of one.
 *
 * @param id of this rewrite, unlike any other's
 * @param state {@code decided}, or {@code done}
 * @param removed names of the old packs
 * @param added names of the new ones
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Rewrite(String id, String state, Set<String> removed, Set<String> added) {
  private static final String JOURNAL = Layout.HIDDEN + "/rewrite.json";
  private static final String STAGED = Layout.HIDDEN + "/rewritten";
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
    for (Set<String> packs : List.of(removed, added)) {
      if (!packs.stream().allMatch(pack -> Layout.isPackFile(pack + Layout.SUFFIX))) {
        throw new IllegalArgumentException("removed and added must be names of packs");
      }
    }
  }

  static Rewrite of(String id, Collection<String> removed, Collection<String> added) {
    return new Rewrite(id, DECIDED, new TreeSet<>(removed), new TreeSet<>(added));
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

  boolean isDone() {
    return state.equals(DONE);
  }

  /** Decides: from here on the new packs count, which were read back. */
  void decide(Storage storage) throws IOException {
    storage.write(JOURNAL, Json.write(this));
    finish(storage);
  }

  /**
   * Does what is left to do: old packs go, {@code trials} first; new ones come, {@code trials}
   * last.
   */
  private void finish(Storage storage) throws IOException {
    List<Table<?>> trialsLast = Layout.TABLES;
    for (int t = trialsLast.size() - 1; t >= 0; t--) {
      Table<?> table = trialsLast.get(t);
      storage.deleteFiles(removed.stream().map(pack -> Layout.file(table, pack)).toList());
    }
    for (Table<?> table : trialsLast) {
      for (String pack : added) {
        if (storage.exists(staged(table, pack))) {
          storage.rename(staged(table, pack), Layout.file(table, pack));
        }
      }
    }
    storage.write(JOURNAL, Json.write(new Rewrite(id, DONE, Set.of(), Set.of())));
  }

  /**
   * Finishes a rewrite that was decided, if all that it adds is there as it was written; else it is
   * given up and nothing is removed.
   *
   * @return what is wrong with what it adds
   */
  static List<PackFiles.Damage> recover(Storage storage) throws IOException {
    Optional<Rewrite> last = last(storage);
    if (last.isEmpty() || last.get().isDone()) {
      return List.of();
    }
    Rewrite rewrite = last.get();
    var damages = new ArrayList<PackFiles.Damage>();
    for (String pack : rewrite.added) {
      var places = new HashMap<String, String>();
      for (Table<?> table : Layout.TABLES) {
        String staged = staged(table, pack);
        places.put(table.name(), storage.exists(staged) ? staged : Layout.file(table, pack));
      }
      damages.addAll(
          PackFiles.damages(
              storage, pack, table -> places.getOrDefault(table, Layout.file(table, pack))));
    }
    if (damages.isEmpty()) {
      rewrite.finish(storage);
    } else {
      storage.write(JOURNAL, Json.write(new Rewrite(rewrite.id, DONE, Set.of(), Set.of())));
    }
    return damages;
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
   * removed it.
   *
   * @param staged files of each table by pack
   * @param listed the same, in the tables' folders
   */
  void apply(
      Map<String, Map<String, Storage.Entry>> staged,
      Map<String, Map<String, Storage.Entry>> listed) {
    String trials = TrialsTable.TABLE.name();
    boolean isThere =
        added.stream()
            .allMatch(
                pack ->
                    staged.getOrDefault(trials, Map.of()).containsKey(pack)
                        || listed.getOrDefault(trials, Map.of()).containsKey(pack));
    if (!isThere) {
      return;
    }
    listed.forEach(
        (table, files) -> {
          files.keySet().removeAll(removed);
          files.putAll(staged.getOrDefault(table, Map.of()));
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
