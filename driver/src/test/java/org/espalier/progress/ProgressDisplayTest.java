package org.espalier.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.espalier.execution.SweepProgress;
import org.espalier.execution.TrialOutcome;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;
import org.jline.terminal.Size;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProgressDisplayTest {
  private static final Snapshot HALF =
      new Snapshot(96, 48, 2, 2, 12_345, 65, 3725, OptionalDouble.of(.41), OptionalDouble.of(1));

  private final StringWriter screen = new StringWriter();
  private final PrintWriter writer = new PrintWriter(screen);

  @Test
  void aWideLineSaysEverything() {
    assertThat(new ProgressLine(Style.PLAIN).of(HALF, 120))
        .isEqualTo(
            "#################.................  48/96  2 failed  1h02m left"
                + "  recovery 0.41..1.00  2 running  12k steps/s  1m05s gone");
  }

  @Test
  void aNarrowLineSaysWhatMattersMost() {
    assertThat(new ProgressLine(Style.PLAIN).of(HALF, 40))
        .startsWith("##")
        .endsWith("48/96  2 failed  1h02m left")
        .hasSizeLessThanOrEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 10, 20, 40, 57, 80, 120, 200})
  void noLineIsWiderThanTheTerminal(int width) {
    assertThat(new ProgressLine(Style.BLOCKS).of(HALF, width).length()).isLessThanOrEqualTo(width);
  }

  @Test
  void colourIsLeftOutWhereItIsNotWanted() {
    var utf8 = StandardCharsets.UTF_8;
    assertThat(Style.of(Map.of("TERM", "xterm"), utf8)).isEqualTo(Style.COLOUR);
    assertThat(Style.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), utf8)).isEqualTo(Style.BLOCKS);
    assertThat(Style.of(Map.of("TERM", "dumb"), utf8)).isEqualTo(Style.BLOCKS);
    assertThat(Style.of(Map.of("TERM", "xterm"), StandardCharsets.US_ASCII)).isEqualTo(Style.PLAIN);
  }

  @Test
  void aFailureIsToldOnceWithItsParametersAndTheLineStays() {
    var display = new LiveDisplay(writer, () -> 60, Style.PLAIN, id -> "seed=3");
    TrialOutcome broken =
        outcome("a", TrialStatus.FAILED, "java.lang.IllegalStateException", "broken");
    display.progress(progress(1, List.of(broken)));
    display.trialFinished(broken);
    display.progress(progress(1, List.of()));
    display.close();
    assertThat(screen.toString())
        .containsOnlyOnce("\r\u001b[Kfailed  seed=3: IllegalStateException: broken\r\n")
        .endsWith("\r\u001b[K");
  }

  @Test
  void aLineThatANarrowerWindowHasWrappedIsErasedWhole() {
    var width = new AtomicInteger(60);
    var display = new LiveDisplay(writer, width::get, Style.COLOUR, id -> "seed=3");
    display.progress(progress(1, List.of()));
    width.set(25);
    display.progress(progress(1, List.of()));
    width.set(120);
    display.progress(progress(1, List.of()));
    // 57 columns fill three rows of 25: two up, then all below; nothing is wrapped by a wider
    // window
    assertThat(screen.toString()).containsOnlyOnce("\r\u001b[2A\u001b[J");
    assertThat(screen.toString().split("\r\u001b\\[K", -1)).hasSize(3);
  }

  /** Whoever prints next asks it for its width; while it is open nobody else gets that. */
  @Test
  void theTerminalIsLetGoOfAtTheEndAndNotDrawnOnAfterwards() throws IOException {
    var terminal = new DumbTerminal(InputStream.nullInputStream(), new ByteArrayOutputStream());
    terminal.setSize(new Size(50, 24));
    var closed = new AtomicInteger();
    terminal.setOnClose(closed::incrementAndGet);
    var display = new LiveDisplay(writer, Columns.of(terminal), Style.PLAIN, TrialId::value);
    display.progress(progress(1, List.of()));
    assertThat(closed).hasValue(0);
    display.close();
    display.close();
    assertThat(closed).hasValue(1);
    String end = screen.toString();
    display.progress(progress(2, List.of()));
    assertThat(screen.toString()).isEqualTo(end);
    display.notice("late");
    assertThat(screen.toString()).isEqualTo(end + "late\r\n");
  }

  @Test
  void messagesCannotWriteToTheTerminal() {
    var display = new LiveDisplay(writer, () -> 60, Style.PLAIN, id -> "seed=3");
    display.trialFinished(outcome("a", TrialStatus.DIVERGED, "diverged", "x\u001b[2J\ny"));
    assertThat(screen.toString()).contains("diverged  seed=3: x\\u001b[2J\\ny\r\n");
  }

  @Test
  void bestAndWorstAreThoseOfAllTrialsSoFar() {
    var display = new LiveDisplay(writer, () -> 120, Style.PLAIN, TrialId::value);
    display.trialFinished(outcome("a", TrialStatus.SUCCEEDED, "", ""));
    display.progress(progress(1, List.of()));
    assertThat(screen.toString()).contains("recovery 0.75..0.75");
  }

  @Test
  void aLogHasALineForEachTenthAndNoCarriageReturns() {
    var now = new AtomicLong();
    var display = new LogDisplay(writer, now::get, TrialId::value);
    for (int second = 0; second <= 100; second++) {
      now.set(second * 1_000_000_000L);
      display.progress(progress(second, List.of()));
    }
    assertThat(screen.toString().lines()).hasSize(11);
    assertThat(screen.toString()).doesNotContain("\r").startsWith("0/100, starting, 0 running");
  }

  @Test
  void aLogOfASlowRunHasALineEachMinute() {
    var now = new AtomicLong();
    var display = new LogDisplay(writer, now::get, TrialId::value);
    for (int second = 0; second < 600; second++) {
      now.set(second * 1_000_000_000L);
      display.progress(progress(0, List.of()));
    }
    assertThat(screen.toString().lines()).hasSize(10);
  }

  @Test
  void jsonLinesSayWhatHappened() {
    var display = new JsonDisplay(writer, () -> Instant.EPOCH, id -> "seed=3");
    display.progress(progress(7, List.of()));
    display.trialFinished(outcome("a", TrialStatus.FAILED, "E", "broken \"here\""));
    assertThat(screen.toString().lines())
        .containsExactly(
            "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"progress\",\"trials\":100,\"ended\":7,"
                + "\"failed\":0,\"running\":0,\"steps_per_second\":0.0,\"elapsed_seconds\":1.0,"
                + "\"remaining_seconds\":2.0,\"worst_recovery\":null,\"best_recovery\":null}",
            "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"failure\",\"id\":\"a\","
                + "\"trial\":\"seed=3\",\"status\":\"failed\",\"error\":\"E\","
                + "\"message\":\"broken \\\"here\\\"\"}");
  }

  private static SweepProgress progress(int ended, List<TrialOutcome> waiting) {
    return new SweepProgress(100, ended, 0, List.of(), waiting, 0, 1, 2);
  }

  private static TrialOutcome outcome(String id, TrialStatus status, String error, String message) {
    double recovery = status == TrialStatus.SUCCEEDED ? .75 : Double.NaN;
    return new TrialOutcome(new TrialId(id), status, 8, 1, recovery, error, message);
  }
}
