package org.espalier.trial;

/** Training has left the finite numbers. */
final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(String what, int step) {
    super("%s is not finite after %d steps".formatted(what, step));
  }
}
