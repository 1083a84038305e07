package org.espalier.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A command as one would type it into a shell. */
final class ShellText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private ShellText() {}

  /**
   * The words, quoted where a POSIX shell needs it, each on a line of its own, but what follows an
   * option beside it.
   */
  static String lines(List<String> words) {
    var lines = new ArrayList<String>();
    boolean isValue = false;
    for (String word : words) {
      boolean isOption = word.startsWith("--");
      if (isValue && !isOption) {
        lines.add(lines.remove(lines.size() - 1) + " " + quoted(word));
      } else {
        lines.add(quoted(word));
      }
      isValue = isOption;
    }
    return String.join(" \\\n  ", lines);
  }

  /** A word, in single quotes where a POSIX shell needs them. */
  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
