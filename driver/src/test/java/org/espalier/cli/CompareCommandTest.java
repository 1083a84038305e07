package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.query.SmallStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A results folder beside a published summary. */
final class CompareCommandTest {
  @TempDir private Path folder;

  @Test
  void aFolderIsComparedByEveryMeasureThatTheSummaryNames() throws IOException {
    Path store = folder.resolve("small");
    SmallStore.write(store);
    String ids = "SELECT trial_id AS id FROM trials WHERE graph_family = 'chain'";
    Files.writeString(
        store.resolve("cells.csv"), Run.of("sql", store.toString(), ids, "--format", "csv").out());
    Path summary =
        Files.writeString(
            folder.resolve("summary.json"),
            """
            { "name": "published", "measures": {
              "edge_accuracy": { "mean": 1.0, "sd": 0, "n": 20 },
              "test_loss": { "mean": 0.4, "sd": 0.1, "n": 5 },
              "auroc": { "mean": 0.9, "sd": 0.1, "n": 5 } } }
            """);
    Run run = Run.of("compare", store.toString(), summary.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .as("replicates that are equal at a bound have an interval")
        .containsPattern("edge_accuracy .* 1[.]0000 ± 0[.]0000 \\(n=20\\) .*\\[.*\\]")
        .containsPattern("test_loss .* 0[.]4000 ± 0[.]1000 \\(n=5\\)")
        .contains("measures that only B has: auroc")
        .doesNotContain("only A has");
    assertThat(Run.of("compare", summary.toString(), store.toString()).out())
        .contains("measures that only A has: auroc")
        .doesNotContain("only B has");
  }
}
