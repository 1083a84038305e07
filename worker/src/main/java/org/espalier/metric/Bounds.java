package org.espalier.metric;

import static org.espalier.InvalidValueException.require;

/**
 * The range of what a metric can be: an interval for its mean stays within it.
 *
 * @param low least value; negative infinity if there is none
 * @param high greatest value; positive infinity if there is none
 */
public record Bounds(double low, double high) {
  /** Of a share, an accuracy or an attention weight. */
  public static final Bounds UNIT = new Bounds(0, 1);

  /** Of a correlation or a cosine. */
  public static final Bounds CORRELATION = new Bounds(-1, 1);

  /** Of a loss, a count or a step. */
  public static final Bounds NOT_NEGATIVE = new Bounds(0, Double.POSITIVE_INFINITY);

  /** Of what may be anything. */
  public static final Bounds NONE = new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  public Bounds {
    require(low < high, "low", low, "must be below the upper bound " + high);
  }

  /** Whether there is a least and a greatest value. */
  public boolean areFinite() {
    return low > Double.NEGATIVE_INFINITY && high < Double.POSITIVE_INFINITY;
  }

  /**
   * The range of what one value less another can be; {@link #NONE} unless both bounds are finite.
   */
  public Bounds ofDifferences() {
    return areFinite() ? new Bounds(low - high, high - low) : NONE;
  }

  /** The value moved into the range. */
  public double clip(double value) {
    return Math.max(low, Math.min(high, value));
  }
}
