package org.espalier.cli;

import java.util.List;
import java.util.regex.Pattern;

/** A command as one would type it into a shell. */
final class ShellText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private ShellText() {}

  /** The words, each on a line of its own, quoted where a POSIX shell needs it. */
  static String lines(List<String> words) {
    return String.join(" \\\n  ", words.stream().map(ShellText::quoted).toList());
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
