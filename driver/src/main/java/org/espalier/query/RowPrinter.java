package org.espalier.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Prints rows in a {@link Format}.
 *
 * <p>CSV and JSON are streamed and exact: a real number is written with as many digits as make it
 * unique. Lists and structs are JSON inside CSV. JSON has no NaN and no infinity: they are null. In
 * CSV null is an empty field and an empty text is {@code ""}; a row of nothing but one null is
 * {@code ""} too, for readers skip an empty line.
 *
 * <p>A statement without columns, such as {@code USE}, prints nothing.
 */
final class RowPrinter {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
          .findAndRegisterModules();

  /** An empty text in CSV. */
  private static final String EMPTY = "\"\"";

  private final StructType schema;

  RowPrinter(StructType schema) {
    this.schema = schema;
    for (StructField column : schema.fields()) {
      requireNames(column.dataType(), column.name());
    }
  }

  /** Writes all rows and says how many they were. */
  long print(Iterator<Row> rows, Format format, Writer out) throws IOException {
    if (schema.isEmpty()) {
      return 0;
    }
    return switch (format) {
      case TABLE, VERTICAL -> {
        TextTable table = table(rows);
        for (String line : format == Format.TABLE ? table.lines() : table.vertical()) {
          out.write(line + "\n");
        }
        yield table.rows().size();
      }
      case CSV -> csv(rows, out);
      case JSON -> json(rows, out);
    };
  }

  /** The rows as an aligned table. */
  TextTable table(Iterator<Row> rows) {
    var shown = new ArrayList<List<String>>();
    rows.forEachRemaining(
        row ->
            shown.add(
                IntStream.range(0, row.size())
                    .mapToObj(i -> Values.shown(Values.plain(row.get(i))))
                    .toList()));
    List<Boolean> numeric =
        IntStream.range(0, schema.size())
            .mapToObj(i -> schema.apply(i).dataType() instanceof NumericType)
            .toList();
    return new TextTable(List.of(schema.fieldNames()), numeric, shown);
  }

  /** Names of the columns that do not have one value in all rows, before any is rounded. */
  Set<String> varied(List<Row> rows) {
    return IntStream.range(0, schema.size())
        .filter(i -> rows.stream().map(row -> Values.plain(row.get(i))).distinct().count() > 1)
        .mapToObj(i -> schema.fieldNames()[i])
        .collect(Collectors.toSet());
  }

  private long csv(Iterator<Row> rows, Writer out) throws IOException {
    out.write(line(Arrays.stream(schema.fieldNames()).map(RowPrinter::quoted).toList()));
    long count = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      var cells = new ArrayList<String>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(cell(Values.plain(row.get(i))));
      }
      out.write(line(cells));
      count++;
    }
    return count;
  }

  private long json(Iterator<Row> rows, Writer out) throws IOException {
    requireNames();
    long count = 0;
    out.write("[");
    while (rows.hasNext()) {
      out.write(count == 0 ? "\n" : ",\n");
      out.write(text(finite(Values.plainRow(rows.next()))));
      count++;
    }
    out.write("\n]\n");
    return count;
  }

  /** An object has one value of a name. */
  private void requireNames() {
    repeated(schema)
        .ifPresent(
            name -> {
              throw new QueryException(
                  "several columns are called "
                      + name
                      + ", of which JSON keeps one; name each with AS",
                  null);
            });
  }

  /** The same of the structs in a column, which are objects in every format. */
  private static void requireNames(DataType type, String column) {
    if (type instanceof ArrayType array) {
      requireNames(array.elementType(), column);
    } else if (type instanceof MapType map) {
      requireNames(map.keyType(), column);
      requireNames(map.valueType(), column);
    } else if (type instanceof StructType struct) {
      repeated(struct)
          .ifPresent(
              name -> {
                throw new QueryException(
                    String.format(
                        Locale.ROOT,
                        "several fields of %s are called %s, of which one would be shown; give each a"
                            + " name of its own",
                        column,
                        name),
                    null);
              });
      for (StructField field : struct.fields()) {
        requireNames(field.dataType(), column);
      }
    }
  }

  private static Optional<String> repeated(StructType struct) {
    var names = new HashSet<String>();
    return Arrays.stream(struct.fieldNames()).filter(name -> !names.add(name)).findFirst();
  }

  private static String line(List<String> cells) {
    String line = String.join(",", cells);
    return (line.isEmpty() ? EMPTY : line) + "\n";
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain && !text.isEmpty() ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static String cell(Object value) {
    if (value == null) {
      return "";
    }
    boolean nested = value instanceof List || value instanceof Map;
    return quoted(nested ? text(finite(value)) : String.valueOf(value));
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value with null in place of what JSON cannot say. */
  private static Object finite(Object value) {
    if (value instanceof Map<?, ?> map) {
      var finite = new java.util.LinkedHashMap<Object, Object>();
      map.forEach((key, v) -> finite.put(key, finite(v)));
      return finite;
    }
    if (value instanceof List<?> list) {
      var finite = new ArrayList<Object>();
      list.forEach(v -> finite.add(finite(v)));
      return finite;
    }
    if (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
      return null;
    }
    boolean known = value == null || value instanceof Number || value instanceof Boolean;
    return known ? value : String.valueOf(value);
  }
}
