package org.espalier.progress;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.espalier.trial.TrialId;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Chooses a display. */
public final class Displays {
  private static final int USUAL_WIDTH = 80;

  /** What the user asked for. */
  public enum Kind {
    /** A live line, on a terminal. */
    LIVE,
    /** Plain lines. */
    LOG,
    /** Failures alone. */
    QUIET,
    /** JSON lines. */
    JSON
  }

  private Displays() {}

  /**
   * A display on standard error.
   *
   * @param err its writer
   * @param labels trials by their parameters
   */
  public static ProgressDisplay open(Kind kind, PrintWriter err, Function<TrialId, String> labels) {
    return switch (kind) {
      case QUIET -> new QuietDisplay(err, labels);
      case JSON -> new JsonDisplay(err, Clock.systemUTC()::instant, labels);
      case LOG -> new LogDisplay(err, System::nanoTime, labels);
      case LIVE ->
          new LiveDisplay(
              err, width(), Style.of(System.getenv(), Charset.defaultCharset()), labels);
    };
  }

  /** The terminal's width whenever it is asked for. */
  private static IntSupplier width() {
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .dumb(false)
              .systemOutput(TerminalBuilder.SystemOutput.SysErrOrSysOut)
              .build();
      return () -> terminal.getWidth() > 0 ? terminal.getWidth() : USUAL_WIDTH;
    } catch (IOException | IllegalStateException e) {
      return () -> USUAL_WIDTH;
    }
  }
}
