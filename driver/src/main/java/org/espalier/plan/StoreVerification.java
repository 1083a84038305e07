package org.espalier.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.espalier.table.PackFiles;
import org.espalier.table.Storage;

/** Reads every byte of a results folder's packs and holds it against its checksum. */
public final class StoreVerification {
  private StoreVerification() {}

  /** Files that are not what was written, in packs that count as far as a look at them tells. */
  public static List<PackFiles.Damage> of(ResultStore store) throws IOException {
    var damages = new ArrayList<>(store.contents().damages());
    damages.addAll(of(store.storage(), store.contents().packs()));
    return damages;
  }

  static List<PackFiles.Damage> of(Storage storage, Collection<String> packs) throws IOException {
    try {
      return packs.parallelStream().flatMap(pack -> damages(storage, pack).stream()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<PackFiles.Damage> damages(Storage storage, String pack) {
    try {
      return PackFiles.damages(storage, pack);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
