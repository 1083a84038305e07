package org.espalier.cli;

import java.util.Locale;
import org.espalier.Count;

/** Quantities as a person reads them. */
final class Human {
  private static final String[] BYTES = {"B", "KB", "MB", "GB", "TB"};

  private Human() {}

  /**
   * A time: {@code 850 ms}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 5 min}, {@code 3 d 4 h}.
   */
  static String duration(double seconds) {
    if (seconds < 1) {
      return Math.round(seconds * 1000) + " ms";
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return two(whole / 60, "min", whole % 60, "s");
    }
    if (whole < 86_400) {
      return two(whole / 3600, "h", whole % 3600 / 60, "min");
    }
    return two(whole / 86_400, "d", whole % 86_400 / 3600, "h");
  }

  /** Work: {@code 40 core-seconds}, {@code 5.2 core-minutes}, {@code 12.5 core-hours}. */
  static String work(double seconds) {
    if (seconds < 120) {
      return Count.of(Math.round(seconds), "core-second");
    }
    return seconds < 7200
        ? String.format(Locale.ROOT, "%.0f core-minutes", seconds / 60)
        : String.format(Locale.ROOT, "%.1f core-hours", seconds / 3600);
  }

  /** A size in decimal units: {@code 1.2 MB}. */
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < BYTES.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, BYTES[unit]);
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return small == 0
        ? String.format(Locale.ROOT, "%d %s", large, largeUnit)
        : String.format(Locale.ROOT, "%d %s %d %s", large, largeUnit, small, smallUnit);
  }
}
