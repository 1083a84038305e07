package org.espalier.cli;

import java.lang.reflect.InvocationTargetException;

/**
 * Loads the module of the Vector API, on which kernels run twice as fast.
 *
 * <p>{@code --add-modules jdk.incubator.vector} does the same, but the JVM then warns of an
 * incubating module at every start, and has no switch against it. What is done here needs {@code
 * -XX:+EnableVectorSupport} and {@code --add-exports java.base/jdk.internal.module=ALL-UNNAMED}.
 */
final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /**
   * Loads it unless it is there. Without the right flags nothing happens: kernels can do without.
   */
  static void load() {
    if (ModuleLayer.boot().findModule(NAME).isPresent()) {
      return;
    }
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, NAME);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException e) {
      System.getLogger(VectorModule.class.getName())
          .log(System.Logger.Level.DEBUG, "the Vector API cannot be loaded", e);
    }
  }
}
