package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program of another's, compiled and run against what the artifact brings and nothing else. */
@Timeout(300)
final class TenLineProgramTest {
  private static final String PROGRAM =
      """
      import java.nio.file.Path;
      import java.util.List;
      import org.apache.spark.sql.SparkSession;
      import org.espalier.api.Espalier;
      import org.espalier.api.SweepRun;
      import org.espalier.execution.SweepListener;

      public class TenLines {
        public static void main(String[] words) throws Exception {
          SparkSession spark = SparkSession.builder().master("local[2]").getOrCreate();
          Path sweep = Path.of(words[0]);
          SweepRun run = Espalier.start(spark, sweep, List.of(), SweepListener.NONE);
          run.cancel();
          System.out.println("cancelled: " + run.await().end());
          System.out.println("missing: " + Espalier.plan(sweep, List.of()).missing().size());
          System.out.println("again: " + Espalier.run(spark, sweep, List.of(), SweepListener.NONE).isSuccess());
          System.out.println("n: " + Espalier.results(spark, run.results()).table("summary").select("n").collectAsList());
          spark.stop();
        }
      }
      """;

  private static final String SWEEP =
      """
      name = ten
      base {
        task { vocab = 2, length = 4 }
        training { steps = 4000, batch = 16 }
        evaluation { every = 4000, sequences = 64 }
      }
      axes { graph.family = [chain, star], seed = 0..1 }
      """;

  @TempDir private Path folder;

  @Test
  void tenLinesRunASweepCancelItRunItAgainAndReadTheSummary()
      throws IOException, InterruptedException {
    String artifact = artifact();
    Path source = Files.writeString(folder.resolve("TenLines.java"), PROGRAM);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean isCompiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-cp", artifact, "-proc:none", "-d", folder.toString()),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(isCompiled).as(messages.toString()).isTrue();
    }
    Path sweep = Files.writeString(folder.resolve("ten.conf"), SWEEP);
    List<String> command =
        JavaProcess.java(
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            folder + File.pathSeparator + artifact);
    command.addAll(List.of("TenLines", sweep.toString()));
    try (JavaProcess program =
        JavaProcess.start(folder, command, Map.of("SPARK_LOCAL_IP", "127.0.0.1"))) {
      assertThat(program.awaitEnd()).as(program.said()).isZero();
      assertThat(program.said())
          .contains("cancelled: STOPPED", "missing: 4", "again: true", "n: [[2], [2]]");
    }
    assertThat(folder.resolve("results/ten/trials")).isDirectory();
  }

  /** This process's class path without tests. */
  private static String artifact() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(path -> !path.endsWith("test-classes") && !path.contains("junit"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
