package org.espalier.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.classic.SparkSession;
import org.espalier.plan.ResultsFolders;
import org.espalier.table.Storage;

/** The results folders of a catalog. */
final class Studies {
  private final ResultsFolders folders;
  private final Map<String, Study> known = new ConcurrentHashMap<>();

  private Studies(ResultsFolders folders) {
    this.folders = folders;
  }

  /** Those in a folder, or the one that it is. */
  static Studies of(String path) {
    return new Studies(ResultsFolders.in(path, hadoop(path)));
  }

  /** Hadoop's settings of the session, with its {@code spark.hadoop.} properties. */
  private static Map<String, String> hadoop(String path) {
    var settings = new HashMap<String, String>();
    if (!Storage.isLocal(path)) {
      SparkSession.active()
          .sessionState()
          .newHadoopConf()
          .forEach(entry -> settings.put(entry.getKey(), entry.getValue()));
    }
    return settings;
  }

  /** Their names. */
  List<String> names() {
    return folders.names();
  }

  /** The name of the one that the catalog's path is; empty if it is a folder of them. */
  Optional<String> only() {
    return folders.only();
  }

  /** The results folder of that name, if it is there. */
  Optional<Study> find(String name) {
    return folders
        .find(name)
        .map(folder -> known.computeIfAbsent(name, n -> new Study(n, folders.open(folder))));
  }
}
