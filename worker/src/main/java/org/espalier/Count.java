package org.espalier;

import java.util.Locale;

/** A number with its noun, as messages have it. */
public final class Count {
  private Count() {}

  /**
   * {@code 1 trial}, {@code 3 trials}, {@code 12,000 rows}.
   *
   * @param number how many there are
   * @param noun what they are, in the singular; its plural adds an s
   */
  public static String of(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }
}
