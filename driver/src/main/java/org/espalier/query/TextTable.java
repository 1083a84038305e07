package org.espalier.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
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

  /** So few columns are all worth showing: rather cut the last one's values. */
  private static final int FEW = 3;

  /** The last column is not wrapped into less. */
  private static final int NARROWEST = 16;

  public TextTable {
    columns = columns.stream().map(TextTable::printable).toList();
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
    if (columns.isEmpty()) {
      return List.of(); // of a statement without an answer
    }
    int[] widths = widths();
    List<Integer> shown = fitting(widths, width);
    var lines = new ArrayList<String>();
    lines.add(line(shown, widths, columns));
    lines.add(rule(shown, widths));
    rows.forEach(row -> lines.add(line(shown, widths, row)));
    return lines.stream().map(line -> DisplayText.cut(line, width)).toList();
  }

  /**
   * The lines of the table within a width: the last column is wrapped at its blanks, no column is
   * left out and no sentence cut.
   *
   * @param width of the terminal, in columns
   */
  public List<String> wrapped(int width) {
    int[] widths = widths();
    int last = columns.size() - 1;
    int before = Arrays.stream(widths, 0, last).sum() + GAP.length() * last;
    widths[last] = Math.min(widths[last], Math.max(width - before, NARROWEST));
    List<Integer> shown = all();
    var lines = new ArrayList<String>();
    lines.add(line(shown, widths, columns));
    lines.add(rule(shown, widths));
    for (List<String> row : rows) {
      var values = new ArrayList<>(row);
      for (String part : DisplayText.wrapped(row.get(last), widths[last])) {
        values.set(last, part);
        lines.add(line(shown, widths, values));
        Collections.fill(values, "");
      }
    }
    return lines;
  }

  /** The table on its side: each row as a block, a column a line, values in full. */
  public List<String> vertical() {
    int widest = columns.stream().mapToInt(DisplayText::width).max().orElse(0);
    var lines = new ArrayList<String>();
    for (int r = 0; r < rows.size(); r++) {
      lines.add(String.format(Locale.ROOT, "── row %d ──", r + 1));
      for (int c = 0; c < columns.size(); c++) {
        lines.add(
            (DisplayText.padded(columns.get(c), widest, false) + GAP + rows.get(r).get(c))
                .stripTrailing());
      }
    }
    return lines;
  }

  /** What to say beside {@link #lines(int)} if it leaves out columns. */
  public Optional<String> cutNote(int width) {
    long shown = fitting(widths(), width).stream().filter(c -> c >= 0).count();
    return shown == columns.size()
        ? Optional.empty()
        : Optional.of(String.format(Locale.ROOT, "%d of %d columns shown", shown, columns.size()));
  }

  /**
   * The table without the columns that have one value in all of its rows, which are told beside it.
   * A table of one row stays as it is.
   */
  public Varying varying() {
    return varying(column -> true);
  }

  /** As {@link #varying()}, for some of the columns; the others stay. */
  public Varying varying(Predicate<String> candidates) {
    if (rows.size() < 2) {
      return new Varying(List.of(), 0, this);
    }
    var constants = new ArrayList<String>();
    var left = new ArrayList<Integer>();
    int empty = 0;
    for (int c : all()) {
      String first = rows.get(0).get(c);
      int column = c;
      if (!candidates.test(columns.get(c))
          || !rows.stream().allMatch(row -> row.get(column).equals(first))) {
        left.add(c);
      } else if (first.isEmpty()) {
        empty++;
      } else {
        constants.add(columns.get(c) + " = " + first);
      }
    }
    return new Varying(constants, empty, only(left));
  }

  /**
   * A table of which everything varies.
   *
   * @param constants columns that have one value in all rows: {@code name = value}
   * @param empty number of the columns that have none in any row
   * @param table the others
   */
  public record Varying(List<String> constants, int empty, TextTable table) {

    /** What to say above the table, within a width. */
    public List<String> notes(int width) {
      var notes = new ArrayList<String>();
      if (!constants.isEmpty()) {
        notes.addAll(
            DisplayText.wrapped("the same in all rows: " + String.join(", ", constants), width));
      }
      if (empty > 0) {
        notes.add("without a value in any row: " + empty + (empty == 1 ? " column" : " columns"));
      }
      return notes;
    }
  }

  /**
   * The table with as many columns as fit into a width, in their order.
   *
   * @param important names of all columns, the most important first; one that does not fit keeps
   *     out those behind it
   */
  public TextTable fitting(int width, List<String> important) {
    int[] widths = widths();
    var kept = new ArrayList<Integer>();
    int room = width;
    for (String name : important) {
      int column = columns.indexOf(name);
      room -= widths[column] + (kept.isEmpty() ? 0 : GAP.length());
      if (room < 0 && !kept.isEmpty()) {
        break;
      }
      kept.add(column);
    }
    Collections.sort(kept);
    return only(kept);
  }

  private TextTable only(List<Integer> kept) {
    return new TextTable(
        kept.stream().map(columns::get).toList(),
        kept.stream().map(numeric::get).toList(),
        rows.stream().map(row -> kept.stream().map(row::get).toList()).toList());
  }

  private List<Integer> all() {
    return IntStream.range(0, columns.size()).boxed().toList();
  }

  private int[] widths() {
    int[] widths = columns.stream().mapToInt(DisplayText::width).toArray();
    for (List<String> row : rows) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], DisplayText.width(row.get(c)));
      }
    }
    return widths;
  }

  /** Indices of the columns that fit, -1 where some were left out. */
  private List<Integer> fitting(int[] widths, int width) {
    int all = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
    if (all <= width || widths.length <= FEW) {
      return all();
    }
    var left = new ArrayList<Integer>();
    var right = new ArrayList<Integer>();
    int room = width - DisplayText.ELISION.length();
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

  private static String rule(List<Integer> shown, int[] widths) {
    return shown.stream()
        .map(c -> "─".repeat(c < 0 ? 1 : widths[c]))
        .collect(Collectors.joining(GAP));
  }

  private String line(List<Integer> shown, int[] widths, List<String> values) {
    return shown.stream()
        .map(
            c ->
                c < 0
                    ? DisplayText.ELISION
                    : DisplayText.padded(values.get(c), widths[c], numeric.get(c)))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  /** Names and messages from data cannot move the cursor or forge a line. */
  private static String printable(String value) {
    return ConfigurationException.oneLine(value);
  }

  private static boolean isNumberLike(String value) {
    return value.isEmpty() || value.matches("-|[-+]?[0-9.].*");
  }
}
