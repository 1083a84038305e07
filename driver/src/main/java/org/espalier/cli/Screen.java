package org.espalier.cli;

import java.io.IOException;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * Which standard streams are a terminal. {@code bin/espalier} knows and says so in {@code
 * ESPALIER_TERMINAL}, for instance {@code in,out,err}; without it none is.
 */
final class Screen {
  private static final List<String> STREAMS =
      List.of(System.getenv().getOrDefault("ESPALIER_TERMINAL", "").split(","));

  private Screen() {}

  /** Whether someone types and reads. */
  static boolean isInteractive() {
    return STREAMS.contains("in") && STREAMS.contains("out");
  }

  /** Whether someone watches standard error. */
  static boolean isWatched() {
    return STREAMS.contains("err");
  }

  /** Columns of the terminal; no limit where the output is piped or kept in a file. */
  static int width() {
    if (!STREAMS.contains("out")) {
      return Integer.MAX_VALUE;
    }
    try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
      int columns = terminal.getWidth();
      return columns > 0 ? columns : Integer.MAX_VALUE;
    } catch (IOException e) {
      return Integer.MAX_VALUE;
    }
  }
}
