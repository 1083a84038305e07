package org.espalier;

import java.util.Locale;

/**
 * What a person asked for cannot be done as written; the message is one line that says where, what
 * and what would be allowed: {@code sweeps/a.conf:12: task.alpha = -1 must be > 0}.
 *
 * <p>Nothing has been written when it is thrown; commands print the message alone and exit with 2.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message is kept on one line: control characters in it are escaped. */
  public ConfigurationException(String message) {
    super(oneLine(message));
  }

  /** As {@link #ConfigurationException(String)}, with what lies behind it. */
  public ConfigurationException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** A text with control characters (line feeds, terminal escapes) written as {@code \n} or hex. */
  public static String oneLine(String text) {
    var line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                  if (isUnprintable(c)) {
                    line.append(String.format(Locale.ROOT, "\\u%04x", c));
                  } else {
                    line.appendCodePoint(c);
                  }
                }
              }
            });
    return line.toString();
  }

  private static boolean isUnprintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
