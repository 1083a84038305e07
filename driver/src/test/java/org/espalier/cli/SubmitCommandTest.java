package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.ConfigurationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs({OS.LINUX, OS.MAC}) // addresses of files are written with slashes
final class SubmitCommandTest {
  @TempDir private Path folder;
  private String sweep;
  private String profile;

  @BeforeEach
  void writeFiles() throws IOException {
    sweep =
        Files.writeString(
                folder.resolve("tiny.conf"),
                "name = tiny\naxes { graph.k = [2, 3], seed = 0..1 }\n")
            .toString();
    profile =
        Files.writeString(
                folder.resolve("profile.conf"),
                """
                run.pack-duration = 2m
                spark {
                  master = yarn
                  conf { spark.executor.cores = 4, spark.executor.extraJavaOptions = "-Da=b -Dc='d'" }
                }
                """)
            .toString();
  }

  @Test
  void dryRunPrintsTheCommandAsAShellTakesIt() {
    Run run =
        Run.of(
            "submit",
            "--dry-run",
            "--conf",
            profile,
            "--jar",
            "app.jar",
            "--out",
            "/results/tiny",
            "--retry",
            "failed,lost",
            "--quiet",
            sweep,
            "task.vocab=3,5",
            "--",
            "--queue",
            "long one");
    assertThat(run)
        .isEqualTo(
            new Run(
                0,
                String.format(
                    Locale.ROOT,
                    """
                spark-submit \\
                  --master yarn \\
                  --deploy-mode client \\
                  --name 'espalier tiny' \\
                  --class org.espalier.cli.Espalier \\
                  --conf spark.executor.cores=4 \\
                  --conf 'spark.executor.extraJavaOptions=-Da=b -Dc='\\''d'\\''' \\
                  --queue 'long one' \\
                  app.jar \\
                  run \\
                  %s \\
                  run.pack-duration=2m \\
                  task.vocab=3,5 \\
                  --out /results/tiny \\
                  --retry failed,lost \\
                  --quiet
                """,
                    sweep),
                ""));
  }

  @Test
  void driverOnTheClusterIsHandedTheSweepFile() {
    assertThat(
            Run.of(
                    "submit",
                    "--dry-run",
                    "--conf",
                    profile,
                    "--jar",
                    "app.jar",
                    "--deploy-mode",
                    "cluster",
                    "--master",
                    "k8s://https://h:6443",
                    sweep)
                .out())
        .contains("--master k8s://https://h:6443 \\\n  --deploy-mode cluster \\\n")
        .contains("--files " + sweep + " \\\n  app.jar \\\n  run \\\n  tiny.conf \\\n");
    assertThat(
            Run.of(
                    "submit",
                    "--dry-run",
                    "--conf",
                    profile,
                    "--deploy-mode",
                    "cluster",
                    sweep,
                    "--",
                    "--files",
                    "common.conf")
                .out())
        .contains("--files " + sweep + ",common.conf \\\n");
  }

  @ParameterizedTest
  @CsvSource({"--files=a.json", "--files b.json --files=a.json", "--files=b.json --files a.json"})
  void filesOfTheUsersAreHandedOnHoweverTheyAreWritten(String words) {
    var command =
        new ArrayList<>(
            List.of(
                "submit", "--dry-run", "--conf", profile, "--deploy-mode", "cluster", sweep, "--"));
    command.addAll(List.of(words.split(" ")));
    Run run = Run.of(command.toArray(String[]::new));
    assertThat(run.out())
        .as("spark-submit takes the last")
        .containsPattern("--files \\Q" + sweep + "\\E,a.json \\\\\n  \\S+.jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--queue long", "--queue", "x"})
  void aSweepThatIsForgottenIsAsked(String words) {
    var command = new ArrayList<>(List.of("submit", "--dry-run", "--conf", profile, "--"));
    command.addAll(List.of(words.split(" ")));
    Run run = Run.of(command.toArray(String[]::new));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("espalier: no sweep is named before --");
  }

