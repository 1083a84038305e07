package org.espalier.plan;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
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
import org.espalier.Count;
import org.espalier.table.CheckedFile;
import org.espalier.table.DamagedFileException;
import org.espalier.table.Layout;
import org.espalier.table.PackFiles;
import org.espalier.table.PackManifest;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;
import org.espalier.trial.TrialId;

/**
 * Makes every pack of a folder whole or moves it out of the tables; deletes nothing.
 *
 * <p>Reads all files of the tables before it moves any. What is not what was written is moved to
 * {@link Layout#QUARANTINE}. What a pack then lacks is looked for there and among the files of
 * other names in the tables, by its checksum, and moved to its place. What is left of a pack that
 * still lacks something is moved to the quarantine as well; its trials count as missing.
 */
final class StoreRepair {
  private static final String TRIALS = TrialsTable.TABLE.name();

  private final Storage storage;
  private final Lease lease;
  private final String occasion = RunIds.next();
  private final List<String> done = new ArrayList<>();

  /** Sound trials files in their places, by pack. */
  private final Map<String, TrialsScan.File> packs = new TreeMap<>();

  /** Files of other tables that are in their places as their packs say. */
  private final Set<String> committed = new HashSet<>();

  /** Files that may be what a pack lacks, by table. */
  private final Map<String, List<Storage.Entry>> candidates = new HashMap<>();

  private StoreRepair(Storage storage, Lease lease) {
    this.storage = storage;
    this.lease = lease;
  }

  /**
   * Repairs a folder. Says what was done, a line each.
   *
   * @param lease of the folder, asked for before each move
   */
  static List<String> of(Storage storage, Lease lease) throws IOException {
    var repair = new StoreRepair(storage, lease);
    Listing listing = Listing.of(storage);
    storage.listAll(Layout.QUARANTINE).forEach(repair::addCandidate);
    repair.setAsideDamaged(listing);
    repair.collectCandidates(listing);
    int before;
    do { // what is moved away for one pack may be what another lacks
      before = repair.done.size();
      repair.putTrialsBack();
      repair.putCompanionsBack();
    } while (repair.done.size() > before);
    repair.setAsideIncomplete();
    return List.copyOf(repair.done);
  }

  private void setAsideDamaged(Listing listing) throws IOException {
    Map<String, String> damaged = new LinkedHashMap<>();
    for (TrialsScan.File file : TrialsScan.read(storage, listing.trials().values())) {
      String pack = Layout.pack(file.entry().fileName());
      Optional<String> damage =
          !file.isSound()
              ? Optional.of(file.damage())
              : !file.pack().equals(pack)
                  ? Optional.of("is that of pack " + file.pack())
                  : damage(file.entry());
      if (damage.isPresent()) {
        damaged.put(file.entry().name(), damage.get());
      } else {
        packs.put(pack, file);
      }
    }
    for (Table<?> table : Layout.TABLES) {
      if (table != TrialsTable.TABLE) {
        for (Map.Entry<String, Storage.Entry> file : listing.of(table.name()).entrySet()) {
          Optional<String> damage = companionDamage(table.name(), file.getKey(), file.getValue());
          damage.ifPresent(what -> damaged.put(file.getValue().name(), what));
        }
      }
    }
    for (Map.Entry<String, String> file : damaged.entrySet()) {
      setAside(file.getKey(), file.getValue());
    }
  }

  private Optional<String> companionDamage(String table, String pack, Storage.Entry entry)
      throws IOException {
    Optional<PackManifest.Companion> written =
        Optional.ofNullable(packs.get(pack))
            .flatMap(TrialsScan.File::manifest)
            .map(manifest -> manifest.companions().get(table));
    try {
      CheckedFile file = CheckedFile.whole(storage.input(entry.name()));
      Optional<String> damage = written.flatMap(w -> PackFiles.mismatch(file, w));
      if (written.isPresent() && damage.isEmpty()) {
        committed.add(entry.name());
      }
      return damage;
    } catch (DamagedFileException e) {
      return Optional.of(e.getMessage());
    }
  }

  private Optional<String> damage(Storage.Entry entry) throws IOException {
    try {
      CheckedFile.whole(storage.input(entry.name()));
      return Optional.empty();
    } catch (DamagedFileException e) {
      return Optional.of(e.getMessage());
    }
  }

  private void setAside(String file, String why) throws IOException {
    lease.requireHeld();
    String aside = PackFiles.setAside(storage, file, occasion);
    done.add(
        String.format(
            Locale.ROOT, "set aside %s, which %s: now %s", storage.address(file), why, aside));
    addCandidate(new Storage.Entry(aside, storage.input(aside).getLength()));
  }

