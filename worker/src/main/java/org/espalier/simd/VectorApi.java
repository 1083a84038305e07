package org.espalier.simd;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choice, at start-up, between inner loops on the Vector API (jdk.incubator.vector) and the
 * same loops in scalar code. Classes that need the module are named, not referred to: whatever
 * loads this class runs where the module is absent.
 */
public final class VectorApi {
  private static final Logger LOG = LoggerFactory.getLogger(VectorApi.class);
  private static final boolean IS_HERE = isHere();

  private VectorApi() {}

  /**
   * How to make the faster of two implementations that this Java can run.
   *
   * @param type what both implement
   * @param name of a public class in another package, with a public constructor of no arguments
   * @param plain makes the other
   */
  public static <T> Supplier<T> prefer(Class<T> type, String name, Supplier<T> plain) {
    if (!IS_HERE) {
      return plain;
    }
    try {
      make(type, name);
      return () -> make(type, name);
    } catch (IllegalStateException | LinkageError e) {
      LOG.warn("Plain Java does its work: {} cannot be used here.", name, e);
      return plain;
    }
  }

  /** By name: the module may have been added at the start or loaded later. Says so, once. */
  private static boolean isHere() {
    try {
      Class.forName("jdk.incubator.vector.Vector", false, VectorApi.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      LOG.info(
          "Kernels run in plain Java, five to ten times slower than they could: start Java with"
              + " --add-modules jdk.incubator.vector.");
      return false;
    }
  }

  private static <T> T make(Class<T> type, String name) {
    try {
      return Class.forName(name).asSubclass(type).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