  @Test
  void driverOnTheClusterIsHandedTheFilesThatTheSweepNames() throws IOException {
    Files.writeString(folder.resolve("common.conf"), "include \"more.conf\"\n");
    Files.writeString(folder.resolve("more.conf"), "base.task.length = 3\n");
    Files.writeString(folder.resolve("g.json"), "{\"parents\": [[-1, 0]]}");
    Files.writeString(folder.resolve("h.json"), "{\"parents\": [[-1, -1]]}");
    Files.writeString(
        Path.of(sweep),
        """
        include "common.conf"
        name = tiny
        base.graph.family = explicit
        axes.graph.file = [g.json, h.json]
        """);
    assertThat(submitted("--files", "other.jar,/x/g.json"))
        .isEqualTo(
            new Run(
                0,
                String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%s,other.jar,/x/g.json",
                    sweep,
                    folder.resolve("common.conf"),
                    folder.resolve("more.conf"),
                    folder.resolve("h.json")),
                ""));
  }

  /** On the cluster it would be missed after the queue. */
  @Test
  void aFileThatTheDriverOnTheClusterWouldNotFindIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("graphs"));
    Files.writeString(folder.resolve("graphs/g.json"), "{\"parents\": [[-1, 0]]}");
    Files.writeString(folder.resolve("graphs/c.conf"), "base.task.length = 3\n");
    String refusal =
        "espalier: %s:%d: names %s, which is found on the cluster only beside the sweep: move it"
            + " there and name it %s\n";
    String explicit = "name = tiny\nbase { task.length = 3, graph.family = explicit }\n";
    Files.writeString(Path.of(sweep), explicit + "base.graph.file = graphs/g.json\n");
    assertThat(submitted())
        .isEqualTo(
            new Run(
                2, "", String.format(Locale.ROOT, refusal, sweep, 3, "graphs/g.json", "g.json")));
    String absolute = folder.resolve("graphs/c.conf").toString();
    Files.writeString(Path.of(sweep), "name = tiny\ninclude \"" + absolute + "\"\n");
    assertThat(submitted())
        .isEqualTo(
            new Run(2, "", String.format(Locale.ROOT, refusal, sweep, 2, absolute, "c.conf")));
  }

  /** What is handed to a driver on the cluster. */
  private Run submitted(String... sparkOptions) {
    var words =
        new ArrayList<>(List.of("submit", "--dry-run", "--conf", profile, "--jar", "a.jar"));
    words.addAll(List.of("--deploy-mode", "cluster", sweep, "--"));
    words.addAll(List.of(sparkOptions));
    Run run = Run.of(words.toArray(String[]::new));
    String files =
        run.out()
            .lines()
            .filter(line -> line.strip().startsWith("--files "))
            .map(line -> line.strip().split(" ", -1)[1])
            .findFirst()
            .orElse("");
    return new Run(run.code(), files, run.err());
  }

  @Test
  void withoutAProfileTheClustersIsTaken() {
    System.setProperty("espalier.home", Path.of("..").toAbsolutePath().normalize().toString());
    try {
      assertThat(Run.of("submit", "--dry-run", sweep).out())
          .contains("--conf spark.authenticate=true \\\n")
          .contains("--conf spark.network.crypto.enabled=true \\\n")
          .contains("--conf spark.executorEnv.OMP_NUM_THREADS=1 \\\n")
          .contains("/driver/target/espalier-cluster.jar \\\n  run \\\n");
    } finally {
      System.clearProperty("espalier.home");
    }
  }

  @Test
  void driverThatRunsHereIsAsQuietAsWithoutSubmit() {
    Path home = Path.of("..").toAbsolutePath().normalize();
    System.setProperty("espalier.home", home.toString());
    String ours = "-Dlog4j2.configurationFile=" + home.resolve("conf/log4j2.properties");
    String theirs = "spark.conf.spark.driver.extraJavaOptions=-Da=b";
    try {
      assertThat(Run.of("submit", "--dry-run", sweep, theirs).out())
          .contains("--conf 'spark.driver.extraJavaOptions=" + ours + " -Da=b' \\\n");
      assertThat(Run.of("submit", "--dry-run", "--deploy-mode", "cluster", sweep).out())
          .as("on a node there is no such file")
          .doesNotContain("log4j2");
    } finally {
      System.clearProperty("espalier.home");
    }
  }

  @Test
  void secretIsKeptOffTheCommandLine() {
    assertThat(
            Run.of(
                "submit",
                "--dry-run",
                "--conf",
                profile,
                sweep,
                "spark.conf.spark.authenticate.secret=x"))
        .isEqualTo(
            new Run(
                2,
                "",
                "espalier: spark.conf.spark.authenticate.secret would be seen by everybody on this"
                    + " machine; put it in a file and add: -- --properties-file FILE\n"));
  }

  /** As {@code run} does, before anything goes to a cluster, where it would be seen late. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--master rubbish | spark.master = rubbish must be local[N], local[*], spark://HOST:PORT, yarn or",
        "--master local[0] | spark.master = local[0] must have a whole number from 1",
        "--max-failures 0 | --max-failures 0 must be at least 1",
        "--core-hours -1 | --core-hours -1.0 must be a number > 0",
        "--core-hours 1e400 | --core-hours Infinity must be a number > 0",
        "--budget soon | --budget soon must be a time above 0 with its unit",
        "--retry succeeded | Invalid value for option '--retry'",
        "spark.master=rubbish | command line: spark.master = rubbish must be local[N]",
      })
  void whatRunRefusesIsRefusedBeforeItIsHandedOn(String words, String complaint) {
    var arguments = new ArrayList<>(List.of("submit", "--dry-run", sweep));
    arguments.addAll(List.of(words.split(" ")));
    Run run = Run.of(arguments.toArray(String[]::new));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("espalier: " + complaint);
  }

  @Test
  void missingJarIsToldInOneLine() {
    assertThat(Run.of("submit", "--conf", profile, "--jar", "nowhere.jar", sweep))
        .isEqualTo(
            new Run(
                2,
                "",
                "espalier: nowhere.jar: no such file;"
                    + " `mvn -Pcluster -pl driver -am -DskipTests package` builds it\n"));
  }

  @Test
  void sparkHomeGoesBeforeThePath() throws IOException {
    Path home = distribution("home");
    Path other = distribution("other");
    String path = folder + ":" + other.resolve("bin");
    assertThat(SparkDistribution.submit(Map.of("SPARK_HOME", home.toString(), "PATH", path)))
        .isEqualTo(home.resolve("bin/spark-submit"));
    assertThat(SparkDistribution.submit(Map.of("PATH", path)))
        .isEqualTo(other.resolve("bin/spark-submit"));
  }

  @Test
  void withoutADistributionOneIsAskedFor() {
    assertThatThrownBy(() -> SparkDistribution.submit(Map.of("PATH", folder.toString())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("there is no spark-submit on the PATH, and SPARK_HOME is not set");
    assertThatThrownBy(() -> SparkDistribution.submit(Map.of("SPARK_HOME", "/nowhere")))
        .hasMessage("there is no spark-submit in /nowhere/bin, where SPARK_HOME points");
  }

  private Path distribution(String name) throws IOException {
    Path bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
    Files.setPosixFilePermissions(
        Files.createFile(bin.resolve("spark-submit")),
        PosixFilePermissions.fromString("rwx------"));
    return folder.resolve(name);
  }
}
