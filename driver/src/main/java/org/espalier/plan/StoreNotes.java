package org.espalier.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.Count;
import org.espalier.table.PackFiles;
import org.espalier.table.Storage;
import org.espalier.trial.TrialId;

/** Sentences on what is in a results folder that does not count. */
public final class StoreNotes {
  private static final int NAMED = 3;
  private static final String REPAIR =
      "`espalier status --repair` sets aside what cannot be saved, and the next run trains it again";

  private StoreNotes() {}

  /** What is damaged, and what to do about it. */
  static String refusal(Storage storage, List<PackFiles.Damage> damages) {
    PackFiles.Damage first = damages.get(0);
    String more =
        damages.size() == 1
            ? ""
            : String.format(
                Locale.ROOT, " (and %s besides)", Count.of(damages.size() - 1, "damaged file"));
    return String.format(
        Locale.ROOT, "%s %s%s; %s", storage.address(first.file()), first.what(), more, REPAIR);
  }

  /** A line for each damaged file. */
  public static List<String> damages(ResultStore store, List<PackFiles.Damage> damages) {
    return damages.stream()
        .map(d -> String.format(Locale.ROOT, "%s %s", store.storage().address(d.file()), d.what()))
        .toList();
  }

  /**
   * What whoever reads the tables is to know: files that are left alone, trials that stand in
   * several packs, packs without a file in {@code trials}. Mostly nothing.
   */
  public static List<String> of(ResultStore store) {
    StoreContents contents = store.contents();
    var notes = new ArrayList<String>();
    String root = store.storage().root();
    if (!contents.copies().isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: not written by Espalier under this name, left alone and not read: %s",
              root,
              named(contents.copies())));
    }
    Map<String, Set<TrialId>> repeated = contents.repeated();
    if (!repeated.isEmpty()) {
      int trials = repeated.values().stream().mapToInt(Set::size).sum();
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: counted once, though in more than one pack: %s, left out of %s",
              root,
              Count.of(trials, "trial"),
              named(List.copyOf(repeated.keySet()))));
    }
    Set<String> orphans = contents.orphans().keySet();
    if (!orphans.isEmpty() && !isWritten(store)) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: packs without a file in trials, which are not read: %s",
              root,
              named(List.copyOf(orphans))));
    }
    return notes;
  }

  /** Whether a run is storing packs: one that is being stored has no {@code trials} file yet. */
  private static boolean isWritten(ResultStore store) {
    try {
      return LeaseHolder.read(store.storage())
          .filter(holder -> !holder.isGone(java.time.Instant.now()))
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private static String named(List<String> names) {
    String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
    return names.size() <= NAMED
        ? first
        : String.format(Locale.ROOT, "%s and %d more", first, names.size() - NAMED);
  }
}
