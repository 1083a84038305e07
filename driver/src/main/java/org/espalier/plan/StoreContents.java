package org.espalier.plan;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.table.CheckedFile;
import org.espalier.table.DamagedFileException;
import org.espalier.table.Layout;
import org.espalier.table.NewerFormatException;
import org.espalier.table.PackFiles;
import org.espalier.table.PackManifest;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;

/**
 * What a results folder holds at one moment: the packs that count, and what does not and why.
 *
 * <p>A pack counts if all of its files are there and have the sizes that its {@code trials} file
 * says; that file itself is held against its checksum. The data in the other files is not read.
 */
public final class StoreContents {
  private final Listing listing;
  private final Map<String, TrialsScan.File> whole;
  private final List<PackFiles.Damage> damages;
  private final List<String> copies;
  private final Set<String> claimed;
  private final Map<String, Set<TrialId>> repeated;
  private final StoredTrials trials;

  private StoreContents(
      Listing listing,
      Map<String, TrialsScan.File> whole,
      List<PackFiles.Damage> damages,
      List<String> copies,
      Set<String> claimed) {
    this.listing = listing;
    this.whole = whole;
    this.damages = List.copyOf(damages);
    this.copies = List.copyOf(copies);
    this.claimed = claimed;
    this.repeated = repeated(whole);
    this.trials = new StoredTrials(rows().filter(t -> counts(t.pack(), t.id())).toList());
  }

  /**
   * Looks at the files of a listing.
   *
   * @param known files of {@code trials} that were found sound before, which are not read again
   * @throws NoSuchFileException if one is no longer there
   * @throws IOException if one cannot be read now, which is no damage
   */
  static StoreContents read(
      Storage storage, Listing listing, Map<Storage.Entry, TrialsScan.File> known)
      throws IOException {
    var whole = new TreeMap<String, TrialsScan.File>();
    var damages = new ArrayList<PackFiles.Damage>();
    var misnamed = new ArrayList<TrialsScan.File>();
    for (TrialsScan.File file : TrialsScan.read(storage, listing.trials().values(), known)) {
      String pack = Layout.pack(file.entry().fileName());
      if (!file.isSound()) {
        damages.add(new PackFiles.Damage(file.entry().name(), file.damage()));
      } else if (!file.pack().equals(pack)) {
        misnamed.add(file);
      } else {
        whole.put(pack, file);
      }
    }
    Set<String> sound = Set.copyOf(whole.keySet());
    List<PackFiles.Damage> companions = companionDamages(storage, listing, whole.values());
    companions.forEach(d -> whole.remove(d.pack()));
    damages.addAll(companions);
    List<Storage.Entry> foreignTrials =
        listing.foreign().stream()
            .filter(e -> e.name().startsWith(TrialsTable.TABLE.name() + "/"))
            .toList();
    TrialsScan.read(storage, foreignTrials).stream()
        .filter(TrialsScan.File::isSound)
        .forEach(misnamed::add);
    var copies = new TreeSet<String>();
    listing.foreign().forEach(entry -> copies.add(entry.name()));
    var claimed = new TreeSet<String>();
    for (TrialsScan.File file : misnamed) {
      if (isLacking(listing, sound, file.pack())) {
        claimed.add(file.pack());
        damages.add(
            new PackFiles.Damage(
                file.entry().name(),
                String.format(Locale.ROOT, "is that of pack %s under another name", file.pack())));
        copies.remove(file.entry().name());
      } else {
        copies.add(file.entry().name());
      }
    }
    return new StoreContents(listing, whole, damages, List.copyOf(copies), claimed);
  }

  /** Whether a pack has files in other tables and in {@code trials} none of its own. */
  private static boolean isLacking(Listing listing, Set<String> sound, String pack) {
    return !sound.contains(pack)
        && listing.packs().values().stream().anyMatch(files -> files.containsKey(pack));
  }

  private static List<PackFiles.Damage> companionDamages(
      Storage storage, Listing listing, Iterable<TrialsScan.File> trials) throws IOException {
    var damages = new ArrayList<PackFiles.Damage>();
    var old = new ArrayList<Storage.Entry>();
    Set<String> known = new HashSet<>();
    Layout.TABLES.forEach(table -> known.add(table.name()));
    known.remove(TrialsTable.TABLE.name());
    for (TrialsScan.File file : trials) {
      for (String table : PackFiles.tables(file.manifest())) {
        if (!known.contains(table)) {
          continue;
        }
        Storage.Entry entry = listing.of(table).get(file.pack());
        if (entry == null) {
          damages.add(new PackFiles.Damage(Layout.file(table, file.pack()), "is missing"));
        } else if (file.manifest().isPresent()) {
          sizeDamage(entry, file.manifest().get().companions().get(table)).ifPresent(damages::add);
        } else {
          old.add(entry);
        }
      }
    }
    List<Optional<PackFiles.Damage>> looked =
        Unreadable.map(old, e -> footerDamage(storage, e, Optional.empty()));
    looked.forEach(damage -> damage.ifPresent(damages::add));
    return damages;
  }

  private static Optional<PackFiles.Damage> sizeDamage(
      Storage.Entry entry, PackManifest.Companion written) {
    if (entry.size() == written.size()) {
      return Optional.empty();
    }
    String what =
        entry.size() == 0
            ? "is empty"
            : String.format(
                Locale.ROOT, "has %d bytes where %d were written", entry.size(), written.size());
    return Optional.of(new PackFiles.Damage(entry.name(), what));
  }

