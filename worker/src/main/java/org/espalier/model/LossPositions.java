package org.espalier.model;

import java.util.Locale;

/** At which positions the prediction counts. */
public enum LossPositions {
  /** At the last one. */
  LAST,
  /** At all of them, each for the next token; the loss is their mean. */
  ALL;

  /** As a sweep file writes it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The first position that counts, of {@code length}. */
  int first(int length) {
    return this == ALL ? 0 : length - 1;
  }
}
