package org.espalier.catalog.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that know Spark alone ask for a study through the catalog's jar, while another process
 * trains that study and merges its files. They are started with the words of the documentation, in
 * a folder that holds the jar and the results. Every process has a class path of its own.
 */
@Tag("cluster")
@Timeout(1800)
final class RealClientsTest {
  private static final Path JAR = Path.of("target", "espalier-catalog.jar");
  private static final Path CONNECT = Path.of("target", "connect");

  /** Of each kind of client: 220 in all. */
  private static final String STATEMENTS = "110";

  private static final List<String> QUESTIONS =
      List.of("espalier.quickstart", STATEMENTS, "documented.sql");

  private static final String SWEEP =
      """
      name = quickstart
      base {
        task { vocab = 2, length = 4 }
        graph.family = chain
        training { steps = 8, batch = 16 }
        evaluation { every = 4, sequences = 64 }
      }
      axes { task.alpha = [0.1, 0.5], seed = 0..2 }
      run { pack-duration = 1 ms }
      """;

  @TempDir private Path folder;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() throws InterruptedException {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  @Tag("clients") // four minutes on two cores; `.ci/run slow` runs it
  void noStatementFailsOrSeesHalfAPackWhileAnotherProcessTrainsAndCompacts() throws Exception {
    var document = SparkDocument.read();
    Files.copy(JAR, folder.resolve(JAR.getFileName()));
    Path study = Files.createDirectories(folder.resolve("results")).resolve("quickstart");
    // documented statements name a study with a hyphen as well: the same under another name
    Files.createSymbolicLink(folder.resolve("results/noise-2"), study);
    Files.writeString(folder.resolve("documented.sql"), String.join(";\n", document.statements()));
    Path end = folder.resolve("end");
    Process trainer = trainer(study, end);
    awaitLine(trainer, "trainer", "trials after 2 runs");
    int port = freePort();
    Process server = connectServer(document, port);
    List<String> words = new ArrayList<>(document.sparkSql());
    words.addAll(List.of("--class", Asker.class.getName(), "spark-internal"));
    words.addAll(QUESTIONS);
    Process classic = submit("classic", name -> false, words.toArray(String[]::new));
    // as PySpark starts its session: spark-submit with what the builder was told
    List<String> told = new ArrayList<>();
    document.notebookSettings().forEach((k, v) -> told.addAll(List.of("--conf", k + "=" + v)));
    told.addAll(List.of("--class", Asker.class.getName(), "spark-internal"));
    told.addAll(List.of("espalier.quickstart", "0", "documented.sql"));
    Process notebook = submit("notebook", name -> false, told.toArray(String[]::new));
    awaitPort(server, port);
    Process remote = connectClient("sc://127.0.0.1:" + port);
    assertThat(notebook.waitFor()).as(said("notebook")).isZero();
    assertThat(classic.waitFor()).as(said("classic")).isZero();
    assertThat(remote.waitFor()).as(said("remote")).isZero();
    Files.createFile(end);
    assertThat(trainer.waitFor()).as(said("trainer")).isZero();
    for (String client : List.of("classic", "remote")) {
      String last = said(client).lines().filter(l -> l.startsWith("asked ")).findFirst().orElse("");
      System.out.println(last);
      assertThat(last).contains("asked " + STATEMENTS + " statements");
    }
    assertThat(said("remote")).contains("through org.apache.spark.sql.connect.SparkSession");
    System.out.println(said("trainer").lines().reduce((a, b) -> b).orElseThrow());
  }

  @Test
  @Tag("clients")
  void aSessionOfSparkConnectIsToldThatRunsNeedAClassicOne() throws Exception {
    var document = SparkDocument.read();
    Files.copy(JAR, folder.resolve(JAR.getFileName()));
    Path sweep = Files.writeString(folder.resolve("quickstart.conf"), SWEEP);
    int port = freePort();
    Process server = connectServer(document, port);
    awaitPort(server, port);
    // Espalier's libraries bring a classic Spark, which stands behind the client
    List<String> command =
        java(
            connectJars(name -> name.contains("spark-connect-client-jvm"))
                + System.getProperty("java.class.path"));
    command.add(RemoteProgram.class.getName());
    command.addAll(List.of("sc://127.0.0.1:" + port, sweep.toString(), folder.toString()));
    Process program = start("program", command);
    assertThat(program.waitFor()).as(said("program")).isZero();
    String rest =
        " needs a classic Spark session, not org.apache.spark.sql.connect.SparkSession; over Spark"
            + " Connect, results are read by the catalog org.espalier.catalog.EspalierCatalog";
    assertThat(said("program").lines())
        .containsSubsequence(
            "one and one are 2",
            "refused: Espalier.run" + rest,
            "refused: Espalier.start" + rest,
            "refused: Espalier.plan" + rest,
            "refused: Espalier.results" + rest);
    assertThat(folder.resolve("results")).doesNotExist();
  }

  @Test
  void theNotebookOfTheDocumentationHasTheSettingsOfItsSparkSql() throws IOException {
    var document = SparkDocument.read();
    assertThat(document.notebookSettings())
        .containsKey("spark.sql.catalog.espalier")
        .isEqualTo(SparkDocument.settings(document.sparkSql()));
  }

  @Test
  void theJarHoldsNothingThatSparkHasAndNoMatrices() throws IOException {
    try (var jar = new JarFile(JAR.toFile())) {
      List<String> foreign =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.endsWith(".class"))
              .filter(name -> !name.startsWith("org/espalier/"))
              .filter(name -> !name.startsWith("org/apache/parquet/variant/"))
              .toList();
      assertThat(foreign).isEmpty();
    }
    System.out.println(String.format(Locale.ROOT, "%s: %d bytes", JAR, Files.size(JAR)));
  }

