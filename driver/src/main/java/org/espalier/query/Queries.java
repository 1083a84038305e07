package org.espalier.query;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Runs statements.
 *
 * <p>Every method throws {@link QueryException} where Spark refuses a statement or fails at it.
 */
public final class Queries {
  private static final String CANCELLED = "cancelled";

  private final ResultViews views;
  private final SparkSession spark;

  /** Spark's name for the jobs of the statement that runs; empty while none does. */
  private volatile String running = "";

  private Queries(ResultViews views) {
    this.views = views;
    this.spark = views.spark();
  }

  /** Queries on some results, as they are whenever one is run. */
  public static Queries of(ResultViews views) {
    return new Queries(views);
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
          List<Row> shown = first.subList(0, more ? rows : first.size());
          var printer = new RowPrinter(result.schema());
          return new Page(printer.table(shown.iterator()), printer.varied(shown), more);
        });
  }

  /** Writes all rows of a statement and says how many they were. */
  public long print(String statement, Format format, Writer out) {
    return cancellable(
        () -> {
          Printable rows = views.read(() -> Printable.of(spark.sql(statement)));
          // what is printed already is not printed again
          return new RowPrinter(rows.schema()).print(rows.rows(), format, out);
        });
  }

  /**
   * Has the statement that runs, in another thread, end with a {@link QueryException}: its jobs are
   * cancelled, and none begins.
   */
  public void cancel() {
    String group = running;
    if (!group.isEmpty()) {
      running = CANCELLED;
      spark.sparkContext().cancelJobGroupAndFutureJobs(group);
    }
  }

  /** Rows of which the first, if there is one, has been read. */
  private record Printable(StructType schema, Iterator<Row> rows) {
    static Printable of(Dataset<Row> result) {
      Iterator<Row> rows = result.toLocalIterator();
      return rows.hasNext()
          ? new Printable(result.schema(), rows)
          : new Printable(result.schema(), Collections.emptyIterator());
    }
  }

  /** Writes all rows of a statement to one Parquet file and says how many they were. */
  public long exportParquet(String statement, Path file) {
    return spoken(
        () -> {
          Path parent = file.toAbsolutePath().getParent();
          Path folder = Files.createTempDirectory(parent, ".export");
          try {
            Dataset<Row> result = spark.sql(statement).coalesce(1);
            result.write().mode(SaveMode.Overwrite).parquet(hadoopPath(folder));
            Files.move(onlyPart(folder), file, StandardCopyOption.REPLACE_EXISTING);
            return rowsOf(file);
          } finally {
            delete(folder);
          }
        });
  }

  /** Names of a view's columns, for completion. */
  public List<String> columns(String view) {
    return spoken(() -> List.of(spark.table(view).columns()));
  }

  private static long rowsOf(Path file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      return reader.getRecordCount();
    }
  }

  /** A local path as Hadoop reads it: a URI in which nothing is encoded. */
  private static String hadoopPath(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri()).toString();
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

  private <T> T spoken(Callable<T> work) {
    return cancellable(() -> views.read(work));
  }

  /** Spark's Scala code throws checked exceptions that no signature declares. */
  private <T> T cancellable(Callable<T> work) {
    String group = "espalier-statement-" + UUID.randomUUID();
    running = group;
    spark.sparkContext().setJobGroup(group, "statement", true);
    try {
      T result = work.call();
      if (running.equals(CANCELLED)) {
        throw new QueryException(CANCELLED, null);
      }
      return result;
    } catch (OutputException e) {
      throw e; // the statement is not at fault
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SqlErrors.of(e);
    } catch (Exception e) {
      throw running.equals(CANCELLED) ? new QueryException(CANCELLED, e) : SqlErrors.of(e);
    } finally {
      running = "";
      spark.sparkContext().clearJobGroup();
    }
  }
}
