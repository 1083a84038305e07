package org.espalier.query;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Runs statements.
 *
 * <p>Every method throws {@link QueryException} where Spark refuses a statement or fails at it.
 */
public final class Queries {
  private final SparkSession spark;

  private Queries(SparkSession spark) {
    this.spark = spark;
  }

  /** Queries on a session's views. */
  public static Queries of(SparkSession spark) {
    return new Queries(spark);
  }

  /**
   * The first rows of a statement as a table.
   *
   * @param rows how many at most; one more is read, to tell whether there are
   */
  public Page page(String statement, int rows) {
    return spoken(
        () -> {
          Dataset<Row> result = spark.sql(statement);
          List<Row> first = result.takeAsList(rows == Integer.MAX_VALUE ? rows : rows + 1);
          boolean more = first.size() > rows;
          Iterator<Row> shown = first.subList(0, more ? rows : first.size()).iterator();
          return new Page(new RowPrinter(result.schema()).table(shown), more);
        });
  }

  /**
   * Some rows of a result.
   *
   * @param table the rows
   * @param isCut whether there are more
   */
  public record Page(TextTable table, boolean isCut) {}

  /** Writes all rows of a statement and says how many they were. */
  public long print(String statement, Format format, Writer out) {
    return spoken(
        () -> {
          Dataset<Row> result = spark.sql(statement);
          return new RowPrinter(result.schema()).print(result.toLocalIterator(), format, out);
        });
  }

  /** Writes all rows of a statement to one Parquet file and says how many they were. */
  public long exportParquet(String statement, Path file) {
    return spoken(
        () -> {
          Path parent = file.toAbsolutePath().getParent();
          Path folder = Files.createTempDirectory(parent, ".export");
          try {
            Dataset<Row> result = spark.sql(statement).coalesce(1);
            result.write().mode(SaveMode.Overwrite).parquet(folder.toUri().toString());
            Files.move(onlyPart(folder), file, StandardCopyOption.REPLACE_EXISTING);
            return spark.read().parquet(file.toUri().toString()).count();
          } finally {
            delete(folder);
          }
        });
  }

  /** Names of a view's columns, for completion. */
  public List<String> columns(String view) {
    return List.of(spark.table(view).columns());
  }

  private static Path onlyPart(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".parquet"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private interface Work<T> {
    T get() throws Exception;
  }

  /** Spark's Scala code throws checked exceptions that no signature declares. */
  private static <T> T spoken(Work<T> work) {
    try {
      return work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SqlErrors.of(e);
    } catch (Exception e) {
      throw SqlErrors.of(e);
    }
  }
}
