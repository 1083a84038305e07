package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.plan.Packs;
import org.espalier.query.SmallStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One page, and one set of tables, for several results folders. */
final class SeveralStudiesTest {
  @TempDir private Path results;

  @BeforeEach
  void studies() throws IOException {
    SmallStore.write(results.resolve("small"));
    Packs.store(results.resolve("tiny"), 2);
  }

  @Test
  void reportOfAFolderOfStudiesShowsTheTrialsOfAllOnOnePage() throws IOException {
    Run run = Run.of("report", results.toString());
    assertThat(run.code()).as(run.err()).isZero();
    Path page = results.resolve("report.html");
    assertThat(run.out().strip()).isEqualTo(page.toString());
    // 12 of one and 4 of the other
    assertThat(Files.readString(page)).contains("small, tiny").containsPattern("\\b16\\b");
  }

  @Test
  void reportOfSeveralFoldersIsToldWhereToGo() {
    String first = results.resolve("small").toString();
    String second = results.resolve("tiny").toString();
    Run refused = Run.of("report", first, "--with", second);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(refused.err()).contains("--to FILE");
    Path page = results.resolve("both.html");
    Run run = Run.of("report", first, "--with", second, "--to", page.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(page).exists();
    assertThat(results.resolve("small/report.html")).doesNotExist();
  }

  @Test
  void whatDiffersBetweenStudiesIsAColumnThoughNoSweepVariesIt() {
    String statement = "SELECT count(DISTINCT training_steps) AS steps FROM summary";
    Run run =
        Run.of(
            "sql",
            results.resolve("small").toString(),
            "--with",
            results.resolve("tiny").toString(),
            statement,
            "--format",
            "csv");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("steps\n2\n");
  }
}
