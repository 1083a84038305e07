package org.espalier.catalog;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.read.V1Scan;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.TableScan;
import org.apache.spark.sql.types.StructType;

/** The rows that a statement asks of a view. */
final class ViewScan implements V1Scan {
  private final String name;
  private final SparkSession spark;
  private final Dataset<Row> rows;
  private final StructType schema;

  ViewScan(String name, SparkSession spark, Dataset<Row> rows, StructType schema) {
    this.name = name;
    this.spark = spark;
    this.rows = rows;
    this.schema = schema;
  }

  @Override
  public StructType readSchema() {
    return schema;
  }

  @Override
  public String description() {
    return name;
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the interface has it so
  public <T extends BaseRelation & TableScan> T toV1TableScan(SQLContext context) {
    return (T) new Relation(context);
  }

  /** As sources of rows were before Spark 3, which is how a plan can stand in another's place. */
  private final class Relation extends BaseRelation implements TableScan {
    private final SQLContext context;

    Relation(SQLContext context) {
      this.context = context;
    }

    @Override
    public SQLContext sqlContext() {
      return context;
    }

    @Override
    public StructType schema() {
      return schema;
    }

    /** The rows are Spark's own already. */
    @Override
    public boolean needConversion() {
      return false;
    }

    @Override
    @SuppressWarnings("unchecked") // what needConversion() says
    public RDD<Row> buildScan() {
      return (RDD<Row>) (RDD<?>) new PlannedRows(spark, rows);
    }

    /** What EXPLAIN shows: the view, and what is read of the files below it. */
    @Override
    public String toString() {
      return name + " over " + PlannedRows.filesOf(rows);
    }
  }
}
