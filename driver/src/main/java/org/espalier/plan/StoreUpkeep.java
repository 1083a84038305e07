package org.espalier.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.ConfigurationException;
import org.espalier.Count;
import org.espalier.table.Layout;
import org.espalier.table.PackFiles;
import org.espalier.table.Storage;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;

/**
 * Puts the folder right before and after a run; for the holder of its lease alone. Before anything
 * is removed or moved the lease is asked for again, for a process may have been stopped for long:
 * where another run has taken it, a {@link ConfigurationException} is thrown instead.
 */
public final class StoreUpkeep {
  private StoreUpkeep() {}

  /**
   * Puts away what a run that died has left: files that were being written, files of packs whose
   * {@code trials} never came, a rewrite that was cut off, a trial that two attempts committed.
   *
   * @return what was done, a line each
   */
  public static List<String> before(ResultStore store, Lease lease) throws IOException {
    var notices = new ArrayList<String>();
    recover(store, notices, lease);
    Storage storage = store.storage();
    int staged = storage.listAll(Layout.STAGING).size();
    if (staged > 0) {
      notices.add("removed " + Count.of(staged, "unfinished file") + " of a run that was cut off");
    }
    lease.requireHeld();
    storage.delete(Layout.STAGING);
    int orphans = setOrphansAside(store, lease);
    if (orphans > 0) {
      notices.add(
          String.format(
              Locale.ROOT,
              "set aside in %s: %s of packs that are not in trials",
              Layout.QUARANTINE,
              Count.of(orphans, "file")));
    }
    removeDuplicates(store, lease);
    return notices;
  }

  /** Finishes a rewrite, or gives it up where what it adds is not there as it was written. */
  private static void recover(ResultStore store, List<String> notices, Lease lease)
      throws IOException {
    Storage storage = store.storage();
    List<PackFiles.Damage> damages = Rewrite.recover(storage, lease);
    List<Storage.Entry> leftovers = Rewrite.leftovers(storage);
    boolean isKept = !leftovers.isEmpty() && (!damages.isEmpty() || holdsNews(store, leftovers));
    lease.requireHeld();
    if (isKept) {
      String occasion = RunIds.next();
      for (Storage.Entry file : leftovers) {
        PackFiles.setAside(storage, file.name(), occasion);
      }
      notices.add(
          String.format(
              Locale.ROOT,
              "set aside in %s: %s of a rewrite that was cut off and cannot be finished",
              Layout.QUARANTINE,
              Count.of(leftovers.size(), "file")));
    }
    Rewrite.deleteLeftovers(storage);
  }

  /**
   * Whether files that a rewrite has left hold trials that are nowhere else, or may: one that has
   * its name was whole once, and if it cannot be read nobody knows.
   */
  private static boolean holdsNews(ResultStore store, List<Storage.Entry> leftovers)
      throws IOException {
    List<Storage.Entry> trials =
        leftovers.stream()
            .filter(entry -> entry.name().contains("/" + TrialsTable.TABLE.name() + "/"))
            .toList();
    if (trials.isEmpty()) {
      return false;
    }
    Set<TrialId> stored = new HashSet<>();
    store.contents().rows().forEach(trial -> stored.add(trial.id()));
    return TrialsScan.read(store.storage(), trials).stream()
        .anyMatch(
            file ->
                file.trials().stream().anyMatch(trial -> !stored.contains(trial.id()))
                    || (!file.isSound() && Rewrite.isNamed(file.entry())));
  }

  /** They are not in {@code trials}, so no table shows them; whose they are only a person knows. */
  private static int setOrphansAside(ResultStore store, Lease lease) throws IOException {
    var orphans = new ArrayList<Storage.Entry>();
    store.contents().orphans().values().forEach(orphans::addAll);
    if (!orphans.isEmpty()) {
      lease.requireHeld();
    }
    String occasion = RunIds.next();
    for (Storage.Entry entry : orphans) {
      PackFiles.setAside(store.storage(), entry.name(), occasion);
    }
    return orphans.size();
  }

  /**
   * Leaves every trial in one pack. Two have it after an executor that was given up for lost
   * committed the part of a pack that another ran again, or after folders were put together. What
   * is taken out was read where it stays: all files of the packs in question are read first, and
   * where one of them is damaged nothing is taken out.
   *
   * @return how many trials were there more than once
   */
  public static int removeDuplicates(ResultStore store, Lease lease) throws IOException {
    StoreContents contents = store.contents();
    if (contents.repeated().isEmpty()) {
      return 0;
    }
    var again = new ArrayList<StoredTrial>();
    Set<TrialId> ids = new HashSet<>();
    contents
        .rows()
        .filter(trial -> !contents.counts(trial.pack(), trial.id()))
        .forEach(
            trial -> {
              again.add(trial);
              ids.add(trial.id());
            });
    Set<String> concerned = new TreeSet<>();
    contents
        .rows()
        .filter(trial -> ids.contains(trial.id()))
        .forEach(trial -> concerned.add(trial.pack()));
    if (StoreVerification.of(store.storage(), concerned).isEmpty()) {
      Rewriter.forget(store.storage(), again, lease);
    }
    return again.size();
  }

  /** Removes trials that are to be trained again. */
  public static void forget(ResultStore store, Collection<StoredTrial> trials, Lease lease)
      throws IOException {
    Rewriter.forget(store.storage(), trials, lease);
  }

  /**
   * Makes every pack whole or sets it aside, in a folder that nobody is writing to; takes its lease
   * meanwhile. Deletes nothing: what is set aside is in {@link Layout#QUARANTINE}, and its trials
   * count as missing.
   *
   * @return what was done, a line each
   */
  public static List<String> repair(ResultStore store, boolean stealLease) throws IOException {
    try (Lease lease = Lease.acquire(store.storage(), RunIds.next(), stealLease)) {
      var done = new ArrayList<String>();
      recover(store, done, lease);
      done.addAll(StoreRepair.of(store.storage(), lease));
      done.addAll(before(store, lease));
      return done;
    }
  }
}
