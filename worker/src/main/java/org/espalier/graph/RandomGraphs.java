package org.espalier.graph;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.rng.UniformRandomProvider;

/** Which graphs are drawn and which are always the same. */
public final class RandomGraphs {
  private RandomGraphs() {}

  /**
   * Whether the graphs of a family, or what departs from them, take random numbers.
   *
   * @param length T
   * @throws org.espalier.InvalidValueException if there is no such graph
   */
  public static boolean areDrawn(GraphFamily family, Violations violations, int length) {
    if (violations.cyclic() > 0 || violations.latent() > 0 || violations.confounders() > 0) {
      return true;
    }
    var isDrawn = new AtomicBoolean();
    var numbers = new SplittableRandom(0);
    UniformRandomProvider random =
        () -> {
          isDrawn.set(true);
          return numbers.nextLong();
        };
    GraphMixture.draw(family, Violations.NONE, length, random);
    return isDrawn.get();
  }
}
