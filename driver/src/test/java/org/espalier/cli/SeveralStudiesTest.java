package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  void aFolderOfStudiesMayBeNamedByItsUri() throws IOException {
    Files.move(results.resolve("tiny"), results.resolve("a tiny one"));
    String uri = "file:" + results;
    Run report = Run.of("report", uri);
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(report.out().strip()).isEqualTo(results.resolve("report.html").toString());
    assertThat(Run.of("ls", uri).out()).contains("a tiny one", "small");
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
  void allTrialsOfAFolderOfStudiesAreRefusedByTheCommandThatCannotCountThem() {
    Run refused = Run.of("sql", results.toString(), "SELECT * FROM small.summary", "--all");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .startsWith(
            "espalier: --all is not for a folder of results folders; name one of them, such as "
                + results.resolve("small")
                + "\n");
  }

  /** A copy, and the folder itself by another name, hold nothing new. */
  @Test
  void aTrialThatIsInSeveralFoldersCountsOnce() throws IOException {
    String tiny = results.resolve("tiny").toString();
    Packs.store(results.resolve("larger"), 3);
    String larger = results.resolve("larger").toString();
    String statement =
        "SELECT (SELECT count(*) FROM trials) AS trials, (SELECT count(*) FROM curves) AS curves,"
            + " (SELECT count(*) FROM planned_trials) AS planned";
    List<String> alone = lines(larger, statement);
    assertThat(lines(tiny, statement, "--with", larger)).isEqualTo(alone);
    assertThat(lines(larger, statement, "--with", tiny, "--with", larger + "/", "--all"))
        .isEqualTo(alone);
  }

  @Test
  void aTrialCountsInTheFolderWhereItSucceeded() throws IOException {
    Packs.storeFailed(results.resolve("failed"), 0, 3);
    assertThat(
            lines(
                results.resolve("failed").toString(),
                "SELECT status, count(*) AS n FROM trials GROUP BY status",
                "--with",
                results.resolve("tiny").toString()))
        .containsExactly("status,n", "succeeded,4");
  }

  @Test
  void aPageOfFoldersThatShareTrialsAsksForEachOnce() throws IOException {
    String first = asksForItsTrials("first");
    String copy = asksForItsTrials("a copy");
    Path page = results.resolve("shared page.html");
    Run run = Run.of("report", first, "--with", copy, "--all", "--to", page.toString());
    assertThat(run.code()).as(run.err()).isZero();
    String text = Files.readString(page);
    assertThat(between(text, "\"planned\":", ",")).isEqualTo("12");
    assertThat(between(text, "\"command\":\"", "\",\""))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "bin/espalier report %s --with '%s' --all --to '%s'",
                first,
                copy,
                page));
  }

  private static String between(String text, String before, String after) {
    int start = text.indexOf(before) + before.length();
    return text.substring(start, text.indexOf(after, start));
  }

  /** A folder with the results of a study, whose sweep asks for what it holds. */
  private String asksForItsTrials(String name) throws IOException {
    Path folder = results.resolve(name);
    SmallStore.write(folder);
    List<String> ids = lines(folder.toString(), "SELECT trial_id AS id FROM trials");
    Files.writeString(folder.resolve("cells.csv"), String.join("\n", ids) + "\n");
    return folder.toString();
  }

  private static List<String> lines(String folder, String statement, String... more) {
    var words = new ArrayList<>(List.of("sql", folder, statement, "--format", "csv"));
    words.addAll(List.of(more));
    Run run = Run.of(words.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return run.out().lines().toList();
  }

  /** The initial scale is that of the number of heads: it is no axis beside them. */
  @Test
  void aSettingThatFollowsFromAnotherIsNoAxis() throws IOException {
    String sweep =
        """
        name = heads
        base {
          task { vocab = 2, length = 5 }
          training { steps = 4, batch = 4 }
          evaluation { every = 2, sequences = 8, theory-sequences = 0 }
        }
        axes { model.heads = [[1, 1], [2, 1]], graph.family = [FAMILY], seed = 0..1 }
        """;
    for (String family : List.of("chain", "pairs")) {
      Path file = results.resolve(family + ".conf");
      Files.writeString(file, sweep.replace("FAMILY", family));
      Run run = Run.of("run", file.toString(), "--out", results.resolve(family).toString(), "-q");
      assertThat(run.code()).as(run.err()).isZero();
    }
    String axes = "SELECT DISTINCT axis FROM recovery_by_axis ORDER BY axis";
    String chain = results.resolve("chain").toString();
    String pairs = results.resolve("pairs").toString();
    assertThat(lines(chain, axes, "--with", pairs))
        .containsExactly("axis", "graph.family", "model.heads");
    assertThat(
            lines(
                chain,
                "SELECT n, pairs FROM contrasts WHERE metric = 'test_loss' AND axis = 'model.heads'",
                "--with",
                pairs))
        .containsExactly("n,pairs", "2,4");
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
