package org.espalier.sweep;

import java.util.ArrayDeque;
import java.util.Deque;

/** Whether the text of an override is one whole value for the parser of sweep files. */
final class OverrideText {
  private static final String OPENING = "[{";
  private static final String CLOSING = "]}";

  private OverrideText() {}

  /**
   * Whether nothing of a text would be lost: outside of quotes there is no comment, and no bracket
   * closes what is not open. What else is wrong with it, the parser says.
   */
  static boolean isWhole(String text) {
    Deque<Character> open = new ArrayDeque<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '#' || text.startsWith("//", i)) {
        return false;
      }
      if (c == '"') {
        i = endOfQuotes(text, i);
      } else if (OPENING.indexOf(c) >= 0) {
        open.push(CLOSING.charAt(OPENING.indexOf(c)));
      } else if (CLOSING.indexOf(c) >= 0 && (open.isEmpty() || open.pop() != c)) {
        return false;
      }
      i++;
    }
    return true;
  }

  /** The index of the quote that ends what begins at {@code start}, or the text's last. */
  private static int endOfQuotes(String text, int start) {
    if (text.startsWith("\"\"\"", start)) {
      int end = text.indexOf("\"\"\"", start + 3);
      return end < 0 ? text.length() - 1 : end + 2;
    }
    int i = start + 1;
    while (i < text.length() && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }
}