  private void collectCandidates(Listing listing) throws IOException {
    listing.foreign().forEach(this::addCandidate);
    for (Storage.Entry entry : listing.orphans()) {
      if (storage.exists(entry.name())) {
        addCandidate(entry);
      }
    }
  }

  private void addCandidate(Storage.Entry entry) {
    String[] parts = entry.name().split("/", -1);
    if (parts.length > 1 && entry.fileName().endsWith(Layout.SUFFIX)) {
      candidates.computeIfAbsent(parts[parts.length - 2], t -> new ArrayList<>()).add(entry);
    }
  }

  /** Trials files under other names, of packs that can be made whole and hold what is missing. */
  private void putTrialsBack() throws IOException {
    Set<TrialId> stored = new HashSet<>();
    packs.values().forEach(file -> file.trials().forEach(trial -> stored.add(trial.id())));
    List<TrialsScan.File> files =
        TrialsScan.read(storage, candidates.getOrDefault(TRIALS, List.of()));
    for (TrialsScan.File file : files) {
      boolean isNews = file.trials().stream().anyMatch(trial -> !stored.contains(trial.id()));
      if (file.isSound()
          && isNews
          && !packs.containsKey(file.pack())
          && damage(file.entry()).isEmpty()
          && canBeWhole(file)) {
        putBack(file.entry(), TRIALS, file.pack());
        packs.put(file.pack(), file);
        file.trials().forEach(trial -> stored.add(trial.id()));
      }
    }
  }

  private boolean canBeWhole(TrialsScan.File file) throws IOException {
    for (String table : lacking(file)) {
      if (find(file, table).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Tables in which a pack has no file. */
  private Set<String> lacking(TrialsScan.File file) throws IOException {
    var lacking = new TreeSet<String>();
    for (String table : PackFiles.tables(file.manifest())) {
      if (!table.equals(TRIALS) && !isCommitted(file, table)) {
        lacking.add(table);
      }
    }
    return lacking;
  }

  private boolean isCommitted(TrialsScan.File file, String table) throws IOException {
    String name = Layout.file(table, file.pack());
    if (committed.contains(name)) {
      return true;
    }
    if (!storage.exists(name)) {
      return false;
    }
    return file.manifest().isEmpty()
        || isWritten(name, file.manifest().get().companions().get(table));
  }

  private boolean isWritten(String name, PackManifest.Companion written) throws IOException {
    try {
      return PackFiles.mismatch(CheckedFile.whole(storage.input(name)), written).isEmpty();
    } catch (DamagedFileException | FileNotFoundException | NoSuchFileException e) {
      return false;
    }
  }

  /** The file of a pack in a table, by its checksum; without one it cannot be told from others. */
  private Optional<Storage.Entry> find(TrialsScan.File file, String table) throws IOException {
    if (file.manifest().isEmpty()) {
      return Optional.empty();
    }
    PackManifest.Companion written = file.manifest().get().companions().get(table);
    for (Storage.Entry entry : candidates.getOrDefault(table, List.of())) {
      if (entry.size() == written.size() && isWritten(entry.name(), written)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private void putCompanionsBack() throws IOException {
    for (TrialsScan.File file : packs.values()) {
      for (String table : lacking(file)) {
        String place = Layout.file(table, file.pack());
        if (storage.exists(place)) {
          setAside(place, "is not the file that its pack was written with");
        }
      }
    }
    for (TrialsScan.File file : packs.values()) {
      for (String table : lacking(file)) {
        Optional<Storage.Entry> entry = find(file, table);
        if (entry.isPresent()) {
          putBack(entry.get(), table, file.pack());
        }
      }
    }
  }

  /** Moves a file to its place, which is free: what was there has been moved away. */
  private void putBack(Storage.Entry entry, String table, String pack) throws IOException {
    String place = Layout.file(table, pack);
    lease.requireHeld();
    storage.rename(entry.name(), place);
    candidates.get(table).remove(entry);
    committed.add(place);
    done.add(
        String.format(Locale.ROOT, "put %s back from %s", storage.address(place), entry.name()));
  }

  private void setAsideIncomplete() throws IOException {
    for (TrialsScan.File file : packs.values()) {
      Set<String> lacking = lacking(file);
      if (!lacking.isEmpty()) {
        lease.requireHeld();
        PackFiles.setAside(storage, List.of(file.pack()), occasion);
        done.add(
            String.format(
                Locale.ROOT,
                "set aside pack %s of %s, which lacks its file in %s",
                file.pack(),
                Count.of(file.trials().size(), "trial"),
                String.join(", ", lacking)));
      }
    }
  }
}