  private Process trainer(Path study, Path end) throws IOException {
    Path sweep = Files.writeString(folder.resolve("quickstart.conf"), SWEEP);
    List<String> command = java(System.getProperty("java.class.path"));
    command.add(Trainer.class.getName());
    command.addAll(List.of(sweep.toString(), study.toString(), end.toString()));
    return start("trainer", command);
  }

  /** A program in a Spark that has Spark's own jars, and what its words add. */
  private Process submit(String name, Predicate<String> connect, String... words)
      throws IOException {
    List<String> command = java(tests() + jars(RealClientsTest::isOfSpark) + connectJars(connect));
    command.addAll(
        List.of(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.sql.shuffle.partitions=2"));
    command.addAll(List.of(words));
    return start(name, command);
  }

  private Process connectServer(SparkDocument document, int port) throws IOException {
    return submit(
        "server",
        name -> name.contains("spark-connect_"),
        document.connectServer(port).toArray(String[]::new));
  }

  private Process connectClient(String address) throws IOException {
    String spark =
        tests()
            + connectJars(name -> !name.contains("spark-connect_"))
            + jars(path -> isOfSpark(path) && !path.matches(".*/spark-(sql|catalyst|core).*"));
    List<String> command = java(spark);
    command.add(Asker.class.getName());
    command.addAll(QUESTIONS);
    command.add(address);
    return start("remote", command);
  }

  private static List<String> java(String classPath) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add") || flag.startsWith("-Dio.netty"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-cp", classPath));
    return command;
  }

  /** This module's test classes, of which a client loads the one that it is. */
  private static String tests() {
    return Path.of("target", "test-classes").toAbsolutePath() + File.pathSeparator;
  }

  private static String jars(Predicate<String> wanted) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(path -> path.endsWith(".jar"))
        .filter(wanted)
        .collect(Collectors.joining(File.pathSeparator, "", File.pathSeparator));
  }

  /** Whether a jar is there without Espalier. */
  private static boolean isOfSpark(String path) {
    return Stream.of(
            "espalier",
            "/org/nd4j/",
            "/org/bytedeco/",
            "/com/typesafe/",
            "parquet-avro",
            "commons-rng",
            "picocli")
        .noneMatch(path::contains);
  }

  private static String connectJars(Predicate<String> wanted) throws IOException {
    try (Stream<Path> jars = Files.list(CONNECT)) {
      return jars.sorted()
          .map(jar -> jar.toAbsolutePath().toString())
          .filter(wanted)
          .collect(Collectors.joining(File.pathSeparator, "", File.pathSeparator));
    }
  }

  private Process start(String name, List<String> command) throws IOException {
    var builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.redirectErrorStream(true).redirectOutput(log(name).toFile());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private String said(String name) throws IOException {
    return Files.readString(log(name));
  }

  private void awaitLine(Process process, String name, String line)
      throws IOException, InterruptedException {
    while (!said(name).contains(line)) {
      assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).as(said(name)).isFalse();
    }
  }

  private void awaitPort(Process server, int port) throws IOException, InterruptedException {
    while (true) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException e) {
        assertThat(server.waitFor(200, TimeUnit.MILLISECONDS)).as(said("server")).isFalse();
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
