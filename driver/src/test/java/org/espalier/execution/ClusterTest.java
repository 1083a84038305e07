package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.sweep.SweepReader;
import org.espalier.trial.TrialRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The application's jar on a real cluster. */
@Tag("slow")
class ClusterTest {
  private static final int TRIALS = 40;
  private static final String SWEEP =
      """
      name = cluster
      base {
        task { vocab = 3, length = 10 }
        training { steps = 256, batch = 64 }
        evaluation { every = 64, sequences = 256, theory-sequences = 0 }
      }
      axes.seed = 0..39
      run.pack-duration = 1s
      """;

  @TempDir Path home;
  @TempDir Path folder;

  @Test
  @Timeout(600)
  void sweepSubmittedToAClusterThatLosesAnExecutorEndsAsItDoesHere()
      throws IOException, InterruptedException {
    assumeTrue(LoopbackCluster.hasJar(), "mvn -Pcluster -DskipTests package builds the jar");
    Path sweep = Files.writeString(folder.resolve("cluster.conf"), SWEEP);
    Path out = folder.resolve("submitted");
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
                    "spark.conf.spark.executor.memory=512m"))) {
      driver.await(line -> line.matches(".*\"ended\":([5-9]|[1-3]\\d).*"));
      cluster.killAnExecutor();
      assertThat(driver.awaitEnd()).as(driver.said()).isZero();
    }
    assertThat(TableContents.ids(out)).hasSize(TRIALS).doesNotHaveDuplicates();

    Path here = folder.resolve("here");
    SweepRequest request = SweepRequest.of(SweepReader.read(sweep, List.of()));
    Runs.run(here, request, TrialRunner::run, Runs.OPTIONS);
    assertThat(TableContents.of(out)).isEqualTo(TableContents.of(here));
  }
}
