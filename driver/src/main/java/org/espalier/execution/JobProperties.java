package org.espalier.execution;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;

/** What this thread's next jobs are called; closing it brings back what they were called before. */
final class JobProperties implements AutoCloseable {
  private static final String GROUP = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";

  private final SparkContext spark;
  private final Map<String, String> before = new LinkedHashMap<>();

  JobProperties(SparkContext spark) {
    this.spark = spark;
    for (String key : List.of(GROUP, DESCRIPTION)) {
      before.put(key, spark.getLocalProperty(key));
    }
  }

  void set(String group, String description) {
    spark.setLocalProperty(GROUP, group);
    spark.setLocalProperty(DESCRIPTION, description);
  }

  @Override
  public void close() {
    before.forEach(spark::setLocalProperty);
  }
}
