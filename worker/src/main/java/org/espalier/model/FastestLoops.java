package org.espalier.model;

import java.util.function.Supplier;
import org.espalier.simd.VectorApi;

/** Picks the implementation of {@link TileLoops} that kernels run on. */
final class FastestLoops {
  private static final Supplier<TileLoops> FASTEST =
      VectorApi.prefer(
          TileLoops.class, "org.espalier.model.vector.VectorTileLoops", ScalarTileLoops::new);

  private FastestLoops() {}

  /**
   * The fastest implementation that this Java offers. A new one for every kernel: it has work
   * space, which two threads must not share.
   */
  static TileLoops fastest() {
    return FASTEST.get();
  }
}
