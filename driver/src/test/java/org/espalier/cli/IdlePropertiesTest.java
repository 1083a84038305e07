package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdlePropertiesTest {
  private static final Map<String, String> CONF =
      Map.of(
          "spark.driver.memory", "8g", "spark.executor.memory", "4g", "spark.ui.enabled", "true");

  @Test
  void whatChangesNothingIsNamedWhereItChangesNothing() {
    assertThat(IdleProperties.note("local[*]", CONF, false))
        .hasValue(
            "without effect with master local[*] in this process, whose memory ESPALIER_HEAP sets:"
                + " spark.driver.memory, spark.executor.memory");
    assertThat(IdleProperties.note("spark://host:7077", CONF, false).orElseThrow())
        .endsWith("sets: spark.driver.memory");
    assertThat(IdleProperties.note("local[2]", CONF, true).orElseThrow())
        .endsWith("sets: spark.executor.memory");
    assertThat(IdleProperties.note("local-cluster[2,1,1024]", CONF, true)).isEmpty();
    assertThat(IdleProperties.note("local", Map.of("spark.ui.enabled", "true"), false)).isEmpty();
  }

  @Test
  void runSaysSo(@TempDir Path folder) throws IOException {
    Path sweep =
        Files.writeString(
            folder.resolve("one.conf"),
            """
            name = one
            base {
              task { vocab = 2, length = 4 }
              training { steps = 4, batch = 8 }
              evaluation { every = 4, sequences = 16 }
            }
            axes { seed = [0] }
            """);
    String out = folder.resolve("out").toString();
    Run run =
        Run.of(
            "run",
            sweep.toString(),
            "--quiet",
            "--out",
            out,
            "--master",
            "local[2]",
            "spark.conf.spark.driver.memory=8g");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err())
        .isEqualTo(
            "without effect with master local[2] in this process, whose memory ESPALIER_HEAP sets:"
                + " spark.driver.memory\n");
  }
}
