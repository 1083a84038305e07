package org.espalier.table;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * One column of a table: what it is called, what it holds, what it means, and where a row has it.
 *
 * @param name lower case with underscores
 * @param type of its values
 * @param doc one sentence with unit and range; the {@code doc} of the Avro field
 * @param value the value in a row, in the Java class that the type names, or null
 * @param <R> what a row is made of
 */
public record Column<R>(String name, Type type, String doc, Function<? super R, ?> value) {

  /** The type of a column's values. */
  public enum Type {
    /** {@link String}. */
    TEXT(Schema.create(Schema.Type.STRING)),
    /** {@link Integer}. */
    INTEGER(Schema.create(Schema.Type.INT)),
    /** {@link Long}. */
    LONG(Schema.create(Schema.Type.LONG)),
    /** {@link Double}. */
    REAL(Schema.create(Schema.Type.DOUBLE)),
    /** {@link Boolean}. */
    FLAG(Schema.create(Schema.Type.BOOLEAN)),
    /** {@link Instant}, stored in microseconds. */
    INSTANT(LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG))),
    /** {@code List<Integer>}. */
    INTEGERS(Schema.createArray(Schema.create(Schema.Type.INT))),
    /** {@code List<Double>}. */
    REALS(Schema.createArray(Schema.create(Schema.Type.DOUBLE))),
    /** {@code float[]}. */
    VECTOR(Schema.createArray(Schema.create(Schema.Type.FLOAT))),
    /** {@code float[][]}: a list of rows. */
    MATRIX(Schema.createArray(Schema.createArray(Schema.create(Schema.Type.FLOAT))));

    @SuppressWarnings("ImmutableEnumChecker") // never changed once made
    private final Schema schema;

    Type(Schema schema) {
      this.schema = schema;
    }

    /** The Avro type, or null in its place. */
    Schema nullable() {
      return Schema.createUnion(Schema.create(Schema.Type.NULL), schema);
    }

    /** The value as Avro's generic model has it. */
    Object toAvro(Object value) {
      return value instanceof Instant instant
          ? (Object) ChronoUnit.MICROS.between(Instant.EPOCH, instant)
          : value;
    }
  }

  /** The value of this column in a row, as Avro's generic model has it. */
  Object avroValue(R row) {
    return type.toAvro(value.apply(row));
  }
}
