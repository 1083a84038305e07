package org.espalier.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A snapshot in one line of a given width: a bar, then as many facts as there is room for, the most
 * important first.
 */
final class ProgressLine {
  private static final String GAP = "  ";
  private static final int SHORTEST_BAR = 5;
  private static final int LONGEST_BAR = 40;

  private final Style style;

  ProgressLine(Style style) {
    this.style = style;
  }

  /** The line, never longer than the width. */
  String of(Snapshot now, int width) {
    var facts = new ArrayList<String>();
    int room = width - SHORTEST_BAR - GAP.length();
    for (String fact : facts(now)) {
      int needed = fact.length() + (facts.isEmpty() ? 0 : GAP.length());
      if (needed <= room) {
        facts.add(fact);
        room -= needed;
      }
    }
    int bar = Math.min(LONGEST_BAR, SHORTEST_BAR + Math.max(0, room));
    String text = String.join(GAP, facts);
    String line = style.bar(now.share(), bar) + GAP + style.failures(text, failures(now));
    return width < SHORTEST_BAR + GAP.length() + 3
        ? text.substring(0, Math.min(width, text.length()))
        : line;
  }

  /** The same facts for a log, whatever their length. */
  String log(Snapshot now) {
    return String.join(", ", facts(now));
  }

  /** In the order of their importance. */
  private static List<String> facts(Snapshot now) {
    var facts = new ArrayList<String>();
    facts.add(String.format(Locale.ROOT, "%d/%d", now.ended(), now.trials()));
    if (now.failed() > 0) {
      facts.add(failures(now));
    }
    facts.add(
        now.ended() == 0 && now.stepsPerSecond() == 0
            ? "starting"
            : time(now.remainingSeconds()) + " left");
    if (now.best().isPresent()) {
      facts.add(
          String.format(
              Locale.ROOT,
              "recovery %.2f..%.2f",
              now.worst().orElseThrow(),
              now.best().getAsDouble()));
    }
    facts.add(String.format(Locale.ROOT, "%d running", now.running()));
    facts.add(rate(now.stepsPerSecond()) + " steps/s");
    facts.add(time(now.elapsedSeconds()) + " gone");
    return facts;
  }

  private static String failures(Snapshot now) {
    return now.failed() == 0 ? "" : now.failed() + " failed";
  }

  private static String rate(double perSecond) {
    if (perSecond >= 9_950) {
      return String.format(Locale.ROOT, "%.0fk", perSecond / 1000);
    }
    return perSecond >= 1000
        ? String.format(Locale.ROOT, "%.1fk", perSecond / 1000)
        : String.format(Locale.ROOT, "%.0f", perSecond);
  }

  /** {@code 42s}, {@code 3m20s}, {@code 2h05m}, {@code 3d04h}. */
  static String time(double seconds) {
    long s = Math.round(seconds);
    if (s < 60) {
      return s + "s";
    }
    if (s < 3600) {
      return String.format(Locale.ROOT, "%dm%02ds", s / 60, s % 60);
    }
    return s < 86_400
        ? String.format(Locale.ROOT, "%dh%02dm", s / 3600, s % 3600 / 60)
        : String.format(Locale.ROOT, "%dd%02dh", s / 86_400, s % 86_400 / 3600);
  }
}
