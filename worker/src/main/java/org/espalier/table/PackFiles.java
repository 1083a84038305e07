package org.espalier.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** The files of a pack, one in each table that it has rows for or could have. */
public final class PackFiles {

  private PackFiles() {}

  /**
   * A file that is not what it should be.
   *
   * @param file its name in the storage
   * @param what is wrong with it, such as {@code is missing}
   */
  public record Damage(String file, String what) {
    /** Name of the pack that the file is of, by the file's name. */
    public String pack() {
      return Layout.pack(file.substring(file.lastIndexOf('/') + 1));
    }
  }

  /** Names of the tables in which a pack has files, {@code trials} among them. */
  public static Set<String> tables(Optional<PackManifest> manifest) {
    if (manifest.isEmpty()) {
      return Layout.FIRST_TABLES;
    }
    var tables = new TreeSet<>(manifest.get().companions().keySet());
    tables.add(TrialsTable.TABLE.name());
    return tables;
  }

  /** Reads all files of a pack and says which are not what was written; none if all are. */
  public static List<Damage> damages(Storage storage, String pack) throws IOException {
    return damages(storage, pack, table -> Layout.file(table, pack));
  }

  /**
   * As {@link #damages(Storage, String)} of files that are elsewhere.
   *
   * @param places name of the pack's file in the storage, by table
   */
  public static List<Damage> damages(Storage storage, String pack, UnaryOperator<String> places)
      throws IOException {
    var damages = new ArrayList<Damage>();
    String trials = places.apply(TrialsTable.TABLE.name());
    Optional<PackManifest> manifest;
    try {
      manifest = CheckedFile.whole(storage.input(trials)).manifest();
      if (manifest.isPresent() && !manifest.get().pack().equals(pack)) {
        return List.of(new Damage(trials, "is of pack " + manifest.get().pack()));
      }
    } catch (FileNotFoundException | NoSuchFileException e) {
      return List.of(new Damage(trials, "is missing"));
    } catch (DamagedFileException e) {
      return List.of(new Damage(trials, e.getMessage()));
    }
    for (String table : tables(manifest)) {
      if (!table.equals(TrialsTable.TABLE.name())) {
        companionDamage(storage, table, places.apply(table), manifest).ifPresent(damages::add);
      }
    }
    return damages;
  }

  private static Optional<Damage> companionDamage(
      Storage storage, String table, String file, Optional<PackManifest> manifest)
      throws IOException {
    try {
      CheckedFile checked = CheckedFile.whole(storage.input(file));
      return manifest
          .flatMap(m -> mismatch(checked, m.companions().get(table)))
          .map(what -> new Damage(file, what));
    } catch (FileNotFoundException | NoSuchFileException e) {
      return Optional.of(new Damage(file, "is missing"));
    } catch (DamagedFileException e) {
      return Optional.of(new Damage(file, e.getMessage()));
    }
  }

  /** How a file differs from the one that the pack was committed with; empty if it does not. */
  public static Optional<String> mismatch(CheckedFile file, PackManifest.Companion committed) {
    if (file.size() != committed.size()) {
      return Optional.of(
          String.format(
              Locale.ROOT, "has %d bytes where %d were written", file.size(), committed.size()));
    }
    return file.checksum().equals(committed.checksum())
        ? Optional.empty()
        : Optional.of("is not the file that its pack was written with");
  }

  /** Whether all files of a pack are there as they were written. */
  static boolean areWhole(Storage storage, String pack) throws IOException {
    return damages(storage, pack).isEmpty();
  }

  /**
   * Moves what is there of some packs out of the tables, {@code trials} first, so that no moment
   * shows a trial without its rows.
   *
   * @param occasion name of a folder in {@link Layout#QUARANTINE} that nothing was moved to before
   * @return where the files are now
   */
  public static List<String> setAside(Storage storage, Collection<String> packs, String occasion)
      throws IOException {
    var moved = new ArrayList<String>();
    for (int t = Layout.TABLES.size() - 1; t >= 0; t--) {
      for (String pack : packs) {
        String file = Layout.file(Layout.TABLES.get(t), pack);
        if (storage.exists(file)) {
          moved.add(setAside(storage, file, occasion));
        }
      }
    }
    return moved;
  }

  /** Moves a file out of its table, and says where it is now. */
  public static String setAside(Storage storage, String file, String occasion) throws IOException {
    String aside = String.format(Locale.ROOT, "%s/%s/%s", Layout.QUARANTINE, occasion, file);
    storage.rename(file, aside);
    return aside;
  }
}
