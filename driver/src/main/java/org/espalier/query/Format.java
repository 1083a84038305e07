package org.espalier.query;

/** How rows are printed. */
public enum Format {
  /** Aligned columns. */
  TABLE,
  /** Comma-separated with a header, as RFC 4180 has it. */
  CSV,
  /** A JSON array with one object per row, one row per line. */
  JSON
}
