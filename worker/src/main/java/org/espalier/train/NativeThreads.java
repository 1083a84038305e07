package org.espalier.train;

import org.nd4j.linalg.factory.Nd4j;

/**
 * One trial is one thread: keeps ND4J's native code from starting threads of its own, which would
 * also make sums depend on how many there are.
 */
public final class NativeThreads {

  private NativeThreads() {}

  /** Pins ND4J and its BLAS to the calling thread, for the whole process, once. */
  public static void pinToOne() {
    Pin.touch();
  }

  /** Initialised once, by whichever trial comes first. */
  private static final class Pin {
    static {
      Nd4j.getEnvironment().setMaxMasterThreads(1);
      Nd4j.factory().blas().setMaxThreads(1);
    }

    static void touch() {
      // Loading the class has done it.
    }
  }
}
