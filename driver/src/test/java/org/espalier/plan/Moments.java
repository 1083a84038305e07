package org.espalier.plan;

import java.util.Random;
import org.espalier.Seeds;

/**
 * The moments of a piece of work, counted in changes to its storage, at which a test interferes.
 *
 * @param first 0 for the moment before the first change
 * @param step changes from one moment to the next
 */
record Moments(int first, int step) {
  private static final int STEP = 3;

  /** Every one, which takes minutes. */
  static final Moments ALL = new Moments(0, 1);

  /** Every third, from one that the seed chooses. */
  static Moments some(Class<?> test) {
    return new Moments(new Random(Seeds.of(test)).nextInt(STEP), STEP);
  }
}
