package org.espalier.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;

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

  Rewrite {
    removed = new TreeSet<>(removed);
    added = new TreeSet<>(added);
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
      return Optional.empty(); // being written: not decided yet, or all moved already
    }
  }

  /** Where a new pack's file is until the rewrite is done. */
  static String staged(Table<?> table, String pack) {
    return STAGED + "/" + Layout.file(table, pack);
  }

  boolean isDone() {
    return state.equals(DONE);
  }

  /** Decides: from here on the new packs count. */
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
      for (String pack : removed) {
        storage.delete(Layout.file(trialsLast.get(t), pack));
      }
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

  /** Finishes a rewrite that was decided, and removes what one left that was not. */
  static void recover(Storage storage) throws IOException {
    Optional<Rewrite> last = last(storage);
    if (last.isPresent() && !last.get().isDone()) {
      last.get().finish(storage);
    }
    storage.delete(STAGED);
  }

  /** Files of new packs of a table that have not come to their place yet. */
  List<Storage.Entry> staged(Storage storage, Table<?> table) throws IOException {
    return storage.list(STAGED + "/" + table.name()).stream()
        .filter(entry -> added.contains(Layout.pack(entry.fileName())))
        .toList();
  }

  /** A table's files as they count: old packs are out, new ones in, wherever they are. */
  List<Storage.Entry> apply(List<Storage.Entry> staged, List<Storage.Entry> listed) {
    var files = new ArrayList<>(staged);
    var names = new TreeSet<String>();
    staged.forEach(entry -> names.add(entry.fileName()));
    for (Storage.Entry entry : listed) {
      boolean isOld = removed.contains(Layout.pack(entry.fileName()));
      if (!isOld && !names.contains(entry.fileName())) {
        files.add(entry);
      }
    }
    return files;
  }
}
