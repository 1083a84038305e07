package org.espalier.query;

/** How rows are printed. */
public enum Format {
  /** Aligned columns. */
  TABLE,
  /** A line for each column of each row: for rows of many columns. */
  VERTICAL,
  /** Comma-separated with a header, as RFC 4180 has it. */
  CSV,
  /** A JSON array with one object per row, one row per line. */
  JSON;

  /** Whether rows are laid out for a person, and so read first and bounded in number. */
  public boolean isForPeople() {
    return this == TABLE || this == VERTICAL;
  }
}
