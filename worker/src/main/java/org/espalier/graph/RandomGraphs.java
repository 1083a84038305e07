package org.espalier.graph;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.rng.UniformRandomProvider;

/** Which graphs are drawn and which are always the same. */
public final class RandomGraphs {
  private RandomGraphs() {}

  /**
   * Whether a family or what departs from it takes random numbers.
   *
   * @param size number of positions
   */
  public static boolean areDrawn(GraphFamily family, Violations violations, int size) {
    var isDrawn = new AtomicBoolean();
    var numbers = new SplittableRandom(0);
    UniformRandomProvider random =
        () -> {
          isDrawn.set(true);
          return numbers.nextLong();
        };
    family.draw(violations.nodes(size), random);
    return isDrawn.get()
        || violations.cyclic() > 0
        || violations.latent() > 0
        || violations.confounders() > 0;
  }
}
