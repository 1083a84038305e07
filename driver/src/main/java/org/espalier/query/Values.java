package org.espalier.query;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/** Spark's values as Java's: lists, maps, numbers, texts. */
final class Values {
  private Values() {}

  /**
   * A value with Scala's collections and Spark's rows turned into Java's, and bytes into the text
   * that SQL's {@code hex} makes of them.
   */
  static Object plain(Object value) {
    if (value instanceof byte[] bytes) {
      return HexFormat.of().withUpperCase().formatHex(bytes);
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      return plainMap(CollectionConverters.asJava(map));
    }
    if (value instanceof scala.collection.Seq<?> seq) {
      return CollectionConverters.asJava(seq).stream().map(Values::plain).toList();
    }
    return value instanceof Row row ? plainRow(row) : value;
  }

  /** The fields of a row by their names. */
  static Map<String, Object> plainRow(Row row) {
    var fields = new LinkedHashMap<String, Object>();
    for (int i = 0; i < row.size(); i++) {
      fields.put(row.schema().fieldNames()[i], plain(row.get(i)));
    }
    return fields;
  }

  /** A value for a person: reals to six significant digits, nothing for null. */
  static String shown(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double || value instanceof Float) {
      return shown(((Number) value).doubleValue());
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Values::shown).collect(Collectors.joining(", ", "[", "]"));
    }
    return String.valueOf(value);
  }

  private static String shown(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return String.valueOf(value);
    }
    double magnitude = Math.abs(value);
    if (value != 0 && (magnitude < 1e-4 || magnitude >= 1e15)) {
      return String.format(Locale.ROOT, "%.5e", value);
    }
    var rounded = new BigDecimal(value).round(new java.math.MathContext(6)).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0).toPlainString() : rounded.toPlainString();
  }

  private static Map<String, Object> plainMap(Map<?, ?> map) {
    var plain = new LinkedHashMap<String, Object>();
    map.forEach((key, value) -> plain.put(String.valueOf(plain(key)), plain(value)));
    return plain;
  }
}
