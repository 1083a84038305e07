package org.espalier.execution;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.table.Column;
import org.espalier.table.Layout;
import org.espalier.table.Table;
import org.espalier.table.TrialsTable;

/** The tables of a folder as DuckDB, which knows nothing of us, reads them. */
public final class TableContents {
  private static final Connection DB = open();

  private TableContents() {}

  private static Connection open() {
    try {
      return DriverManager.getConnection("jdbc:duckdb:");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every row of every table, ordered, as text; without what may differ between two runs. */
  public static Map<String, List<String>> of(Path folder) {
    var contents = new LinkedHashMap<String, List<String>>();
    for (Table<?> table : Layout.TABLES) {
      List<String> stable =
          table.columns().stream()
              .map(Column::name)
              .filter(name -> !isVolatile(table, name))
              .toList();
      contents.put(
          table.name(),
          query(
              String.format(
                  Locale.ROOT,
                  "SELECT %s FROM %s ORDER BY ALL",
                  String.join(", ", stable),
                  files(folder, table))));
    }
    return contents;
  }

  private static boolean isVolatile(Table<?> table, String column) {
    return table == TrialsTable.TABLE
        ? TrialsTable.VOLATILE.contains(column)
        : column.equals("seconds");
  }

  /** The ids in {@code trials}, with repetitions if there are any. */
  public static List<String> ids(Path folder) {
    return query(
        String.format(
            Locale.ROOT,
            "SELECT trial_id FROM %s ORDER BY trial_id",
            files(folder, TrialsTable.TABLE)));
  }

  /** As {@link #ids}; none if there is no file. */
  public static List<String> idsIfAny(Path folder) {
    String[] files =
        folder.resolve("trials").toFile().list((dir, name) -> name.endsWith(".parquet"));
    return files == null || files.length == 0 ? List.of() : ids(folder);
  }

  /** What SQL calls a table's files. */
  public static String files(Path folder, Table<?> table) {
    return String.format(
        Locale.ROOT, "read_parquet('%s')", folder.resolve(table.name()).resolve("*.parquet"));
  }

  /** The rows of a statement, the columns of each separated by bars. */
  public static List<String> query(String sql) {
    try (Statement statement = DB.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      var lines = new ArrayList<String>();
      while (rows.next()) {
        var line = new StringBuilder();
        for (int c = 1; c <= rows.getMetaData().getColumnCount(); c++) {
          line.append(c == 1 ? "" : "|").append(rows.getString(c));
        }
        lines.add(line.toString());
      }
      return lines;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
