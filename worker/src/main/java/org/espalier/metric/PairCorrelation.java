package org.espalier.metric;

import java.util.OptionalDouble;

/**
 * Pearson's correlation of two numbers over many pairs, one pair after the other (Welford's
 * updates).
 */
public final class PairCorrelation {
  private long count;
  private double meanX;
  private double meanY;
  private double squaresX;
  private double squaresY;
  private double products;

  /** Adds a pair. */
  public void add(double x, double y) {
    count++;
    double dx = x - meanX;
    double dy = y - meanY;
    meanX += dx / count;
    meanY += dy / count;
    squaresX += dx * (x - meanX);
    squaresY += dy * (y - meanY);
    products += dx * (y - meanY);
  }

  /** The correlation, -1 to 1; empty before two pairs, or where one of the two does not vary. */
  public OptionalDouble value() {
    double scale = Math.sqrt(squaresX) * Math.sqrt(squaresY);
    return scale > 0
        ? OptionalDouble.of(Math.max(-1, Math.min(1, products / scale)))
        : OptionalDouble.empty();
  }
}
