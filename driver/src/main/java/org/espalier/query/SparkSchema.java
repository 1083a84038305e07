package org.espalier.query;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A table's Avro schema as Spark's, with each column's meaning as its comment. */
final class SparkSchema {
  private SparkSchema() {}

  static StructType of(Schema record) {
    return new StructType(
        record.getFields().stream()
            .map(
                field ->
                    DataTypes.createStructField(field.name(), type(field.schema()), true)
                        .withComment(field.doc()))
            .toArray(StructField[]::new));
  }

  private static DataType type(Schema schema) {
    return switch (schema.getType()) {
      case UNION ->
          type(
              schema.getTypes().stream()
                  .filter(t -> t.getType() != Schema.Type.NULL)
                  .findFirst()
                  .orElseThrow());
      case STRING -> DataTypes.StringType;
      case BOOLEAN -> DataTypes.BooleanType;
      case INT -> DataTypes.IntegerType;
      case LONG ->
          schema.getLogicalType() instanceof LogicalTypes.TimestampMicros
              ? DataTypes.TimestampType
              : DataTypes.LongType;
      case FLOAT -> DataTypes.FloatType;
      case DOUBLE -> DataTypes.DoubleType;
      case ARRAY -> DataTypes.createArrayType(type(schema.getElementType()));
      case BYTES, FIXED, ENUM, MAP, RECORD, NULL ->
          throw new IllegalArgumentException("no table has a column of type " + schema);
    };
  }
}
