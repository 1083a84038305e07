package org.espalier.catalog;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/** Takes the columns and filters that a statement asks of a view. */
final class ViewScanBuilder implements SupportsPushDownRequiredColumns, SupportsPushDownFilters {
  private final String name;
  private final SparkSession spark;
  private final Dataset<Row> rows;
  private final List<Filter> pushed = new ArrayList<>();
  private StructType wanted;

  ViewScanBuilder(String name, SparkSession spark, Dataset<Row> rows) {
    this.name = name;
    this.spark = spark;
    this.rows = rows;
    this.wanted = rows.schema();
  }

  @Override
  public void pruneColumns(StructType required) {
    wanted = required;
  }

  @Override
  public Filter[] pushFilters(Filter[] filters) {
    for (Filter filter : filters) {
      if (Conditions.of(filter).isPresent()) {
        pushed.add(filter);
      }
    }
    return filters; // Spark tests the rows once more, which costs nothing
  }

  @Override
  public Filter[] pushedFilters() {
    return pushed.toArray(Filter[]::new);
  }

  @Override
  public Scan build() {
    Dataset<Row> asked = rows;
    for (Filter filter : pushed) {
      asked = asked.filter(Conditions.of(filter).orElseThrow());
    }
    Column[] columns =
        Arrays.stream(wanted.fieldNames()).map(c -> col("`" + c + "`")).toArray(Column[]::new);
    return new ViewScan(name, spark, asked.select(columns), wanted);
  }
}
