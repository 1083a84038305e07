package org.espalier.study;

import static org.espalier.InvalidValueException.require;

/**
 * The range of the values that a metric can take.
 *
 * @param low least value; negative infinity if there is none
 * @param high greatest value; positive infinity if there is none
 */
public record Bounds(double low, double high) {
  /** Of a share, an accuracy or an attention weight. */
  public static final Bounds UNIT = new Bounds(0, 1);

  /** Of a metric that may take any value. */
  public static final Bounds NONE = new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  public Bounds {
    require(low < high, "low", low, "must be below the upper bound " + high);
  }

  /** The value moved into the range. */
  double clip(double value) {
    return Math.max(low, Math.min(high, value));
  }
}
