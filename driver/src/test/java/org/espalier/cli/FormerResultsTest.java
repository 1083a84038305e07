package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that version 0.1.0 stored, read, completed and merged by this one. */
final class FormerResultsTest {
  @TempDir private Path folder;
  private Path store;

  @BeforeEach
  void copy() throws IOException, URISyntaxException {
    store = folder.resolve("stored");
    Path stored = Path.of(FormerResultsTest.class.getResource("stored-0.1.0").toURI());
    try (Stream<Path> files = Files.walk(stored)) {
      for (Path file : files.toList()) {
        Files.copy(file, store.resolve(stored.relativize(file).toString()));
      }
    }
  }

  /**
   * Of the four dags and of the reduced model numbers have changed since, and the Bayes loss of
   * what has several roots or hidden nodes: 4 trials with a lag of 2, two of hidden nodes in chains
   * and two in branching trees, two forests, and pairs where nothing is flipped. See TrialId.
   */
  @Test
  void onlyWhatIsMeasuredOtherwiseNowIsTrainedAgain() throws IOException {
    List<String> before = files();
    assertThat(plan()).contains("stored   7 of 23 in ").contains("missing  16");
    run(store.resolve("sweep.conf"));
    assertThat(files()).containsAll(before);
    assertThat(plan()).contains("stored   23 of 23 in ").contains("missing  0");
    assertThat(
            Run.of("status", store.resolve("sweep.conf").toString(), "--out", store.toString())
                .out())
        .contains("every trial is stored, but not all succeeded: 1 diverged, 1 failed");
    assertThat(
            sql(
                "SELECT git_commit = '97f8eb5' AS old, count(*) AS n FROM trials"
                    + " GROUP BY ALL ORDER BY ALL"))
        .isEqualTo("old,n\nfalse,16\ntrue,23\n");
    assertThat(
            sql(
                "SELECT count_if(graph_family = 'dag') AS dags, count_if(model_family = 'reduced')"
                    + " AS reduced, count_if(graph_family = 'lag') AS lags,"
                    + " count_if(graph_family IN ('chain', 'branching') AND graph_latent > 0) AS"
                    + " hidden, count_if(graph_family LIKE '%-forest') AS forests,"
                    + " count_if(graph_family = 'pairs' AND task_flip = 0) AS pairs"
                    + " FROM planned_trials WHERE git_commit <> '97f8eb5'"))
        .isEqualTo("dags,reduced,lags,hidden,forests,pairs\n4,1,4,4,2,1\n");
  }

  @Test
  void whatWasOffHasItsValueAndWhatDoesNotApplyIsNull() {
    assertThat(sql("SELECT task_flip, count(*) AS n FROM trials GROUP BY ALL ORDER BY ALL"))
        .isEqualTo("task_flip,n\n0.0,22\n0.2,1\n");
    assertThat(sql("SELECT graph_latent, count(*) AS n FROM trials GROUP BY ALL ORDER BY ALL"))
        .isEqualTo("graph_latent,n\n0.0,15\n0.25,8\n");
    assertThat(
            sql("SELECT count(task_samples), count(graph_k), count(evaluation_shifts) FROM trials"))
        .endsWith("\n23,12,23\n");
  }

  @Test
  void shiftsAreWhatASweepFileWouldSay() {
    assertThat(
            sql(
                "SELECT evaluation_shifts, count(*) AS n FROM trials WHERE task_flip = 0.2"
                    + " GROUP BY ALL"))
        .contains(
            "[{ prior = dirichlet, alpha = 1.0, flip = 0.2, pool = 0 },"
                + " { prior = near-deterministic, determinism = 0.34, flip = 0.2, pool = 0 }]",
            ",1\n");
  }

  @Test
  void theUniformForestIsAFamilyAndTheRootProbabilityANumber() {
    assertThat(
            sql(
                "SELECT graph_family, graph_root_probability + 1 AS p FROM trials"
                    + " WHERE graph_family LIKE '%-forest' ORDER BY ALL"))
        .isEqualTo("graph_family,p\nrandom-forest,1.5\nuniform-forest,\n");
  }

  @Test
  void tablesJoinByTheirIdAndNoNumberIsNaN() {
    assertThat(
            sql(
                "SELECT count(DISTINCT trial_id) FROM trials JOIN edges USING (trial_id)"
                    + " WHERE status = 'succeeded'"))
        .endsWith("\n21\n");
    assertThat(
            sql(
                "SELECT count(*), count(normalized_gap), isnan(avg(normalized_gap)) AS nan"
                    + " FROM shifts"))
        .endsWith("\n42,21,false\n");
  }

  @Test
  void reportViewsAndExportReadThem() {
    Path page = folder.resolve("page.html");
    Run report = Run.of("report", store.toString(), "--to", page.toString());
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(page).content().contains("uniform-forest");
    assertThat(sql("SELECT sum(n) FROM summary")).endsWith("\n21\n");
    Path csv = folder.resolve("trials.csv");
    assertThat(Run.of("export", store.toString(), "trials", csv.toString()).code()).isZero();
    assertThat(csv).content().startsWith("trial_id,sweep,status,");
  }

  /** New trials beside old ones in one folder, before and after their packs are merged. */
  @Test
  void oldAndNewTrialsAreReadTogetherAlsoOnceMerged() throws IOException {
    String wider =
        Files.readString(store.resolve("sweep.conf")).replace("seed = [0,1]", "seed = [0,1,2]");
    run(Files.writeString(folder.resolve("wider.conf"), wider));
    String question =
        "SELECT count(*), count(trial_id), count(task_flip), count(graph_latent),"
            + " sum(int(graph_latent = 0)) FROM trials";
    assertThat(sql(question)).endsWith("\n47,47,47,47,27\n");
    assertThat(sql("SELECT n FROM summary WHERE graph_family = 'lag' ORDER BY graph_latent"))
        .as("old and new seeds of one cell")
        .isEqualTo("n\n3\n3\n");
    assertThat(Run.of("compact", store.toString()).code()).isZero();
    assertThat(sql(question)).endsWith("\n47,47,47,47,27\n");
    assertThat(sql("SELECT count(DISTINCT git_commit) FROM trials")).endsWith("\n2\n");
  }

  /** The files of all tables with their times. */
  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .map(file -> file + " " + file.toFile().lastModified())
          .sorted()
          .toList();
    }
  }

  private String plan() {
    return Run.of("plan", store.resolve("sweep.conf").toString(), "--out", store.toString()).out();
  }

  private Run run(Path sweep) {
    return Run.of(
        "run", sweep.toString(), "--quiet", "--out", store.toString(), "--master", "local[2]");
  }

  private String sql(String statement) {
    Run run = Run.of("sql", store.toString(), statement, "--format", "csv");
    assertThat(run.code()).as(run.err()).isZero();
    return run.out();
  }
}
