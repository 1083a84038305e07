package org.espalier.report;

/**
 * The range of what a measure can be: an interval for its mean stays within it.
 *
 * @param low least value, or null if there is none
 * @param high greatest value, or null if there is none
 */
record Bounds(Double low, Double high) {
  /** Of a share, an accuracy or an attention weight. */
  static final Bounds UNIT = new Bounds(0.0, 1.0);

  /** Of a correlation or a cosine. */
  static final Bounds CORRELATION = new Bounds(-1.0, 1.0);

  /** Of a loss, a count or a step. */
  static final Bounds NOT_NEGATIVE = new Bounds(0.0, null);

  /** Of what may be anything. */
  static final Bounds NONE = new Bounds(null, null);
}
