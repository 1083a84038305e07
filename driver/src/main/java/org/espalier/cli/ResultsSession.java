package org.espalier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.espalier.ConfigurationException;
import org.espalier.query.Queries;
import org.espalier.query.ResultViews;
import org.espalier.sweep.Sweep;
import org.espalier.sweep.SweepReader;
import org.espalier.table.Layout;

/** A Spark session of this machine with the views on some results folders. */
final class ResultsSession implements AutoCloseable {
  /** The resolved sweep in a results folder. */
  private static final String SWEEP = "sweep.conf";

  private final OwnSession owner;
  private final SparkSession spark;

  private ResultsSession(OwnSession owner, SparkSession spark) {
    this.owner = owner;
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
    // its own views: two results can be open side by side
    OwnSession owner = local();
    SparkSession spark = owner.spark().newSession();
    ResultViews.register(spark, checked, varied, view -> isAskedFor(view, script));
    return new ResultsSession(owner, spark);
  }

  /** The name of the sweep whose results a folder holds. */
  static String name(Path folder) {
    return sweep(folder)
        .map(Sweep::name)
        .orElseGet(() -> folder.toAbsolutePath().normalize().getFileName().toString());
  }

  /** The number of its cells, or -1 if the folder does not say. */
  static long planned(Path folder) {
    return sweep(folder).map(sweep -> (long) sweep.count()).orElse(-1L);
  }

  /** The session, with the views. */
  SparkSession spark() {
    return spark;
  }

  /** Statements on the views. */
  Queries queries() {
    return Queries.of(spark);
  }

  @Override
  public void close() {
    owner.close();
  }

  private static OwnSession local() throws IOException {
    String warehouse = Files.createTempDirectory("espalier").toUri().toString();
    return OwnSession.open("local[*]", Map.of("spark.sql.warehouse.dir", warehouse));
  }

  /** A statement that shows or describes may mean any view. */
  private static boolean isAskedFor(String view, String script) {
    String lower = script.toLowerCase(Locale.ROOT);
    return lower.isEmpty() || lower.contains("show") || lower.contains(view);
  }

  /** The folder, if it is one that a run wrote. */
  static Path checked(Path folder) {
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

  /** Paths of the settings that the sweep of a folder varies; empty if the folder does not say. */
  static List<String> varied(Path folder) {
    Path file = folder.resolve(SWEEP);
    return Files.exists(file) ? SweepReader.varied(file) : List.of();
  }

  private static Optional<Sweep> sweep(Path folder) {
    Path file = folder.resolve(SWEEP);
    return Files.exists(file) ? Optional.of(SweepReader.read(file, List.of())) : Optional.empty();
  }
}
