package org.espalier;

import java.util.Locale;
import java.util.Random;

/** Seeds of randomised tests: another each time, or {@code -Dtests.seed=N}; printed when taken. */
public final class Seeds {
  private Seeds() {}

  /** A new seed for a test, or the one that is to be replayed. */
  public static long of(Class<?> test) {
    String given = System.getProperty("tests.seed", "");
    long seed = given.isBlank() ? new Random().nextLong() : Long.parseLong(given.strip());
    System.out.printf(Locale.ROOT, "%s: -Dtests.seed=%d%n", test.getSimpleName(), seed);
    return seed;
  }
}
