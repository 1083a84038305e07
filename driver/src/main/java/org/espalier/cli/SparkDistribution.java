package org.espalier.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;

/** Where what a submission needs is: this checkout's files, and {@code spark-submit}. */
final class SparkDistribution {
  private SparkDistribution() {}

  /** The checkout from which {@code bin/espalier} was started, else where the process is. */
  private static Path home() {
    return Path.of(System.getProperty("espalier.home", ""));
  }

  /** The application's jar, built or not. */
  static Path clusterJar() {
    return home().resolve(Path.of("driver", "target", "espalier-cluster.jar"));
  }

  /** The profile that goes without saying. */
  static Optional<Path> profile() {
    return Optional.of(home().resolve(Path.of("conf", "cluster.conf"))).filter(Files::exists);
  }

  /**
   * The program {@code spark-submit} of {@code SPARK_HOME}, else of the {@code PATH}.
   *
   * @throws ConfigurationException if there is none
   */
  static Path submit() {
    String home = System.getenv("SPARK_HOME");
    String path = System.getenv().getOrDefault("PATH", "");
    Stream<Path> folders =
        home == null
            ? Stream.of(path.split(File.pathSeparator, -1)).map(Path::of)
            : Stream.of(Path.of(home, "bin"));
    return folders
        .map(folder -> folder.resolve("spark-submit"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    home == null
                        ? "no spark-submit on the PATH, and SPARK_HOME is not set"
                        : "no spark-submit in %s/bin, which SPARK_HOME says".formatted(home)));
  }
}
