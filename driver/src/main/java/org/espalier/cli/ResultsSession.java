package org.espalier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.espalier.ConfigurationException;
import org.espalier.execution.SparkSessions;
import org.espalier.query.Queries;
import org.espalier.query.ResultViews;
import org.espalier.sweep.SweepReader;
import org.espalier.table.Layout;

/** A Spark session of this machine with the views on some results folders. */
final class ResultsSession implements AutoCloseable {
  /** The resolved sweep in a results folder. */
  private static final String SWEEP = "sweep.conf";

  private final SparkSession spark;

  private ResultsSession(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Opens the results of one run or of several.
   *
   * @param script what will be asked: a view that is not named in it is not set up; empty for all
   * @throws ConfigurationException if a folder is not one that a run wrote
   */
  static ResultsSession open(List<Path> folders, String script) throws IOException {
    Set<String> varied = new LinkedHashSet<>();
    var checked = new ArrayList<Path>();
    for (Path folder : folders) {
      checked.add(checked(folder));
      varied.addAll(varied(folder));
    }
    SparkSession spark = local();
    ResultViews.register(spark, checked, varied, view -> isAskedFor(view, script));
    return new ResultsSession(spark);
  }

  /** Statements on the views. */
  Queries queries() {
    return Queries.of(spark);
  }

  @Override
  public void close() {
    spark.stop();
  }

  private static SparkSession local() throws IOException {
    String warehouse = Files.createTempDirectory("espalier").toUri().toString();
    return SparkSessions.open("local[*]", Map.of("spark.sql.warehouse.dir", warehouse));
  }

  /** A statement that shows or describes may mean any view. */
  private static boolean isAskedFor(String view, String script) {
    String lower = script.toLowerCase(Locale.ROOT);
    return lower.isEmpty() || lower.contains("show") || lower.contains(view);
  }

  private static Path checked(Path folder) {
    if (!Files.exists(folder)) {
      throw new ConfigurationException(folder + ": no such folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new ConfigurationException(folder + ": is a file, not a results folder");
    }
    if (Layout.TABLES.stream().noneMatch(t -> Files.isDirectory(folder.resolve(t.name())))) {
      throw new ConfigurationException(
          folder + ": is not a results folder: there is no folder `trials` in it");
    }
    return folder;
  }

  private static List<String> varied(Path folder) {
    Path file = folder.resolve(SWEEP);
    if (!Files.exists(file)) {
      return List.of();
    }
    return SweepReader.varied(file);
  }
}
