package org.espalier.model;

/** The polynomial that every implementation of {@link TileLoops} evaluates. */
public final class FloatExp {

  /** log2(e). */
  public static final float LOG2_E = 1.442695f;

  /** Adding it rounds a float of small magnitude to an integer, in its low bits. */
  public static final float ROUNDER = 0x1.8p23f;

  /** ln 2 in two parts, the first with few bits. */
  public static final float LN2_HIGH = 0x1.63p-1f;

  public static final float LN2_LOW = -2.12194440e-4f;

  /** exp is clamped here, just above the smallest normal float. */
  public static final float LOWEST = -87f;

  /**
   * exp(r) = 1 + r + r^2 (C2 + r (C3 + ...)) for |r| <= ln 2 / 2, to 0.6 units in the last place.
   */
  public static final float C2 = 0.49999994f;

  public static final float C3 = 0.1666652f;
  public static final float C4 = 0.04166839f;
  public static final float C5 = 0.00836875f;
  public static final float C6 = 0.00138145f;

  private FloatExp() {}

  /**
   * e^x to about one unit in the last place, for x <= 88; x below {@link #LOWEST} counts as {@link
   * #LOWEST}.
   */
  public static float exp(float x) {
    float clamped = Math.max(x, LOWEST);
    float rounded = Math.fma(clamped, LOG2_E, ROUNDER);
    float n = rounded - ROUNDER;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, clamped));
    float p = Math.fma(Math.fma(Math.fma(Math.fma(C6, r, C5), r, C4), r, C3), r, C2);
    p = Math.fma(Math.fma(p, r, 1f), r, 1f);
    int powerOfTwo = Float.floatToRawIntBits(rounded) << 23;
    return Float.intBitsToFloat(Float.floatToRawIntBits(p) + powerOfTwo);
  }
}
