package org.espalier.progress;

import java.nio.charset.Charset;
import java.util.Map;

/** Whether a terminal is shown colour, and which characters it can draw. */
enum Style {
  /** ASCII alone. */
  PLAIN,
  /** Block characters without colour. */
  BLOCKS,
  /** Block characters in colour. */
  COLOUR;

  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String FAINT = "\u001b[2m";
  private static final String RESET = "\u001b[0m";

  /** What an environment asks for: no colour if NO_COLOR is set or the terminal is dumb. */
  static Style of(Map<String, String> environment, Charset charset) {
    if (!charset.name().startsWith("UTF")) {
      return PLAIN;
    }
    boolean colourless =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "dumb").equals("dumb");
    return colourless ? BLOCKS : COLOUR;
  }

  /** A bar of a width, filled to a share of 0 to 1. */
  String bar(double share, int width) {
    int full = (int) Math.floor(share * width);
    return switch (this) {
      case PLAIN -> "#".repeat(full) + ".".repeat(width - full);
      case BLOCKS -> "━".repeat(full) + "┄".repeat(width - full);
      case COLOUR -> GREEN + "━".repeat(full) + RESET + FAINT + "┄".repeat(width - full) + RESET;
    };
  }

  /** A text with what it says of failures in red. */
  String failures(String text, String failures) {
    return this == COLOUR && !failures.isEmpty()
        ? text.replace(failures, RED + failures + RESET)
        : text;
  }

  /** A word that stands for something bad. */
  String alarm(String word) {
    return this == COLOUR ? RED + word + RESET : word;
  }
}
