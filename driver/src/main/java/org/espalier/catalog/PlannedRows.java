package org.espalier.catalog;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.OneToOneDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * The rows of a plan that begins to run when they are asked for, and not when a statement that
 * reads them is explained: a plan with a shuffle runs its first stages to make its last.
 */
final class PlannedRows extends RDD<InternalRow> {
  private static final long serialVersionUID = 1L;

  private final transient SparkSession spark;
  private final transient Dataset<Row> rows;
  private transient RDD<InternalRow> planned;

  PlannedRows(SparkSession spark, Dataset<Row> rows) {
    super(
        spark.sparkContext(),
        CollectionConverters.asScala(List.<Dependency<?>>of()).toSeq(),
        ClassTag$.MODULE$.apply(InternalRow.class));
    this.spark = spark;
    this.rows = rows;
  }

  /** What a plan reads of which files, as Spark describes it. */
  static String filesOf(Dataset<Row> rows) {
    var files = new ArrayList<String>();
    collect(
        ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().optimizedPlan(), files);
    return files.toString();
  }

  private static void collect(LogicalPlan plan, List<String> files) {
    if (plan instanceof DataSourceV2ScanRelation scan) {
      files.add(scan.relation().table().name() + " " + scan.scan().description());
    }
    CollectionConverters.asJava(plan.children()).forEach(child -> collect(child, files));
  }

  private synchronized RDD<InternalRow> planned() {
    if (planned == null) {
      planned =
          spark.withActive(
              () -> ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd());
    }
    return planned;
  }

  @Override
  public Partition[] getPartitions() {
    return planned().partitions();
  }

  @Override
  public scala.collection.immutable.Seq<Dependency<?>> getDependencies() {
    return CollectionConverters.asScala(List.<Dependency<?>>of(new OneToOneDependency<>(planned())))
        .toSeq();
  }

  @Override
  public Iterator<InternalRow> compute(Partition split, TaskContext context) {
    RDD<InternalRow> parent = firstParent(ClassTag$.MODULE$.apply(InternalRow.class));
    return parent.iterator(split, context);
  }
}