  private static Optional<PackFiles.Damage> footerDamage(
      Storage storage, Storage.Entry entry, Optional<PackManifest.Companion> written)
      throws IOException {
    try {
      CheckedFile file = CheckedFile.footer(storage.input(entry.name()));
      return written
          .flatMap(w -> PackFiles.mismatch(file, w))
          .map(what -> new PackFiles.Damage(entry.name(), what));
    } catch (FileNotFoundException | NoSuchFileException e) {
      return Optional.of(new PackFiles.Damage(entry.name(), "is missing"));
    } catch (DamagedFileException e) {
      return Optional.of(new PackFiles.Damage(entry.name(), e.getMessage()));
    } catch (NewerFormatException e) {
      throw new ConfigurationException(storage.address(entry.name()) + " " + e.getMessage(), e);
    }
  }

  /**
   * Where a trial stands in several packs it counts in one: where it succeeded, then in the pack of
   * more trials, then in the one whose name comes first.
   */
  private static Map<String, Set<TrialId>> repeated(Map<String, TrialsScan.File> whole) {
    Comparator<StoredTrial> order =
        Comparator.comparing((StoredTrial t) -> t.status() != TrialStatus.SUCCEEDED)
            .thenComparing(t -> -whole.get(t.pack()).trials().size())
            .thenComparing(StoredTrial::pack);
    Map<TrialId, StoredTrial> best = new HashMap<>();
    Map<String, Set<TrialId>> repeated = new TreeMap<>();
    for (TrialsScan.File file : whole.values()) {
      for (StoredTrial trial : file.trials()) {
        StoredTrial other = best.get(trial.id());
        StoredTrial loser = null;
        if (other == null) {
          best.put(trial.id(), trial);
        } else if (order.compare(trial, other) < 0) {
          best.put(trial.id(), trial);
          loser = other;
        } else {
          loser = trial;
        }
        if (loser != null) {
          repeated.computeIfAbsent(loser.pack(), p -> new TreeSet<>()).add(loser.id());
        }
      }
    }
    return repeated;
  }

  /** The files of {@code trials} whose packs count, by what they are listed as. */
  Map<Storage.Entry, TrialsScan.File> trialsFiles() {
    Map<Storage.Entry, TrialsScan.File> files = new HashMap<>();
    whole.values().forEach(file -> files.put(file.entry(), file));
    return files;
  }

  /** What these contents were read from. */
  Listing listing() {
    return listing;
  }

  /**
   * The files of a table that hold rows that count; some may hold others too: {@link #repeated}.
   */
  public List<Storage.Entry> files(Table<?> table) {
    var files = new ArrayList<Storage.Entry>();
    listing
        .of(table.name())
        .forEach(
            (pack, entry) -> {
              if (whole.containsKey(pack)) {
                files.add(entry);
              }
            });
    return files;
  }

  /** Trials that do not count in a pack for they count in another, by pack. */
  public Map<String, Set<TrialId>> repeated() {
    return repeated;
  }

  /** Whether a trial counts in a pack. */
  public boolean counts(String pack, TrialId trial) {
    return whole.containsKey(pack) && !repeated.getOrDefault(pack, Set.of()).contains(trial);
  }

  /**
   * What is wrong with the ends of a table's files; see {@link CheckedFile#footer}.
   *
   * @param sound files that were found to be sound before, and to which these are added
   */
  List<PackFiles.Damage> footerDamages(Storage storage, Table<?> table, Set<Storage.Entry> sound)
      throws IOException {
    if (table == TrialsTable.TABLE) {
      return List.of(); // they were looked at first
    }
    List<Storage.Entry> files =
        files(table).stream().filter(entry -> !sound.contains(entry)).toList();
    List<Optional<PackFiles.Damage>> looked =
        Unreadable.map(files, entry -> damage(storage, table, entry));
    for (int f = 0; f < files.size(); f++) {
      if (looked.get(f).isEmpty()) {
        sound.add(files.get(f));
      }
    }
    return looked.stream().flatMap(Optional::stream).toList();
  }

  private Optional<PackFiles.Damage> damage(Storage storage, Table<?> table, Storage.Entry entry)
      throws IOException {
    PackManifest.Companion written =
        whole
            .get(Layout.pack(entry.fileName()))
            .manifest()
            .map(manifest -> manifest.companions().get(table.name()))
            .orElse(null);
    return footerDamage(storage, entry, Optional.ofNullable(written));
  }

  /** Names of the packs that count. */
  Set<String> packs() {
    return whole.keySet();
  }

  /** The trials that count, each once. */
  public StoredTrials trials() {
    return trials;
  }

  /** Every row of every pack that counts. */
  Stream<StoredTrial> rows() {
    return whole.values().stream().flatMap(file -> file.trials().stream());
  }

  /** Files that keep their packs from counting. */
  public List<PackFiles.Damage> damages() {
    return damages;
  }

  /** Names of files in the tables that are no pack's, and are left alone. */
  List<String> copies() {
    return copies;
  }

  /** Packs that have files in other tables and none in {@code trials}, which nothing speaks for. */
  Map<String, List<Storage.Entry>> orphans() {
    Map<String, List<Storage.Entry>> orphans = new LinkedHashMap<>();
    listing
        .orphans()
        .forEach(
            entry ->
                orphans
                    .computeIfAbsent(Layout.pack(entry.fileName()), p -> new ArrayList<>())
                    .add(entry));
    orphans.keySet().removeAll(claimed); // their trials file is there, under another name
    return orphans;
  }
}
