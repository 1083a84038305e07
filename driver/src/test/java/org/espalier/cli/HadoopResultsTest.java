package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.execution.SharedSpark;
import org.espalier.execution.TableContents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results under a URI: Hadoop's ViewFs, which is this machine's disk by another name. */
final class HadoopResultsTest {
  private static final String LINK = "fs.viewfs.mounttable.default.link./data";
  private static final String OUT = "viewfs:///data/tiny";
  private static final String SWEEP =
      """
      name = tiny
      base {
        task { vocab = 2, length = 5 }
        training { steps = 4, batch = 4 }
        evaluation { every = 2, sequences = 8, theory-sequences = 0 }
      }
      axes { seed = 0..3 }
      """;

  @TempDir private Path folder;

  @Test
  void sweepIsStoredAndFoundAgainOnAFileSystemThatHadoopKnows() throws IOException {
    String disk = folder.toUri().toString();
    SharedSpark.session().sparkContext().hadoopConfiguration().set(LINK, disk);
    String sweep = Files.writeString(folder.resolve("tiny.conf"), SWEEP).toString();
    String link = "spark.conf.spark.hadoop." + LINK + "=" + disk;

    assertThat(Run.of("status", sweep, link, "--out", OUT).code()).as("nothing yet").isEqualTo(1);
    Run run = Run.of("run", sweep, link, "--out", OUT);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("tiny: 4 trials in ").contains("tables  " + OUT + "/");
    assertThat(Run.of("status", sweep, link, "--out", OUT).code()).isZero();
    assertThat(Run.of("plan", sweep, link, "--out", OUT).out()).contains("stored   4 of 4");
    assertThat(Run.of("run", sweep, link, "--out", OUT).out()).contains("nothing to train");
    assertThat(TableContents.ids(folder.resolve("tiny"))).hasSize(4).doesNotHaveDuplicates();
  }

  /** Each by a name of its own, for Hadoop keeps what it was told of a name in the process. */
  @ParameterizedTest
  @ValueSource(strings = {"ls", "sql"})
  void aFolderOfStudiesIsFoundByWhatTheProcessIsTold(String command) throws IOException {
    Path sweep = Files.writeString(folder.resolve("tiny.conf"), SWEEP);
    assertThat(Run.of("run", sweep.toString(), "--out", folder + "/tiny").code()).isZero();
    String property = "spark.hadoop.fs.viewfs.mounttable." + command + ".link./data";
    System.setProperty(property, folder.toUri().toString());
    try {
      String studies = "viewfs://" + command + "/data";
      Run run =
          command.equals("ls")
              ? Run.of("ls", studies)
              : Run.of("sql", studies, "SELECT count(*) AS n FROM tiny.trials", "--format", "csv");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).contains(command.equals("ls") ? "4 / 4" : "n\n4\n");
    } finally {
      System.clearProperty(property);
    }
  }
}
