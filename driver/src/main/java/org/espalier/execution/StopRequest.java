package org.espalier.execution;

/** Whether a run was asked to end. */
final class StopRequest {
  private volatile boolean requested;

  void request() {
    requested = true;
  }

  boolean isRequested() {
    return requested;
  }
}
