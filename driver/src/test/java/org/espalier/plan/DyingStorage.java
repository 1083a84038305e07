package org.espalier.plan;

import java.io.IOException;
import org.espalier.table.Storage;

/** A storage whose process dies at its n-th change: that one and all later ones never happen. */
final class DyingStorage extends HookedStorage {
  private final Life life;

  DyingStorage(Storage storage, int changes) {
    this(storage, new Life(changes));
  }

  private DyingStorage(Storage storage, Life life) {
    super(storage, life);
    this.life = life;
  }

  boolean isAlive() {
    return life.changesLeft >= 0;
  }

  private static final class Life implements Hook {
    private int changesLeft;

    Life(int changes) {
      changesLeft = changes;
    }

    @Override
    public void beforeChange() throws IOException {
      if (--changesLeft < 0) {
        throw new IOException("No space left on device");
      }
    }
  }
}
