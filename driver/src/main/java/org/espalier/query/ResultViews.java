package org.espalier.query;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.espalier.table.Layout;
import org.espalier.table.Table;

/** The results of one sweep or of several as SQL views. */
public final class ResultViews {
  private final SparkSession spark;

  private ResultViews(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Makes the tables of some results folders and the views on them known to a session.
   *
   * @param folders local results folders; a table that a folder lacks is taken for empty
   * @param varied paths of the settings that the sweeps vary, such as {@code task.vocab}
   * @param wanted whether a view, by its name, will be asked for; each takes some time to set up
   */
  public static void register(
      SparkSession spark, List<Path> folders, Collection<String> varied, Predicate<String> wanted)
      throws IOException {
    var views = new ResultViews(spark);
    for (Table<?> table : Layout.TABLES) {
      views.read(table, folders).createOrReplaceTempView(table.name());
    }
    for (View view : DerivedViews.of(varied)) {
      if (wanted.test(view.name())) {
        view.register(spark);
      }
    }
  }

  /** A sentence on each view, by name. */
  public static List<List<String>> meanings() {
    var meanings = new ArrayList<List<String>>();
    for (Table<?> table : Layout.TABLES) {
      meanings.add(0, List.of(table.name(), table.schema().getDoc()));
    }
    DerivedViews.of(List.of()).forEach(view -> meanings.add(List.of(view.name(), view.meaning())));
    return meanings;
  }

  private Dataset<Row> read(Table<?> table, List<Path> folders) throws IOException {
    StructType schema = SparkSchema.of(table.schema());
    var paths = new ArrayList<String>();
    for (Path folder : folders) {
      Path files = folder.resolve(table.name());
      if (holdsFiles(files)) {
        paths.add(files.toUri().toString());
      }
    }
    return paths.isEmpty()
        ? spark.createDataFrame(List.of(), schema)
        : spark.read().schema(schema).parquet(paths.toArray(String[]::new));
  }

  private static boolean holdsFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + Layout.SUFFIX)) {
      return files.iterator().hasNext();
    }
  }
}
