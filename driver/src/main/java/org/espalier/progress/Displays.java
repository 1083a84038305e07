package org.espalier.progress;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.function.Function;
import org.espalier.trial.TrialId;

/** Chooses a display. */
public final class Displays {
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
              err,
              Columns.ofTerminal(),
              Style.of(System.getenv(), Charset.defaultCharset()),
              labels);
    };
  }
}
