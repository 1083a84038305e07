package org.espalier.model;

/** At which positions the prediction counts. */
public enum LossPositions {
  /** At the last one. */
  LAST,
  /** At all of them, each for the next token; the loss is their mean. */
  ALL;

  /** The first position that counts, of {@code length}. */
  int first(int length) {
    return this == ALL ? 0 : length - 1;
  }
}
