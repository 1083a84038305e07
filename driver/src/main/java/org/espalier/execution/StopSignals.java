package org.espalier.execution;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.util.SignalUtils;

/**
 * Turns the first SIGINT, SIGTERM, SIGHUP or SIGXCPU of this process into a request to stop; the
 * second ends it as if there were nothing to store.
 */
public final class StopSignals {
  private static final AtomicReference<Runnable> TARGET = new AtomicReference<>();

  static {
    register("INT");
    register("TERM");
    register("XCPU"); // the soft limit of its CPU time
    register("HUP"); // its terminal is gone; where it is ignored, as nohup has it, it stays so
  }

  private StopSignals() {}

  /** What the next signal asks to stop. */
  public static void deliverTo(Runnable stop) {
    TARGET.set(stop);
  }

  /** Signals end the process again. */
  public static void release() {
    TARGET.set(null);
  }

  private static void register(String signal) {
    SignalUtils.register(signal, StopSignals::handled);
  }

  private static Object handled() {
    Runnable stop = TARGET.getAndSet(null);
    if (stop == null) {
      return false; // not ours: the JVM goes on to end
    }
    stop.run();
    return true;
  }
}
