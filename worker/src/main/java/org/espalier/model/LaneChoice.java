package org.espalier.model;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picks the implementation of {@link Lanes} that kernels run on. */
final class LaneChoice {
  private static final Logger LOG = LoggerFactory.getLogger(LaneChoice.class);
  private static final String VECTOR = "org.espalier.model.vector.VectorLanes";

  private static final Supplier<Lanes> FASTEST = choose();

  private LaneChoice() {}

  /**
   * The fastest implementation that this Java offers. A new one for every kernel: it has work
   * space, which two threads must not share.
   */
  static Lanes fastest() {
    return FASTEST.get();
  }

  /** Decides, and says so in the log, once. */
  private static Supplier<Lanes> choose() {
    if (!isVectorApiHere()) {
      LOG.info(
          "Kernels run in plain Java, six to eight times slower than they could: start Java with"
              + " --add-modules jdk.incubator.vector.");
      return ScalarLanes::new;
    }
    try {
      vectorLanes();
      return LaneChoice::vectorLanes;
    } catch (IllegalStateException | LinkageError e) {
      LOG.warn("Kernels run in plain Java: {} cannot be used here.", VECTOR, e);
      return ScalarLanes::new;
    }
  }

  /** By name: the module may have been added at the start or loaded later. */
  private static boolean isVectorApiHere() {
    try {
      Class.forName("jdk.incubator.vector.Vector", false, LaneChoice.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static Lanes vectorLanes() {
    try {
      return Class.forName(VECTOR).asSubclass(Lanes.class).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(VECTOR, e);
    }
  }
}
