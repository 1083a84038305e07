package org.espalier.sweep;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * Which brace or bracket of a HOCON text is wrong. A parser sees that one is missing only at the
 * end, or where something else no longer fits; a person wants the line on which the one stands that
 * was never closed.
 */
final class Braces {
  private final String text;
  private final Deque<Open> open = new ArrayDeque<>();
  private int line = 1;
  private int lineStart;

  /** An opening brace: its line, and how far that is indented. */
  private record Open(char brace, int line, int indentation) {
    String complaint() {
      return String.format(Locale.ROOT, "the %s of line %d is never closed", brace, line);
    }
  }

  /**
   * What is wrong.
   *
   * @param line on which it is, from 1
   * @param complaint in words
   */
  record Fault(int line, String complaint) {}

  private Braces(String text) {
    this.text = text;
  }

  /** What is wrong with the braces of a text; empty if they all match. */
  static Optional<Fault> check(String text) {
    return new Braces(text).check();
  }

  private Optional<Fault> check() {
    Optional<Open> suspect = Optional.empty();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at = endOfText(at);
      } else if (c == '#' || text.startsWith("//", at)) {
        at = endOfLine(at) - 1;
      } else if (c == '\n') {
        line++;
        lineStart = at + 1;
      } else if (c == '{' || c == '[') {
        open.push(new Open(c, line, indentation()));
      } else if (c == '}' || c == ']') {
        char wanted = c == '}' ? '{' : '[';
        if (open.isEmpty()) {
          return Optional.of(
              new Fault(line, String.format(Locale.ROOT, "this %s closes nothing", c)));
        }
        Open closed = open.pop();
        if (closed.brace() != wanted) {
          return Optional.of(
              new Fault(
                  closed.line(),
                  closed.complaint() + String.format(Locale.ROOT, ": line %d has %s", line, c)));
        }
        if (suspect.isEmpty() && isFirst(at) && indentation() < closed.indentation()) {
          suspect = Optional.of(closed); // it closes one further out: this one lacks its own
        }
      }
    }
    if (open.isEmpty()) {
      return Optional.empty();
    }
    Open unclosed = suspect.orElse(open.peek());
    return Optional.of(new Fault(unclosed.line(), unclosed.complaint()));
  }

  /** The last character of a quoted text; counts its lines. */
  private int endOfText(int from) {
    boolean isLong = text.startsWith("\"\"\"", from);
    int at = from + (isLong ? 3 : 1);
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        lineStart = at + 1;
        if (!isLong) {
          return at; // such a text ends with its line: the parser says so better
        }
      }
      if (isLong ? text.startsWith("\"\"\"", at) : c == '"') {
        return isLong ? at + 2 : at;
      }
      at += !isLong && c == '\\' ? 2 : 1;
    }
    return at;
  }

  private int endOfLine(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  /** Blanks before the first character of the line. */
  private int indentation() {
    int at = lineStart;
    while (at < text.length()
        && Character.isWhitespace(text.charAt(at))
        && text.charAt(at) != '\n') {
      at++;
    }
    return at - lineStart;
  }

  private boolean isFirst(int at) {
    return at == lineStart + indentation();
  }
}
