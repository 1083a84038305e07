package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.espalier.catalog.EspalierCatalog;
import org.espalier.execution.S3Server;
import org.espalier.execution.SharedSpark;
import org.espalier.table.Storage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command on results that are on S3, and what it says where the store lets nobody in. */
@Tag("cluster")
final class S3CommandsTest {
  private static final String SWEEP =
      """
      name = tiny
      base {
        task { vocab = 2, length = 5 }
        training { steps = 4, batch = 4 }
        evaluation { every = 2, sequences = 8, theory-sequences = 0 }
      }
      axes { seed = 0..3 }
      run { pack-duration = 1ms }
      """;

  private static final String SPARK = "spark.hadoop.";

  @TempDir private static Path scratch;
  private static S3Server server;
  private static String sweep;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = S3Server.start(scratch);
    sweep = Files.writeString(scratch.resolve("tiny.conf"), SWEEP).toString();
    var settings = new HashMap<String, String>(server.hadoop());
    settings.put("fs.s3a.bucket.unknown-key.access.key", "nobody");
    settings.put("fs.s3a.bucket.wrong-secret.secret.key", "wrong");
    settings.put(
        "fs.s3a.bucket.no-credentials.aws.credentials.provider",
        "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider");
    settings.forEach(
        (key, value) -> {
          System.setProperty(SPARK + key, value);
          SharedSpark.session().sparkContext().hadoopConfiguration().set(key, value);
        });
  }

  @AfterAll
  static void stop() {
    System.getProperties()
        .stringPropertyNames()
        .forEach(
            name -> {
              if (name.startsWith(SPARK + "fs.s3a.")) {
                System.clearProperty(name);
              }
            });
    server.close();
  }

  @Test
  void everyCommandWorksThere() throws IOException {
    String out = server.address("commands/tiny");
    assertThat(Run.of("status", sweep, "--out", out).code()).as("nothing yet").isEqualTo(1);
    Run run = Run.of("run", sweep, "--out", out);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("tiny: 4 trials in ").contains("tables  " + out + "/");
    assertThat(Run.of("status", sweep, "--verify", "--out", out).code()).isZero();
    assertThat(Run.of("plan", sweep, "--out", out).out()).contains("stored   4 of 4");
    String statement = "SELECT count(*) AS n, count(DISTINCT trial_id) AS trials FROM curves";
    assertThat(Run.of("sql", out, statement, "--format", "csv").out())
        .isEqualTo("n,trials\n12,4\n");
    Run compact = Run.of("compact", out);
    assertThat(compact.code()).as(compact.err()).isZero();
    assertThat(Run.of("sql", out, statement, "--format", "csv").out())
        .isEqualTo("n,trials\n12,4\n");
    String page = folder.resolve("page.html").toString();
    Run report = Run.of("report", out, "--to", page);
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(Path.of(page)).exists();
    Run more = Run.of("run", sweep, "seed=0..5", "--quiet", "--out", out);
    assertThat(more.code()).as(more.err()).isZero();
    assertThat(Run.of("sql", out, "SELECT count(*) AS n FROM trials", "--format", "csv").out())
        .isEqualTo("n\n6\n");
  }

  @Test
  void studiesAreListedAndAskedByName() throws IOException {
    String results = server.address("studies");
    for (String study : List.of("one", "two")) {
      assertThat(Run.of("run", sweep, "--quiet", "--out", results + "/" + study).code()).isZero();
    }
    Run list = Run.of("ls", results);
    assertThat(list.code()).as(list.err()).isZero();
    assertThat(list.out()).containsPattern("one +tiny +4 / 4 +complete").contains("two ");
    String statement = "SELECT count(*) AS n FROM one.trials NATURAL JOIN two.trials";
    assertThat(Run.of("sql", results, statement, "--format", "csv").out()).startsWith("n\n");
    SparkSession spark = catalog(results);
    assertThat(spark.sql("SHOW NAMESPACES IN espalier").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("one", "two");
    for (String table : List.of("one.trials", "two.summary")) {
      assertThat(spark.sql("SELECT * FROM espalier." + table).collectAsList()).isNotEmpty();
    }
    assertThatThrownBy(
            () -> catalog("s3a://no-such-bucket/x").sql("SHOW NAMESPACES IN espalier").show())
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("s3a://no-such-bucket/x: there is no such bucket")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  private static SparkSession catalog(String path) {
    SparkSession spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.catalog.espalier", EspalierCatalog.class.getName());
    spark.conf().set("spark.sql.catalog.espalier.path", path);
    return spark;
  }

  @Test
  void missingFileIsNamedByEveryCommandAndHealed() throws IOException {
    String out = server.address("damaged");
    assertThat(Run.of("run", sweep, "--quiet", "--out", out).code()).isZero();
    Storage storage = server.storage("damaged");
    String lost = storage.list("curves").get(0).name();
    storage.delete(lost);
    String damage = out + "/" + lost + " is missing";
    for (List<String> command :
        List.of(
            List.of("sql", out, "SELECT count(*) FROM trials"),
            List.of("report", out, "--to", folder.resolve("x.html").toString()),
            List.of("plan", sweep, "--out", out),
            List.of("run", sweep, "--out", out))) {
      refused(damage + "; `espalier status --repair`", command);
    }
    assertThat(Run.of("compact", out).err()).contains(damage + "; its pack is left as it is");
    assertThat(Run.of("status", sweep, "--repair", "--out", out).err()).contains("set aside");
    assertThat(Run.of("run", sweep, "--quiet", "--out", out).code()).isZero();
    assertThat(Run.of("status", sweep, "--verify", "--out", out).code()).isZero();
  }

  @Test
  void whatKeepsEverybodyOutIsSaidInOneLine() {
    Map<String, String> reasons =
        Map.of(
            "no-such-bucket", "there is no such bucket",
            "unknown-key", "it does not know the access key; they come from",
            "wrong-secret", "the secret key is not that of the access key; they come from",
            "no-credentials", "there are no credentials for it; they come from");
    reasons.forEach(
        (bucket, reason) -> {
          String out = "s3a://" + bucket + "/results";
          for (List<String> command :
              List.of(
                  List.of("run", sweep, "--out", out),
                  List.of("plan", sweep, "--out", out),
                  List.of("ls", out),
                  List.of("sql", out, "SELECT 1"))) {
            refused(out + ": " + reason, command);
          }
        });
  }

  @Test
  void clockThatIsOffIsSaidInOneLine(@TempDir Path other) throws IOException, InterruptedException {
    // no request is so young that this server takes it
    try (S3Server elsewhere = S3Server.withoutBucket(other, "s3proxy.maximum-timeskew=-1\n")) {
      elsewhere.place().forEach((key, value) -> System.setProperty(SPARK + key, value));
      String out = elsewhere.address("late");
      refused(
          out + ": it refuses requests of this machine, whose clock differs too much from its own",
          List.of("plan", sweep, "--out", out));
    } finally {
      server.place().forEach((key, value) -> System.setProperty(SPARK + key, value));
    }
  }

  private static void refused(String line, List<String> command) {
    Run run = Run.of(command.toArray(String[]::new));
    assertThat(run.code()).as(command + run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("espalier: " + line);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
  }
}
