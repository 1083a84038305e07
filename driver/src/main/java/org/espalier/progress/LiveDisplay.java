package org.espalier.progress;

import java.io.PrintWriter;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.espalier.ConfigurationException;
import org.espalier.execution.TrialOutcome;
import org.espalier.trial.TrialId;

/** One live line at the bottom of a terminal; what else there is to say scrolls away above it. */
final class LiveDisplay extends ProgressDisplay {
  private static final String ERASE_LINE = "\r\u001b[K";

  /** A line that reached the last column would wrap on some terminals. */
  private static final int MARGIN = 1;

  private final PrintWriter terminal;
  private final IntSupplier width;
  private final Style style;
  private final ProgressLine line;
  private String shown = "";

  /**
   * A display.
   *
   * @param width of the terminal now, in columns; asked for each line, for windows are resized
   */
  LiveDisplay(
      PrintWriter terminal, IntSupplier width, Style style, Function<TrialId, String> labels) {
    super(labels);
    this.terminal = terminal;
    this.width = width;
    this.style = style;
    this.line = new ProgressLine(style);
  }

  @Override
  void show(Snapshot now) {
    shown = line.of(now, Math.max(MARGIN, width.getAsInt() - MARGIN));
    terminal.print(ERASE_LINE + shown);
    terminal.flush();
  }

  @Override
  void failed(TrialOutcome trial) {
    above(style.alarm(trial.status().label()) + "  " + printable(failureLine(trial)));
  }

  @Override
  public synchronized void notice(String message) {
    above(printable(message));
  }

  @Override
  public synchronized void close() {
    terminal.print(ERASE_LINE);
    terminal.flush();
    shown = "";
  }

  private void above(String text) {
    terminal.print(ERASE_LINE + text + "\r\n" + shown);
    terminal.flush();
  }

  private static String printable(String text) {
    return ConfigurationException.oneLine(text);
  }
}
