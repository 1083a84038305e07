package org.espalier.setting;

/** The type of a setting's value, as its column in the table {@code trials} has it. */
public enum Kind {
  /** {@link Integer}. */
  INTEGER,
  /** {@link Long}. */
  LONG,
  /** {@link Double}. */
  REAL,
  /** {@link String}. */
  TEXT,
  /** {@code List<Integer>}. */
  INTEGERS,
  /** {@code List<Double>}. */
  REALS;

  /** Whether values of this kind have an order and a distance. */
  public boolean isNumeric() {
    return this == INTEGER || this == LONG || this == REAL;
  }
}
