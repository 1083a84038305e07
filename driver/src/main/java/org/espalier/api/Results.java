package org.espalier.api;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.espalier.ConfigurationException;
import org.espalier.catalog.Study;
import org.espalier.plan.ResultsFolders;
import org.espalier.query.ResultViews;

/** The results of a sweep: its tables, and the views on them. */
public final class Results {
  private final SparkSession spark;
  private final Study study;

  private Results(SparkSession spark, Study study) {
    this.spark = spark;
    this.study = study;
  }

  static Results of(SparkSession spark, String path) {
    ResultsFolders folders = ResultsFolders.in(path, Espalier.hadoop(spark, path));
    String name = folders.only().orElseThrow(folders::refusal);
    String folder = folders.find(name).orElseThrow();
    return new Results(spark, new Study(name, folders.open(folder)));
  }

  /** Names of the tables and views. */
  public List<String> names() {
    return ResultViews.names();
  }

  /**
   * A table or view as it is now: what is stored later is not in it, and a compaction does not take
   * from it.
   *
   * @param name one of {@link #names}
   * @throws ConfigurationException if there is no table of that name, or a file of it is damaged
   */
  public Dataset<Row> table(String name) {
    if (!names().contains(name)) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT, "there is no table %s; there are %s", name, String.join(", ", names())));
    }
    return study.rows(spark, name);
  }
}
