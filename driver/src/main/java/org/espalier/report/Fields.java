package org.espalier.report;

import org.apache.spark.sql.Row;

/** Values of a query's row by the names of its columns. */
final class Fields {
  private Fields() {}

  static String text(Row row, String column) {
    return row.getAs(column);
  }

  static long whole(Row row, String column) {
    return row.<Number>getAs(column).longValue();
  }

  static boolean is(Row row, String column) {
    return row.getAs(column);
  }

  /** NaN where the column is null. */
  static double number(Row row, String column) {
    Number value = row.getAs(column);
    return value == null ? Double.NaN : value.doubleValue();
  }
}
