package org.espalier.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The first rows of a result.
 *
 * @param table the rows
 * @param varied names of the columns that do not have one value in all rows, be it that they show
 *     one when rounded
 * @param isCut whether there are more
 */
public record Page(TextTable table, Set<String> varied, boolean isCut) {
  /** What DESCRIBE answers with; the last column holds sentences. */
  private static final List<String> DESCRIPTION = List.of("col_name", "data_type", "comment");

  /** Which columns are shown. */
  public enum Shown {
    /** All. */
    ALL,
    /** Those that do not have one value in all rows; the others are told above. */
    VARYING
  }

  /**
   * The page as lines and what is to be said of them.
   *
   * @param lines for the screen or a file
   * @param notes beside them, such as how many columns did not fit
   */
  public record Text(List<String> lines, List<String> notes) {}

  /**
   * Lays the rows out.
   *
   * @param format one for people
   * @param width of the screen, in columns
   */
  public Text text(Format format, Shown shown, int width) {
    if (table.columns().equals(DESCRIPTION) && format == Format.TABLE) {
      return new Text(table.wrapped(width), List.of());
    }
    TextTable.Varying varying =
        shown == Shown.VARYING
            ? table.varying(column -> !varied.contains(column))
            : new TextTable.Varying(List.of(), 0, table);
    var lines = new ArrayList<>(varying.notes(width));
    var notes = new ArrayList<String>();
    if (format == Format.VERTICAL) {
      lines.addAll(varying.table().vertical());
    } else {
      lines.addAll(varying.table().lines(width));
      varying.table().cutNote(width).ifPresent(notes::add);
    }
    return new Text(lines, notes);
  }
}
