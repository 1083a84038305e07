package org.espalier.catalog;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsDeleteV2;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A table that is read and never written. It takes statements that would change it only to refuse
 * them in a sentence of its own: of a table that takes none, Spark says so with its whole plan.
 */
final class ReadOnlyTable implements SupportsRead, SupportsWrite, SupportsDeleteV2 {
  private final SupportsRead rows;
  private final String name;
  private final String id;

  /**
   * A table.
   *
   * @param name as a person knows it
   * @param id another one if the rows may be others
   */
  ReadOnlyTable(SupportsRead rows, String name, String id) {
    this.rows = rows;
    this.name = name;
    this.id = id;
  }

  /** By which Spark knows whether a table that was cached under its name is this one. */
  @Override
  public String id() {
    return id;
  }

  @Override
  public String name() {
    return rows.name();
  }

  @Override
  @SuppressWarnings("deprecation") // columns() is made of it
  public StructType schema() {
    return rows.schema();
  }

  @Override
  public Map<String, String> properties() {
    return rows.properties();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(
        TableCapability.BATCH_READ,
        TableCapability.BATCH_WRITE,
        TableCapability.OVERWRITE_BY_FILTER,
        TableCapability.OVERWRITE_DYNAMIC,
        TableCapability.TRUNCATE,
        TableCapability.ACCEPT_ANY_SCHEMA);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return rows.newScanBuilder(options);
  }

  @Override
  public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
    throw refusal("INSERT into");
  }

  @Override
  public boolean canDeleteWhere(Predicate[] predicates) {
    throw refusal("DELETE from");
  }

  @Override
  public void deleteWhere(Predicate[] predicates) {
    throw refusal("DELETE from");
  }

  @Override
  public boolean truncateTable() {
    throw refusal("TRUNCATE of");
  }

  private RuntimeException refusal(String what) {
    return Refusal.of(
        String.format(Locale.ROOT, "results are read-only: %s %s is refused", what, name));
  }
}
