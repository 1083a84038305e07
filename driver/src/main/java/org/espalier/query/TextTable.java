package org.espalier.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.ConfigurationException;

/**
 * A table as text: columns padded to their widest value, numbers to the right, a rule under the
 * names.
 *
 * @param columns names
 * @param numeric whether a column holds numbers
 * @param rows values, none of them null
 */
public record TextTable(List<String> columns, List<Boolean> numeric, List<List<String>> rows) {
  private static final String GAP = "  ";
  private static final String ELISION = "…";

  /** So few columns are all worth showing: rather cut the last one's values. */
  private static final int FEW = 3;

  public TextTable {
    columns = List.copyOf(columns);
    numeric = List.copyOf(numeric);
    rows = rows.stream().map(row -> row.stream().map(TextTable::printable).toList()).toList();
    int width = columns.size();
    if (numeric.size() != width || rows.stream().anyMatch(row -> row.size() != width)) {
      throw new IllegalArgumentException("every row needs " + width + " values");
    }
  }

  /** A table whose column is numeric where every value that is there reads as a number. */
  public static TextTable of(List<String> columns, List<List<String>> rows) {
    List<Boolean> numeric =
        IntStream.range(0, columns.size())
            .mapToObj(c -> rows.stream().allMatch(row -> isNumberLike(row.get(c))))
            .toList();
    return new TextTable(columns, numeric, rows);
  }

  /** The lines of the table, however wide. */
  public List<String> lines() {
    return lines(Integer.MAX_VALUE);
  }

  /**
   * The lines of the table within a width: columns that do not fit are left out from the middle,
   * then values are cut.
   *
   * @param width of the terminal, in columns
   */
  public List<String> lines(int width) {
    int[] widths = widths();
    List<Integer> shown = fitting(widths, width);
    var lines = new ArrayList<String>();
    lines.add(line(shown, widths, columns));
    lines.add(
        shown.stream()
            .map(c -> "─".repeat(c < 0 ? 1 : widths[c]))
            .collect(Collectors.joining(GAP)));
    rows.forEach(row -> lines.add(line(shown, widths, row)));
    return lines.stream().map(line -> cut(line, width)).toList();
  }

  /** What to say beside {@link #lines(int)} if it leaves out columns. */
  public Optional<String> cutNote(int width) {
    long shown = fitting(widths(), width).stream().filter(c -> c >= 0).count();
    return shown == columns.size()
        ? Optional.empty()
        : Optional.of("%d of %d columns shown".formatted(shown, columns.size()));
  }

  private int[] widths() {
    int[] widths = columns.stream().mapToInt(TextTable::length).toArray();
    for (List<String> row : rows) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], length(row.get(c)));
      }
    }
    return widths;
  }

  /** Indices of the columns that fit, -1 where some were left out. */
  private static List<Integer> fitting(int[] widths, int width) {
    int all = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
    if (all <= width || widths.length <= FEW) {
      return IntStream.range(0, widths.length).boxed().toList();
    }
    var left = new ArrayList<Integer>();
    var right = new ArrayList<Integer>();
    int room = width - ELISION.length();
    for (int taken = 0; taken < widths.length; taken++) {
      boolean fromLeft = taken % 2 == 0;
      int column = fromLeft ? left.size() : widths.length - 1 - right.size();
      room -= widths[column] + GAP.length();
      if (room < 0 && taken > 0) {
        break;
      }
      (fromLeft ? left : right).add(column);
    }
    Collections.reverse(right);
    left.add(-1);
    left.addAll(right);
    return left;
  }

  private String line(List<Integer> shown, int[] widths, List<String> values) {
    return shown.stream()
        .map(c -> c < 0 ? ELISION : pad(values.get(c), widths[c], numeric.get(c)))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private static String pad(String value, int width, boolean right) {
    String blanks = " ".repeat(width - length(value));
    return right ? blanks + value : value + blanks;
  }

  private static String cut(String line, int width) {
    if (length(line) <= width) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, width - 1)) + ELISION;
  }

  private static int length(String value) {
    return value.codePointCount(0, value.length());
  }

  /** Names and messages from data cannot move the cursor or forge a line. */
  private static String printable(String value) {
    return ConfigurationException.oneLine(value);
  }

  private static boolean isNumberLike(String value) {
    return value.isEmpty() || value.matches("-|[-+]?[0-9.].*");
  }
}
