package org.espalier.model;

import java.util.function.Supplier;
import org.espalier.simd.VectorApi;

/** Picks the implementation of {@link Lanes} that kernels run on. */
final class LaneChoice {
  private static final Supplier<Lanes> FASTEST =
      VectorApi.prefer(Lanes.class, "org.espalier.model.vector.VectorLanes", ScalarLanes::new);

  private LaneChoice() {}

  /**
   * The fastest implementation that this Java offers. A new one for every kernel: it has work
   * space, which two threads must not share.
   */
  static Lanes fastest() {
    return FASTEST.get();
  }
}
