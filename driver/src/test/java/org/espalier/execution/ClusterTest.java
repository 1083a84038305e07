package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import org.espalier.execution.SweepProcess.Task;
import org.espalier.plan.ResultStore;
import org.espalier.plan.RunManifest;
import org.espalier.sweep.SweepReader;
import org.espalier.trial.TrialRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster, and the application's jar on it. */
@Tag("cluster")
@EnabledOnOs(OS.LINUX) // all of 127/8 is this machine
class ClusterTest {
  private static final int TRIALS = 20;
  private static final String SWEEP =
      """
      name = cluster
      base {
        task { vocab = 3, length = 10 }
        training { steps = 256, batch = 64 }
        evaluation { every = 64, sequences = 256, theory-sequences = 0 }
      }
      axes.seed = 0..19
      run.pack-duration = 1s
      """;

  @TempDir Path home;
  @TempDir Path folder;

  @BeforeEach
  void jarIsThere() {
    assumeTrue(LoopbackCluster.hasJar(), "mvn -Pcluster -DskipTests package builds the jar");
  }

  @Test
  @Timeout(600)
  void sweepSubmittedToAClusterThatLosesAnExecutorEndsAsItDoesHere()
      throws IOException, InterruptedException {
    Path sweep = Files.writeString(folder.resolve("cluster.conf"), SWEEP);
    Path out = folder.resolve("submitted");
    Path events = Files.createDirectory(folder.resolve("events"));
    try (var cluster = LoopbackCluster.start(home);
        var driver =
            cluster.submit(
                List.of(
                    "--json-log",
                    "--conf",
                    Path.of("..", "conf", "cluster.conf").toAbsolutePath().toString(),
                    "--out",
                    out.toString(),
                    sweep.toString(),
                    "run.pack-duration=1s",
                    "spark.conf.spark.executor.cores=1",
                    "spark.conf.spark.executor.memory=512m"),
                List.of(
                    "--conf",
                    "spark.eventLog.enabled=true",
                    "--conf",
                    "spark.eventLog.dir=" + events.toUri()))) {
      driver.await(line -> line.matches(".*\"ended\":([3-9]|1\\d).*"));
      cluster.killAnExecutor();
      assertThat(driver.awaitEnd()).as(driver.said()).isZero();
      assertThat(driver.said())
          .containsPattern("executor \\d+ on 127.0.0.[12] was killed, as happens to")
          .contains("set spark.executor.memoryOverhead above 3g");
    }
    checkHistory(events, out);
    assertThat(TableContents.ids(out)).hasSize(TRIALS).doesNotHaveDuplicates();

    Path here = folder.resolve("here");
    SweepRequest request = SweepRequest.of(SweepReader.read(sweep, List.of()));
    Runs.run(here, request, TrialRunner::run, Runs.OPTIONS);
    assertThat(TableContents.of(out)).isEqualTo(TableContents.of(here));
  }

  /** What Spark's History Server says of the run once it is over. */
  private static void checkHistory(Path events, Path out) throws IOException, InterruptedException {
    String run = RunManifest.last(ResultStore.open(out).storage()).orElseThrow().run();
    try (SparkHistory history = SparkHistory.of(events)) {
      JsonNode jobs = history.jobs();
      assertThat(jobs).hasSizeGreaterThan(1);
      for (JsonNode job : jobs) {
        assertThat(job.path("jobGroup").asText()).isEqualTo(run);
        assertThat(job.path("description").asText())
            .matches("cluster: \\d+ trials?, chain, disentangled \\[1, 1\\], S=3, T=10, seed .*");
      }
    }
  }

  /** Both copies run to their end: the one that lost is not told so before it has written. */
  @Test
  @Timeout(600)
  void trialThatSparkRunsTwiceAtOnceIsStoredOnce(@TempDir Path word, @TempDir Path scratch)
      throws IOException, InterruptedException {
    var conf = new HashMap<>(LoopbackCluster.SECRET);
    conf.put("spark.speculation", "true");
    conf.put("spark.speculation.interval", "100ms");
    conf.put("spark.speculation.quantile", "0.1");
    conf.put("spark.speculation.minTaskRuntime", "100ms");
    try (var cluster = LoopbackCluster.start(home)) {
      Task task =
          Task.of(folder.resolve("out"), 12, cluster.master())
              .with(new Trouble(Trouble.Kind.WAIT_FOR_COPY, 3, word.toString()))
              .with(conf);
      try (var driver = SweepProcess.start(task, scratch)) {
        assertThat(driver.awaitEnd()).isEqualTo("end COMPLETE 12");
      }
    }
    assertThat(word.resolve("second-has-ended")).as("word of the second copy").exists();
    Runs.run(folder.resolve("here"), 12);
    assertThat(TableContents.of(folder.resolve("out")))
        .isEqualTo(TableContents.of(folder.resolve("here")));
  }
}
