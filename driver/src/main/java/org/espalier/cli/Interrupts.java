package org.espalier.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;

/**
 * What Ctrl-C and SIGTERM do while a run goes on: the first asks it to stop, so that trials that
 * have ended are stored; the second ends the process at once.
 */
final class Interrupts {
  private final Object formerInterrupt;
  private final Object formerTerminate;

  private Interrupts(Runnable handler) {
    formerInterrupt = Signals.register("INT", handler);
    formerTerminate = Signals.register("TERM", handler);
  }

  /** Handles signals until they are released. */
  static Interrupts handle(Runnable stop) {
    var isFirst = new AtomicBoolean(true);
    return new Interrupts(
        () -> {
          if (isFirst.getAndSet(false)) {
            stop.run();
          } else {
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
          }
        });
  }

  /** Signals mean again what they meant before. */
  void release() {
    Signals.unregister("INT", formerInterrupt);
    Signals.unregister("TERM", formerTerminate);
  }
}
