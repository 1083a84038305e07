package org.espalier.model;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picks the implementation of {@link Lanes} once, when the first kernel is made. */
final class LaneChoice {
  private static final Logger LOG = LoggerFactory.getLogger(LaneChoice.class);
  private static final String VECTOR = "org.espalier.model.vector.VectorLanes";

  /** The fastest implementation that this Java offers. */
  static final Lanes FASTEST = fastest();

  private LaneChoice() {}

  private static Lanes fastest() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      LOG.info(
          "Kernels run in plain Java, two to three times slower than they could: start Java with"
              + " --add-modules jdk.incubator.vector.");
      return new ScalarLanes();
    }
    try {
      return Class.forName(VECTOR).asSubclass(Lanes.class).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      LOG.warn("Kernels run in plain Java: {} cannot be used here.", VECTOR, e);
      return new ScalarLanes();
    }
  }
}
