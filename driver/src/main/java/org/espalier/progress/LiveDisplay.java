package org.espalier.progress;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.espalier.ConfigurationException;
import org.espalier.execution.TrialOutcome;
import org.espalier.trial.TrialId;

/** One live line at the bottom of a terminal; what else there is to say scrolls away above it. */
final class LiveDisplay extends ProgressDisplay {
  private static final String ERASE_LINE = "\r\u001b[K";

  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9]*m");

  /**
   * A line that reached the last column would wrap on some terminals; Ctrl-C is echoed as two more.
   */
  private static final int MARGIN = 3;

  private final PrintWriter terminal;
  private final Columns width;
  private final Style style;
  private final ProgressLine line;
  private String shown = "";
  private boolean isClosed;

  /**
   * A display.
   *
   * @param width of the terminal; asked for each line, for windows are resized, and closed with the
   *     display
   */
  LiveDisplay(PrintWriter terminal, Columns width, Style style, Function<TrialId, String> labels) {
    super(labels);
    this.terminal = terminal;
    this.width = width;
    this.style = style;
    this.line = new ProgressLine(style);
  }

  @Override
  void show(Snapshot now) {
    if (isClosed) {
      return;
    }
    int columns = width.now();
    String erased = erase(columns);
    shown = line.of(now, Math.max(1, columns - MARGIN));
    terminal.print(erased + shown);
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
    if (!isClosed) {
      terminal.print(erase(width.now()));
      terminal.flush();
      shown = "";
      isClosed = true;
      width.close();
    }
  }

  private void above(String text) {
    terminal.print((isClosed ? "" : erase(width.now())) + text + "\r\n" + shown);
    terminal.flush();
  }

  /**
   * Erases the line, all of it where the window was made narrower and the terminal has wrapped it.
   */
  private String erase(int columns) {
    int drawn = COLOURS.matcher(shown).replaceAll("").length();
    int wrapped = columns > 0 ? Math.max(0, drawn - 1) / columns : 0;
    return wrapped == 0 ? ERASE_LINE : String.format(Locale.ROOT, "\r\u001b[%dA\u001b[J", wrapped);
  }

  private static String printable(String text) {
    return ConfigurationException.oneLine(text);
  }
}
