package org.espalier.table;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.espalier.setting.Kind;

/**
 * One column of a table: what it is called, what it holds, what it means, and where a row has it.
 *
 * @param name lower case with underscores
 * @param type of its values
 * @param doc one sentence with unit and range; the {@code doc} of the Avro field
 * @param value the value in a row, in the Java class that the type names, or null; a number that is
 *     not finite is stored as null
 * @param <R> what a row is made of
 */
public record Column<R>(String name, Type type, String doc, Function<? super R, ?> value) {

  /** The type of a column's values. */
  public enum Type {
    /** {@link String}. */
    TEXT(String.class, Schema.create(Schema.Type.STRING)),
    /** {@link Integer}. */
    INTEGER(Integer.class, Schema.create(Schema.Type.INT)),
    /** {@link Long}. */
    LONG(Long.class, Schema.create(Schema.Type.LONG)),
    /** {@link Double}. */
    REAL(Double.class, Schema.create(Schema.Type.DOUBLE)),
    /** {@link Boolean}. */
    FLAG(Boolean.class, Schema.create(Schema.Type.BOOLEAN)),
    /** {@link Instant}, stored in microseconds. */
    INSTANT(
        Instant.class, LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG))),
    /** {@code List<Integer>}. */
    INTEGERS(List.class, Schema.createArray(Schema.create(Schema.Type.INT))),
    /** {@code List<Double>}. */
    REALS(List.class, Schema.createArray(Schema.create(Schema.Type.DOUBLE))),
    /** {@code float[]}. */
    VECTOR(float[].class, Schema.createArray(Schema.create(Schema.Type.FLOAT))),
    /** {@code float[][]}: a list of rows. */
    MATRIX(
        float[][].class, Schema.createArray(Schema.createArray(Schema.create(Schema.Type.FLOAT))));

    @SuppressWarnings("ImmutableEnumChecker") // never changed once made
    private final Schema schema;

    private final Class<?> values;

    Type(Class<?> values, Schema schema) {
      this.values = values;
      this.schema = schema;
    }

    /** The type of the column of a setting. */
    static Type of(Kind kind) {
      return switch (kind) {
        case INTEGER -> INTEGER;
        case LONG -> LONG;
        case REAL -> REAL;
        case TEXT -> TEXT;
        case INTEGERS -> INTEGERS;
        case REALS -> REALS;
      };
    }

    /** The Avro type, or null in its place. */
    Schema nullable() {
      return Schema.createUnion(Schema.create(Schema.Type.NULL), schema);
    }

    /** The value as Avro's generic model has it. */
    private Object toAvro(Object value) {
      return value instanceof Instant instant
          ? (Object) ChronoUnit.MICROS.between(Instant.EPOCH, instant)
          : value;
    }
  }

  /**
   * The value of this column in a row, as Avro's generic model has it.
   *
   * @throws IllegalArgumentException if it is not of the column's type
   */
  Object avroValue(R row) {
    Object found = value.apply(row);
    if (found instanceof Double number && !Double.isFinite(number)) {
      return null; // SQL takes NaN for a number, the largest; means take it and infinity
    }
    if (found != null && !type.values.isInstance(found)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s = %s is not of type %s", name, found, type.values.getSimpleName()));
    }
    return type.toAvro(found);
  }
}
