package org.espalier.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;

/**
 * Where what a submission needs is: files of this checkout or archive, and {@code spark-submit}.
 */
final class SparkDistribution {
  private static final String JARS = "spark.jars";
  private static final String CLUSTER_JAR = "espalier-cluster.jar";

  private SparkDistribution() {}

  /** The checkout from which {@code bin/espalier} was started, else where the process is. */
  private static Path home() {
    return Path.of(System.getProperty("espalier.home", ""));
  }

  /** The application's jar: an unpacked archive's, else that of the checkout, built or not. */
  static Path clusterJar() {
    Path packed = home().resolve(Path.of("lib", CLUSTER_JAR));
    return Files.exists(packed) ? packed : home().resolve(Path.of("driver", "target", CLUSTER_JAR));
  }

  /** The profile that goes without saying. */
  static Optional<Path> profile() {
    return Optional.of(home().resolve(Path.of("conf", "cluster.conf"))).filter(Files::exists);
  }

  /** How loud a driver is that runs here; Spark's own default drowns the progress. */
  static Optional<Path> logging() {
    return Optional.of(home().resolve(Path.of("conf", "log4j2.properties"))).filter(Files::exists);
  }

  /**
   * Spark's properties with the application's jar, which executors of a cluster have to get from
   * the driver, unless {@code spark-submit} sees to it.
   *
   * @throws ConfigurationException if the jar has not been built
   */
  static Map<String, String> conf(String master, Map<String, String> conf) {
    if (!master.startsWith("spark://")
        || conf.containsKey(JARS)
        || System.getProperty("spark.submit.deployMode") != null) {
      return conf;
    }
    var all = new TreeMap<>(conf);
    all.put(JARS, built(clusterJar()).toAbsolutePath().toString());
    return all;
  }

  /** The application's jar, which has to be there. */
  static Path built(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw new ConfigurationException(
          jar + ": no such file; `mvn -Pcluster -pl driver -am -DskipTests package` builds it");
    }
    return jar;
  }

  /**
   * The program {@code spark-submit} of {@code SPARK_HOME}, else of the {@code PATH}.
   *
   * @param environment of this process
   * @throws ConfigurationException if there is none
   */
  static Path submit(Map<String, String> environment) {
    String home = environment.get("SPARK_HOME");
    String path = environment.getOrDefault("PATH", "");
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
                        ? "there is no spark-submit on the PATH, and SPARK_HOME is not set"
                        : String.format(
                            Locale.ROOT,
                            "there is no spark-submit in %s/bin, where SPARK_HOME points",
                            home)));
  }
}
