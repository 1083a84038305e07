package org.espalier.execution;

/** Whether a run was asked to end, be it by an interrupt of its thread. */
final class StopRequest {
  private volatile boolean requested;
  private volatile boolean interrupted;

  void request() {
    requested = true;
  }

  /** An interrupt asks for it, which the run's thread does not heed before the run has ended. */
  void requestByInterrupt() {
    interrupted = true;
    request();
  }

  boolean isRequested() {
    return requested;
  }

  /** Interrupts this thread once more if an interrupt asked for the end. */
  void restoreInterrupt() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
