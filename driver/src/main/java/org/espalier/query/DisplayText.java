package org.espalier.query;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/**
 * Texts by the columns that they take on a screen, where some characters take two and some none.
 */
final class DisplayText {
  /** Stands for what was left out. */
  static final String ELISION = "…";

  private DisplayText() {}

  /** Columns that a text takes. */
  static int width(String text) {
    return text.codePoints().map(DisplayText::width).sum();
  }

  private static int width(int codePoint) {
    return Math.max(0, WCWidth.wcwidth(codePoint));
  }

  /** A text with blanks up to a width, before it if it is to stand to the right. */
  static String padded(String text, int width, boolean isRight) {
    String blanks = " ".repeat(Math.max(0, width - width(text)));
    return isRight ? blanks + text : text + blanks;
  }

  /** A text that takes no more than a width, with a mark where it was cut. */
  static String cut(String text, int width) {
    return width(text) <= width ? text : text.substring(0, fitting(text, width - 1)) + ELISION;
  }

  /** A text in lines of a width, broken at blanks, within a word where that alone is too long. */
  static List<String> wrapped(String text, int width) {
    var lines = new ArrayList<String>();
    String rest = text;
    while (width(rest) > width) {
      int fits = Math.max(fitting(rest, width), rest.offsetByCodePoints(0, 1));
      boolean endsAWord = rest.charAt(fits) == ' ';
      int blank = endsAWord ? fits : rest.lastIndexOf(' ', fits - 1);
      int end = blank > 0 ? blank : fits;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  /** The end of as much of a text as fits. */
  private static int fitting(String text, int width) {
    int end = 0;
    int room = width;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      room -= width(codePoint);
      if (room < 0) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return end;
  }
}
