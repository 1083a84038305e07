package org.espalier.catalog;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualNullSafe;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.IsNull;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.sources.Not;
import org.apache.spark.sql.sources.Or;
import org.apache.spark.sql.sources.StringContains;
import org.apache.spark.sql.sources.StringEndsWith;
import org.apache.spark.sql.sources.StringStartsWith;

/** A filter that Spark offers to a source, as the condition on columns that it came from. */
final class Conditions {
  private Conditions() {}

  /** The condition; empty for a filter that is none of those here. */
  static Optional<Column> of(Filter filter) {
    if (filter instanceof EqualTo f) {
      return compared(f.attribute(), column -> column.equalTo(f.value()));
    } else if (filter instanceof EqualNullSafe f) {
      return compared(f.attribute(), column -> column.eqNullSafe(f.value()));
    } else if (filter instanceof GreaterThan f) {
      return compared(f.attribute(), column -> column.gt(f.value()));
    } else if (filter instanceof GreaterThanOrEqual f) {
      return compared(f.attribute(), column -> column.geq(f.value()));
    } else if (filter instanceof LessThan f) {
      return compared(f.attribute(), column -> column.lt(f.value()));
    } else if (filter instanceof LessThanOrEqual f) {
      return compared(f.attribute(), column -> column.leq(f.value()));
    } else if (filter instanceof In f) {
      return compared(f.attribute(), column -> column.isin(f.values()));
    } else if (filter instanceof IsNull f) {
      return compared(f.attribute(), Column::isNull);
    } else if (filter instanceof IsNotNull f) {
      return compared(f.attribute(), Column::isNotNull);
    } else if (filter instanceof StringStartsWith f) {
      return compared(f.attribute(), column -> column.startsWith(lit(f.value())));
    } else if (filter instanceof StringEndsWith f) {
      return compared(f.attribute(), column -> column.endsWith(lit(f.value())));
    } else if (filter instanceof StringContains f) {
      return compared(f.attribute(), column -> column.contains(lit(f.value())));
    } else if (filter instanceof Not f) {
      return of(f.child()).map(column -> not(column));
    } else if (filter instanceof And f) {
      return both(f.left(), f.right(), Column::and);
    } else if (filter instanceof Or f) {
      return both(f.left(), f.right(), Column::or);
    }
    return Optional.empty();
  }

  /** Names of views' columns are plain; Spark quotes others. */
  private static Optional<Column> compared(String attribute, UnaryOperator<Column> comparison) {
    return attribute.matches("\\w+")
        ? Optional.of(comparison.apply(col(attribute)))
        : Optional.empty();
  }

  private static Optional<Column> both(Filter left, Filter right, BinaryOperator<Column> operator) {
    return of(left).flatMap(l -> of(right).map(r -> operator.apply(l, r)));
  }
}
