package org.espalier.cli;

import java.util.Map;
import java.util.TreeMap;

/** What Hadoop is told by Spark's properties, as Spark itself tells it. */
final class HadoopSettings {
  /** Begins the properties that Spark hands on to Hadoop. */
  private static final String PREFIX = "spark.hadoop.";

  private HadoopSettings() {}

  /** Hadoop's settings by this process's properties alone. */
  static Map<String, String> ofProcess() {
    return of(Map.of());
  }

  /**
   * Hadoop's settings.
   *
   * @param conf Spark's properties; this process's, which are {@code spark-submit}'s, go before
   *     them
   */
  static Map<String, String> of(Map<String, String> conf) {
    var all = new TreeMap<>(conf);
    System.getProperties()
        .stringPropertyNames()
        .forEach(name -> all.put(name, System.getProperty(name)));
    var hadoop = new TreeMap<String, String>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            hadoop.put(key.substring(PREFIX.length()), value);
          }
        });
    return hadoop;
  }
}
