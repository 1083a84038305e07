package org.espalier.execution;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.espalier.cli.Espalier;

/**
 * A standalone Spark cluster on 127.0.0.1: a master and two workers of one core, each a process,
 * and what a Spark distribution has of use here: Spark's jars and a {@code spark-submit}.
 * Connections are authenticated and encrypted.
 */
final class LoopbackCluster implements AutoCloseable {
  private static final Path CLUSTER_JAR = Path.of("target", "espalier-cluster.jar");

  /** What whoever talks to the cluster has to know. */
  static final Map<String, String> SECRET =
      Map.of(
          "spark.authenticate", "true",
          "spark.authenticate.secret", "only-we-know",
          "spark.network.crypto.enabled", "true");

  private static final String DEPLOY = "org.apache.spark.deploy.";

  private final Path home;
  private final Path secret;
  private final List<JavaProcess> processes = new ArrayList<>();
  private final String master;

  private LoopbackCluster(Path home) throws IOException, InterruptedException {
    this.home = home;
    var properties = new StringJoiner("\n");
    SECRET.forEach((key, value) -> properties.add(key + " " + value));
    this.secret = Files.writeString(home.resolve("secret.conf"), properties.toString());
    JavaProcess first = daemon("master.Master", "127.0.0.1", "--port", "0");
    String line = first.await(said -> said.contains("Starting Spark master at "));
    master = line.substring(line.indexOf("spark://"));
    for (int worker = 1; worker <= 2; worker++) {
      String work = home.resolve("work-" + worker).toString();
      // hosts of different names: Spark runs no second copy of a task on the same one
      String host = "127.0.0." + worker;
      daemon("worker.Worker", host, "--cores", "1", "--memory", "1g", "--work-dir", work, master);
      first.await(said -> said.contains("Registering worker "));
    }
  }

  /** The master's address. */
  String master() {
    return master;
  }

  /** Whether the application's jar was built: {@code mvn -Pcluster -DskipTests package}. */
  static boolean hasJar() {
    return Files.exists(CLUSTER_JAR);
  }

  /** Starts a cluster and waits until it is complete. */
  static LoopbackCluster start(Path home) throws IOException, InterruptedException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    gatherInto(jars.resolve("spark.jar"));
    var submit = new ArrayList<>(JavaProcess.java("-Xmx1g", "-cp", jars + "/*"));
    submit.add(DEPLOY + "SparkSubmit");
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path script =
        Files.writeString(
            bin.resolve("spark-submit"),
            String.format(
                Locale.ROOT, "#!/bin/sh\nexec '%s' \"$@\"\n", String.join("' '", submit)));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return new LoopbackCluster(home);
  }

  /** Makes a jar that stands for all of the class path but what the application's jar holds. */
  private static void gatherInto(Path jar) throws IOException {
    var others = new ArrayList<Path>();
    try (var application = new JarFile(CLUSTER_JAR.toFile())) {
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        if (entry.endsWith(".jar") && !isWithin(application, Path.of(entry))) {
          others.add(Path.of(entry));
        }
      }
    }
    JarClassPath.gather(others.stream(), jar);
  }

  /** Whether the application's jar holds what is in another jar: its first class will do. */
  private static boolean isWithin(JarFile application, Path jar) throws IOException {
    try (var other = new JarFile(jar.toFile())) {
      return other.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .filter(name -> !name.startsWith("META-INF/"))
          .findFirst()
          .map(name -> application.getEntry(name) != null)
          .orElseGet(() -> jar.getFileName().toString().matches("(nd4j|openblas|javacpp).*"));
    }
  }

  /** Of a process that does little: what it compiles better it would not need. */
  private static List<String> brief(String... flags) {
    List<String> command =
        JavaProcess.java("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    command.addAll(List.of(flags));
    return command;
  }

  private JavaProcess daemon(String main, String host, String... arguments) throws IOException {
    List<String> command = brief("-cp", home + "/jars/*");
    command.add(DEPLOY + main);
    command.addAll(List.of("--host", host, "--webui-port", "0"));
    command.addAll(List.of("--properties-file", secret.toString()));
    command.addAll(List.of(arguments));
    var environment = new HashMap<>(environment());
    environment.put("SPARK_LOCAL_IP", host);
    JavaProcess process = JavaProcess.start(home, command, environment);
    processes.add(process);
    return process;
  }

  private Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", home.toString(),
        "SPARK_SCALA_VERSION", "2.13",
        "SPARK_LOCAL_IP", "127.0.0.1");
  }

  /** Starts {@code espalier submit} with these arguments and {@code spark-submit} with its own. */
  JavaProcess submit(List<String> arguments, List<String> options) throws IOException {
    List<String> command = brief("-cp", System.getProperty("java.class.path"));
    command.addAll(List.of(Espalier.class.getName(), "submit", "--master", master));
    command.addAll(List.of("--jar", CLUSTER_JAR.toAbsolutePath().toString()));
    command.addAll(arguments);
    command.addAll(List.of("--", "--properties-file", secret.toString()));
    command.addAll(options);
    return JavaProcess.start(home, command, environment());
  }

  /** Ends an executor at once, as SIGKILL does. */
  void killAnExecutor() {
    processes.stream()
        .flatMap(JavaProcess::executors)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no executor runs"))
        .destroyForcibly();
  }

  @Override
  public void close() {
    processes.forEach(JavaProcess::close);
  }
}
