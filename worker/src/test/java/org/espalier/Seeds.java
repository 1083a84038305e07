package org.espalier;

import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Seeds of randomised tests: fixed by default, so that a build does not fail by chance, and
 * replaced by {@code -Dtests.seed=N}. Each use prints what it takes.
 */
public final class Seeds {

  private Seeds() {}

  /** The seed of a test: {@code tests.seed} if set, else the given one. */
  public static long of(String test, long byDefault) {
    String given = System.getProperty("tests.seed", "");
    long seed = given.isBlank() ? byDefault : Long.parseLong(given.trim());
    System.out.printf(Locale.ROOT, "%s: -Dtests.seed=%d%n", test, seed);
    return seed;
  }

  /** A generator for test data. */
  public static UniformRandomProvider random(long seed) {
    return RandomSource.XO_SHI_RO_256_PP.create(seed);
  }
}
