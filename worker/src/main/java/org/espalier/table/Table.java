package org.espalier.table;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * A table of the results: its name, which is also its folder's, and its columns.
 *
 * @param <R> what a row is made of
 */
public final class Table<R> {
  private final String name;
  private final List<Column<R>> columns;
  private final Schema schema;

  private Table(String name, String doc, List<Column<R>> columns) {
    this.name = name;
    this.columns = List.copyOf(columns);
    this.schema = Schema.createRecord(name, doc, "org.espalier", false, fields(columns));
  }

  /** A table of these columns, in this order. */
  static <R> Table<R> of(String name, String doc, List<Column<R>> columns) {
    return new Table<>(name, doc, columns);
  }

  private static <R> List<Schema.Field> fields(List<Column<R>> columns) {
    return columns.stream()
        .map(c -> new Schema.Field(c.name(), c.type().nullable(), c.doc(), (Object) null))
        .toList();
  }

  /** The table's name. */
  public String name() {
    return name;
  }

  /** The columns in order. */
  public List<Column<R>> columns() {
    return columns;
  }

  /** The Avro schema: a field for each column, with its meaning as the doc. */
  public Schema schema() {
    return schema;
  }

  /** A schema of some of the columns, in the table's order, to read only these. */
  public Schema projection(Set<String> names) {
    List<Column<R>> some = columns.stream().filter(c -> names.contains(c.name())).toList();
    if (some.size() != names.size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "not all of %s are columns of %s", names, name));
    }
    return Schema.createRecord(name, schema.getDoc(), schema.getNamespace(), false, fields(some));
  }

  /** A row as an Avro record. */
  GenericRecord record(R row) {
    var record = new GenericData.Record(schema);
    for (int c = 0; c < columns.size(); c++) {
      record.put(c, columns.get(c).avroValue(row));
    }
    return record;
  }
}
