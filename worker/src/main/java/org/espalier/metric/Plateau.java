package org.espalier.metric;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * How long a learning curve stood still before it fell.
 *
 * <p>The way of a curve is its first loss minus its lowest. An interval between two evaluations is
 * flat if within it the loss never lies more than {@link #FLAT} of the way below the loss at its
 * start; it is a plateau if the loss later falls by at least another {@link #DROP} of the way below
 * the loss at its end. So the level at which training ends is no plateau. The models at hand fall
 * at once to about the loss of the best prediction from the tokens' frequencies, slide slowly while
 * the layers find each other, and fall again: it is that slide which is measured. A curve that
 * falls evenly from first to last has a plateau of a tenth of its length.
 *
 * <p>Steps are as fine as the evaluations.
 *
 * @param start step at which the longest plateau begins (of equally long ones the first); empty if
 *     there is none
 * @param length its length in steps, 0 if there is none
 * @param tenth first step at which the loss has made a tenth of its way; empty if it never fell
 */
public record Plateau(OptionalInt start, int length, OptionalInt tenth) {

  /** Share of the way within which an interval is flat. */
  public static final double FLAT = 0.1;

  /** Share of the way by which the loss must still fall after a plateau. */
  public static final double DROP = 0.1;

  /**
   * Measures a learning curve. Losses that are not finite are passed over.
   *
   * @param steps [n] ascending
   * @param losses [n] in nats
   * @throws IllegalArgumentException if the lengths differ
   */
  public static Plateau of(int[] steps, double[] losses) {
    if (steps.length != losses.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d steps and %d losses", steps.length, losses.length));
    }
    double first = Double.NaN;
    double lowest = Double.POSITIVE_INFINITY;
    for (double loss : losses) {
      if (Double.isFinite(loss)) {
        first = Double.isNaN(first) ? loss : first;
        lowest = Math.min(lowest, loss);
      }
    }
    double way = first - lowest;
    if (!(way > 0)) {
      return new Plateau(OptionalInt.empty(), 0, OptionalInt.empty());
    }
    return longest(steps, losses, way, firstBelow(steps, losses, first - 0.1 * way));
  }

  private static Plateau longest(int[] steps, double[] losses, double way, OptionalInt tenth) {
    double[] lowestLater = lowestLater(losses);
    OptionalInt start = OptionalInt.empty();
    int length = 0;
    for (int a = 0; a < steps.length; a++) {
      for (int b = a + 1; b < steps.length && !(losses[b] < losses[a] - FLAT * way); b++) {
        boolean falls = losses[b] - lowestLater[b] >= DROP * way;
        if (falls && Double.isFinite(losses[a]) && steps[b] - steps[a] > length) {
          start = OptionalInt.of(steps[a]);
          length = steps[b] - steps[a];
        }
      }
    }
    return new Plateau(start, length, tenth);
  }

  private static OptionalInt firstBelow(int[] steps, double[] losses, double level) {
    for (int k = 0; k < steps.length; k++) {
      if (losses[k] <= level) {
        return OptionalInt.of(steps[k]);
      }
    }
    return OptionalInt.empty();
  }

  /** [n] the lowest loss after each evaluation; infinite after the last. */
  private static double[] lowestLater(double[] losses) {
    double[] lowest = new double[losses.length];
    double soFar = Double.POSITIVE_INFINITY;
    for (int k = losses.length - 1; k >= 0; k--) {
      lowest[k] = soFar;
      if (Double.isFinite(losses[k])) {
        soFar = Math.min(soFar, losses[k]);
      }
    }
    return lowest;
  }
}
