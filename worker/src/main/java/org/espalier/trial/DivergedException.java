package org.espalier.trial;

import java.util.Locale;

/** Training has left the finite numbers. */
final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(String what, int step) {
    super(String.format(Locale.ROOT, "%s is not finite after %d steps", what, step));
  }
}
