package org.espalier.query;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.espalier.table.Table;

/**
 * A view made of the tables.
 *
 * @param name in SQL
 * @param meaning one sentence
 * @param columns what it selects
 * @param from the rest of the statement, from FROM on
 */
record View(String name, String meaning, List<Column> columns, String from) {

  /**
   * A column of a view.
   *
   * @param name in SQL
   * @param expression what it is
   * @param meaning its comment
   */
  record Column(String name, String expression, String meaning) {

    /** A column as another relation has it. */
    static Column of(String name, String meaning) {
      return new Column(name, quoted(name), meaning);
    }
  }

  View {
    columns = List.copyOf(columns);
  }

  /** Makes the view known to a session, with each column's meaning as its comment. */
  void register(SparkSession spark) {
    Dataset<Row> rows = spark.sql(statement());
    org.apache.spark.sql.Column[] described =
        columns.stream()
            .map(c -> rows.col(quoted(c.name())).as(c.name(), comment(c.meaning())))
            .toArray(org.apache.spark.sql.Column[]::new);
    rows.select(described).createOrReplaceTempView(name);
  }

  /** Whether it reads a table. */
  boolean reads(Table<?> table) {
    return Pattern.compile("\\b(FROM|JOIN) " + table.name() + "\\b").matcher(from).find();
  }

  private String statement() {
    return columns.stream()
        .map(c -> c.expression() + " AS " + quoted(c.name()))
        .collect(Collectors.joining(", ", "SELECT ", " " + from));
  }

  private static Metadata comment(String meaning) {
    return new MetadataBuilder().putString("comment", meaning).build();
  }

  /** A name in backticks. */
  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** A text as a literal of Spark SQL. */
  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
