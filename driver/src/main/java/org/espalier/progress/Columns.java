package org.espalier.progress;

import java.io.IOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** How wide the terminal is whenever it is asked: windows are resized. */
@FunctionalInterface
interface Columns extends AutoCloseable {
  int USUAL = 80;

  /** The number of columns now. */
  int now();

  /** Lets go of the terminal; there can be one that is open at a time. */
  @Override
  default void close() {}

  /** Those of this process's terminal, {@value #USUAL} if it does not say. */
  static Columns ofTerminal() {
    try {
      return of(
          TerminalBuilder.builder()
              .system(true)
              .dumb(false)
              .systemOutput(TerminalBuilder.SystemOutput.SysErrOrSysOut)
              .build());
    } catch (IOException | IllegalStateException e) {
      return () -> USUAL;
    }
  }

  /** Those of a terminal, which is closed with them. */
  static Columns of(Terminal terminal) {
    return new Columns() {
      @Override
      public int now() {
        int columns = terminal.getWidth();
        return columns > 0 ? columns : USUAL;
      }

      @Override
      public void close() {
        try {
          terminal.close();
        } catch (IOException e) {
          // what it would have restored, nothing here has changed
        }
      }
    };
  }
}
