package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a sweep, each with a sweep of trials that take milliseconds. */
final class SweepCommandsTest {
  private static final String SWEEP =
      """
      name = tiny
      base {
        task { vocab = 2, length = 5 }
        training { steps = 4, batch = 4 }
        evaluation { every = 2, sequences = 8, theory-sequences = 0 }
      }
      axes { graph.family = [chain, star], seed = 0..1 }
      """;

  @TempDir private Path folder;
  private String sweep;
  private String out;

  @BeforeEach
  void writeSweep() throws IOException {
    sweep = Files.writeString(folder.resolve("tiny.conf"), SWEEP).toString();
    out = folder.resolve("results").toString();
  }

  @Test
  void planCountsTrialsAndWritesNothing() throws IOException {
    Run plan = Run.of("plan", sweep, "--out", out, "--master", "local[2]");
    assertThat(plan.code()).isZero();
    assertThat(plan.out())
        .startsWith("sweep tiny: 4 trials\n")
        .contains("graph.family       2  chain, star")
        .contains("stored   0 of 4 in " + out)
        .contains("missing  4")
        .containsPattern("cost     about .* on local\\[2] \\(2 cores\\); .*B of tables");
    assertThat(filesIn(folder)).containsExactly("tiny.conf");
  }

  @Test
  void planSaysOnceThatAModelHasNoKernel() {
    String line = "engine   SameDiff for model.family = factored, which has no kernel: slow";
    assertThat(Run.of("plan", sweep, "model.family=factored,reduced", "--out", out).out())
        .containsOnlyOnce(line);
    assertThat(Run.of("plan", sweep, "--out", out).out()).doesNotContain("SameDiff");
    assertThat(
            Run.of("plan", sweep, "model.family=factored", "training.engine=samediff", "--out", out)
                .out())
        .doesNotContain("no kernel");
  }

  @Test
  void planSaysWhereRivalsAskForMoreSequencesThanThereAre() {
    Run fewer =
        Run.of(
            "plan",
            sweep,
            "--out",
            out,
            "rivals.methods=[evidence]",
            "rivals.sequences=1000",
            "training.steps=600",
            "task.samples=16,64,2000");
    assertThat(fewer.out())
        .contains(
            "rivals   8 trials with fewer training sequences than rivals.sequences = 1,000: there"
                + " rivals are given all, 16 to 64\n");
    Run unseen =
        Run.of(
            "plan",
            sweep,
            "--out",
            out,
            "rivals.methods=[evidence]",
            "rivals.sequences=1000",
            "task.samples=16,64,2000");
    assertThat(unseen.out())
        .as("4 steps of 4 sequences see no more of any set")
        .contains(
            "rivals   12 trials with fewer training sequences than rivals.sequences = 1,000: there"
                + " rivals are given all, 16\n");
    Run enough =
        Run.of(
            "plan",
            sweep,
            "--out",
            out,
            "rivals.methods=[evidence]",
            "rivals.sequences=16",
            "task.samples=16,64");
    assertThat(enough.out()).contains("missing  8").doesNotContain("rivals   ");
  }

  @Test
  void aSweepWithoutAxesIsPlannedWithoutATableOfThem() throws IOException {
    String single = Files.writeString(folder.resolve("one.conf"), "name = one\n").toString();
    assertThat(Run.of("plan", single, "--out", out).out())
        .startsWith("sweep one: 1 trial\n\nstored   0 of 1 in ");
  }

  @Test
  void overridesMakeAxes() {
    assertThat(Run.of("plan", sweep, "task.vocab=2,3", "--out", out).out())
        .startsWith("sweep tiny: 8 trials\n");
  }

  @Test
  void planListsTrialsByTheirParameters() {
    assertThat(Run.of("plan", sweep, "--out", out, "--list").out().lines())
        .hasSize(4)
        .first()
        .asString()
        .matches("[0-9a-f]{32}  graph.family=chain seed=0");
  }

  @Test
  void whatASweepFileGetsWrongIsToldInOneLine() throws IOException {
    String bad =
        Files.writeString(folder.resolve("bad.conf"), "name = a\nbase.task.vocab = 1\n").toString();
    assertThat(Run.of("run", bad, "--out", out))
        .isEqualTo(new Run(2, "", "espalier: " + bad + ":2: task.vocab = 1 must be in 2..64\n"));
    assertThat(filesIn(folder)).containsExactly("bad.conf", "tiny.conf");
  }

  @Test
  void aMissingSweepFileIsNamed() {
    assertThat(Run.of("plan", "nowhere.conf"))
        .isEqualTo(new Run(2, "", "espalier: nowhere.conf: no such file\n"));
  }

  @Test
  void aResultsFolderThatIsAFileIsRefused() {
    Run run = Run.of("run", sweep, "--out", sweep);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("espalier: " + sweep + " is a file; results need a folder\n");
  }

  @Test
  @EnabledOnOs(OS.LINUX) // not even root can make a folder there
  void aPlaceWhereNothingCanBeWrittenIsRefused() {
    Run run = Run.of("run", sweep, "--out", "/proc/espalier", "--quiet");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .endsWith("espalier: /proc/espalier cannot be written: the folder cannot be made\n");
  }

  @Test
  void statusOfAnUntouchedSweepIsIncomplete() {
    Run status = Run.of("status", sweep, "--out", out);
    assertThat(status.code()).isEqualTo(1);
    assertThat(status.out())
        .containsPattern("all +0 +0 +0 +0 +0 +4\n")
        .containsPattern("graph.family  star +0 +0 +0 +0 +0 +2\n")
        .endsWith("not complete: `run` trains what is missing\n");
  }

  @Test
  void statusNamesTheCellsThatHaveTooFewSeeds() throws IOException {
    String needs =
        Files.writeString(
                folder.resolve("needs.conf"),
                SWEEP.replace(", seed = 0..1 }", " }")
                    + "replicates { of = edge_accuracy, within = 0.01, at-least = 2, at-most = 3 }")
            .toString();
    String one = "graph.family=star";
    assertThat(Run.of("run", needs, one, "--out", out, "--master", "local[2]").code()).isZero();
    Run status = Run.of("status", needs, "--out", out);
    assertThat(status.code()).isEqualTo(1);
    assertThat(status.out())
        .contains("1 cell not yet")
        .contains("  not yet: graph.family=chain: 0 of 2 seeds\n")
        .contains("  wider: graph.family=star: 3 of 3 seeds\n");
  }

  /** 2 cells of 2 to 3 seeds, of 4 that are not stored at first. */
  @Test
  void planSaysTheLeastAndTheMostThatSeedsByNeedMayComeTo() throws IOException {
    String needs =
        Files.writeString(
                folder.resolve("least.conf"),
                SWEEP.replace(", seed = 0..1 }", " }")
                    + "replicates { of = [edge_accuracy, test_loss], within = 0.01, at-least = 2,"
                    + " at-most = 3 }")
            .toString();
    assertThat(Run.of("plan", needs, "--out", out).out())
        .startsWith("sweep tiny: 4 trials")
        .contains("seeds    edge_accuracy, test_loss within 0.01, 2 to 3 seeds a cell\n")
        .containsPattern("at most  6 trials; about .+ more than is stored\n");
  }

  /** Every cell has the two seeds that it needs, of 400 that it may get. */
  @Test
  void planOfACompleteStudyAnnouncesNoMoreWork() throws IOException {
    String cells = SWEEP.replace(", seed = 0..1 }", " }");
    String needs =
        Files.writeString(
                folder.resolve("narrow.conf"),
                cells + "replicates { within = 10, at-least = 2, at-most = 400 }")
            .toString();
    assertThat(Run.of("plan", needs, "--out", out).out())
        .containsPattern("at most  800 trials; about [1-9]\\d* core-seconds more than is stored\n");
    assertThat(Run.of("run", needs, "--out", out, "--master", "local[2]").code()).isZero();
    assertThat(Run.of("plan", needs, "--out", out).out())
        .contains("at most  800 trials; about 0 core-seconds more than is stored\n");
  }

  @Test
  void seedsThatTwoGridsAskOfOneCellAreNoMoreThanItMayGet() throws IOException {
    String needs =
        Files.writeString(
                folder.resolve("two.conf"),
                SWEEP.replaceFirst("(?m)^axes.*$", "")
                    + "replicates { at-least = 2, at-most = 4 }\n"
                    + "grids = [ {}, { base.seed = 3 } ]\n")
            .toString();
    assertThat(Run.of("plan", needs, "--out", out).out()).contains("at most  4 trials; about ");
  }

  @Test
  void aRunWhoseBudgetIsSpentStoresWhatHasEndedAndSaysHowToGoOn() {
    Run spent = Run.of("run", sweep, "--out", out, "--master", "local[1]", "--budget", "0.001s");
    assertThat(spent.code()).isEqualTo(1);
    assertThat(spent.out()).contains("stopped: its budget is spent; the same command goes on");
    Run rest = Run.of("run", sweep, "--out", out, "--master", "local[1]", "--budget", "2h");
    assertThat(rest.code()).isZero();
    assertThat(rest.out()).containsPattern("tiny: \\d trials? in .*, complete\n");
  }

  @Test
  void runTrainsWhatIsMissingAndSaysHowItWent() throws IOException {
    Run first = Run.of("run", sweep, "seed=0", "--out", out, "--master", "local[2]");
    assertThat(first.code()).isZero();
    assertThat(first.out())
        .containsPattern(
            "the same in all rows: model = disentangled \\[1, 1]\ngraph +edge_accuracy +n +chance_edge_accuracy +parent_attention_mean +optimisation_gap +architecture_gap\n")
        .containsPattern("chain +[01]\\.\\d{3} +1 +0\\.\\d{3}")
        .containsPattern("tiny: 2 trials in .*, complete\n")
        .contains("next    bin/espalier sql " + out);
    assertThat(first.err()).contains("missing  2\n").doesNotContain("\r").doesNotContain("\u001b");

    Run wider = Run.of("run", sweep, "--out", out, "--master", "local[2]");
    assertThat(wider.code()).isZero();
    assertThat(wider.out()).containsPattern("tiny: 2 trials in ").contains("±");
    assertThat(wider.err()).contains("stored   2 of 4 in " + out + " (2 succeeded)");

    Run again = Run.of("run", sweep, "--out", out, "--quiet");
    assertThat(again).isEqualTo(new Run(0, "", ""));

    Run status = Run.of("status", sweep, "--out", out);
    assertThat(status.code()).isZero();
    assertThat(status.out()).containsPattern("all +4 +0 +0 +0 +0 +0\n").endsWith("complete\n");
  }

  @Test
  void aCorruptFileIsNamedAndSetAside() throws IOException {
    Run.of("run", sweep, "seed=0", "graph.family=chain", "--out", out, "--quiet");
    String file = String.format(Locale.ROOT, "trials/%s.parquet", "0".repeat(24));
    Path bad = Files.writeString(folder.resolve("results").resolve(file), "not Parquet");

    Run plan = Run.of("plan", sweep, "--out", out);
    assertThat(plan.code()).isEqualTo(2);
    assertThat(plan.err())
        .startsWith(
            "espalier: " + bad + " is cut to 11 bytes; `espalier status --repair` sets aside");

    Run repair = Run.of("status", sweep, "--out", out, "--repair");
    assertThat(repair.code()).isEqualTo(1);
    assertThat(repair.err())
        .matches(
            String.format(
                Locale.ROOT, "set aside %s, which is cut to 11 bytes: now .*/%s\n", bad, file));
    assertThat(Run.of("plan", sweep, "--out", out).out()).contains("stored   1 of 4");
  }

  @Test
  void aSweepThatShrankCountsOnlyItsOwnTrials() {
    Run.of("run", sweep, "--out", out, "--quiet");
    Run narrower = Run.of("run", sweep, "graph.family=chain", "--out", out);
    assertThat(narrower.code()).isZero();
    assertThat(narrower.err()).contains("beside   2 trials in the folder");
    Run status = Run.of("status", sweep, "graph.family=chain", "--out", out);
    assertThat(status.code()).isZero();
    assertThat(status.out()).containsPattern("all +2 +0 +0 +0 +0 +0\n");

    assertThat(numbers("SELECT sum(n) AS n FROM summary")).isEqualTo("n\n2\n");
    assertThat(numbers("SELECT sum(n) AS n FROM summary", "--all")).isEqualTo("n\n4\n");
    assertThat(numbers("SELECT count(*) AS n FROM trials")).isEqualTo("n\n4\n");
  }

  /** The trials of both are told apart by what only one after the other varied. */
  @Test
  void trialsOfAnEarlierSweepAreComparedWithinTheirOwnSettings() {
    Run.of("run", sweep, "--out", out, "--quiet");
    Run.of("run", sweep, "training.steps=16", "--out", out, "--quiet");
    String pairs =
        "SELECT training_steps AS steps, sum(n) AS n FROM summary GROUP BY ALL ORDER BY ALL";
    assertThat(numbers(pairs, "--all")).isEqualTo("steps,n\n4,4\n16,4\n");
    String contrast =
        "SELECT pairs FROM contrasts WHERE metric = 'test_loss' AND axis = 'graph.family'";
    assertThat(numbers(contrast)).isEqualTo("pairs\n2\n");
    assertThat(numbers(contrast, "--all")).isEqualTo("pairs\n4\n");
  }

  private String numbers(String statement, String... more) {
    var words = new ArrayList<>(List.of("sql", out, statement, "--format", "csv"));
    words.addAll(List.of(more));
    return Run.of(words.toArray(String[]::new)).out();
  }

  @Test
  void trialsThatFailMakeTheExitCodeAndCanBeRetriedByTheWayTheyEnded() {
    String[] words = {
      "run",
      sweep,
      "--out",
      out,
      "--quiet",
      "seed=0",
      "graph.family=chain",
      "training.learning-rate=1,1e30",
      "evaluation.sequences=8,2000000000"
    };
    Run run = Run.of(words);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines().map(line -> line.substring(0, line.indexOf(' '))).sorted())
        .containsExactly("diverged", "failed", "failed");
    assertThat(run.err())
        .containsPattern("failed .*evaluation.sequences=2000000000.*needs about \\d+ MB of memory");
    assertThat(Run.of(words)).isEqualTo(new Run(1, "", ""));
    assertThat(Run.of(with(words, "--retry", "diverged")).err().lines())
        .singleElement()
        .asString()
        .startsWith("diverged ");
    assertThat(Run.of(with(words, "--retry-failed")).err().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("failed "));
    for (String ending : List.of("succeeded", "SUCCEEDED", "nonsense", "failed lost", "")) {
      Run refused = Run.of(with(words, "--retry", ending));
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err().lines().findFirst().orElse(""))
          .startsWith("espalier: Invalid value for option '--retry'")
          .endsWith("'" + ending + "' must be one of diverged, failed, timed_out, lost");
    }
    for (String time : List.of("0s", "5", "-1h", "2 weeks", "")) {
      Run refused = Run.of(with(words, "--budget", time));
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err())
          .startsWith(
              String.format(
                  Locale.ROOT,
                  "espalier: --budget %s must be a time above 0 with its unit, such as 90s, 30m, 2h or 1d\n",
                  time));
    }
    assertThat(Run.of(with(words, "--core-hours", "0")).code()).isEqualTo(2);
    assertThat(Run.of(with(words, "--max-failures", "0")).code()).isEqualTo(2);
  }

  @Test
  void runAndStatusSayTheSameOfTrialsThatDivergedAndHowTheyAreTrainedAgain() {
    String[] half = {sweep, "--out", out, "seed=0", "training.learning-rate=1,1e30"};
    String said =
        "every trial is stored, but not all succeeded: 2 diverged;"
            + " `run --retry diverged` trains those again\n";
    assertThat(Run.of(with(new String[] {"run"}, half)).out())
        .containsPattern("tiny: 4 trials in [^,]*, \\Q" + said.strip() + "\\E\n");
    assertThat(Run.of(with(new String[] {"status"}, half)).out()).endsWith("\n" + said);

    String[] wider = {sweep, "--out", out, "seed=0..1", "training.learning-rate=1,1e30"};
    assertThat(Run.of(with(new String[] {"status"}, wider)).out())
        .endsWith(
            "\nnot complete: 2 diverged; `run` trains the 4 missing;"
                + " `run --retry diverged` trains those again\n");
  }

  @Test
  void aSweepWithoutASingleSuccessIsNotCalledComplete() {
    String[] all = {sweep, "--out", out, "seed=0", "training.learning-rate=1e30"};
    String said =
        "every trial is stored, but not all succeeded: 2 diverged, and no trial has succeeded;";
    assertThat(Run.of(with(new String[] {"run"}, all)).out()).contains(said);
    assertThat(Run.of(with(new String[] {"status"}, all)).out()).contains(said);
  }

  @Test
  void aPathWithABlankIsQuotedInTheCommandThatComesNext() {
    String blank = folder.resolve("my results").toString();
    assertThat(Run.of("run", sweep, "--out", blank, "seed=0").out())
        .contains("next    bin/espalier sql '" + blank + "' 'SELECT");
  }

  @Test
  void theClosingTableSaysWhichTrialsFailedAndWhy() {
    Run run = Run.of("run", sweep, "--out", out, "seed=0", "training.learning-rate=1,1e30");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .containsPattern("status    trial +reason\n")
        .containsPattern(
            "diverged  graph.family=chain training.learning-rate=1.0E30 +the test loss is not finite after \\d steps?\n");
  }

  private static String[] with(String[] words, String... more) {
    return Stream.of(words, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void aResultsFolderMayBeAUri() {
    String uri = folder.resolve("results").toUri().toString();
    assertThat(Run.of("run", sweep, "--out", uri, "--quiet")).isEqualTo(new Run(0, "", ""));
    assertThat(Run.of("status", sweep, "--out", out).code()).isZero();
    assertThat(Run.of("sql", uri, "SELECT count(*) AS n FROM trials").out()).contains("4");
    assertThat(Run.of("compact", uri).code()).isZero();
  }

  @Test
  void compactionKeepsTheTrials() {
    Run.of("run", sweep, "seed=0", "--out", out, "--quiet");
    Run compact = Run.of("compact", out);
    assertThat(compact.code()).isZero();
    assertThat(compact.out()).containsPattern("\\d+ packs? into 1, .*B into .*B\n");
    assertThat(Run.of("plan", sweep, "--out", out).out()).contains("stored   2 of 4");
  }

  @Test
  void aProfileGoesBeforeTheSweep() throws IOException {
    Path profile = Files.writeString(folder.resolve("p.conf"), "spark.master = \"local[7]\"\n");
    assertThat(Run.of("plan", sweep, "--out", out, "--conf", profile.toString()).out())
        .contains(" on local[7] (7 cores)");
    Path wrong = Files.writeString(folder.resolve("w.conf"), "\ntask.vocab = 3\n");
    assertThat(Run.of("plan", sweep, "--conf", wrong.toString()).err())
        .isEqualTo("espalier: " + wrong + ":2: unknown key task; a profile has run and spark\n");
    Path runn = Files.writeString(folder.resolve("r.conf"), "\nrunn { pack-duration = 1m }\n");
    assertThat(Run.of("plan", sweep, "--conf", runn.toString()).err())
        .isEqualTo(
            "espalier: "
                + runn
                + ":2: unknown key runn (did you mean run?); a profile has run and spark\n");
  }

  @Test
  void aProfileIncludesFilesButNoUrl() throws IOException {
    Files.writeString(folder.resolve("inner.conf"), "spark.master = \"local[5]\"\n");
    Path profile = Files.writeString(folder.resolve("p.conf"), "include \"inner.conf\"\n");
    assertThat(Run.of("plan", sweep, "--out", out, "--conf", profile.toString()).out())
        .contains(" on local[5] (5 cores)");
    for (String url : List.of("http://127.0.0.1:9/x.conf", "file:/etc/hostname")) {
      for (String form :
          List.of("include \"%s\"", "include url(\"%s\")", "run { include \"%s\" }")) {
        Path wrong =
            Files.writeString(
                folder.resolve("w.conf"), "\n" + String.format(Locale.ROOT, form, url));
        assertThat(Run.of("plan", sweep, "--conf", wrong.toString()))
            .isEqualTo(
                new Run(
                    2,
                    "",
                    String.format(
                        Locale.ROOT,
                        "espalier: %s:2: include of %s: is a URL; only files and class-path resources can be included\n",
                        wrong,
                        url)));
      }
    }
  }

  /** A secret need not stand in a file; a sweep is what its files say. */
  @Test
  void aProfileMayNameTheEnvironmentAndASweepMayNot() throws IOException {
    Path profile = Files.writeString(folder.resolve("p.conf"), "run.out = ${PATH}\n");
    assertThat(Run.of("plan", sweep, "--conf", profile.toString()).out())
        .contains("stored   0 of 4 in " + System.getenv("PATH"));
    Path wrong = Files.writeString(folder.resolve("w.conf"), SWEEP + "run.out = ${PATH}\n");
    assertThat(Run.of("plan", wrong.toString()).err())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "espalier: %s:8: Could not resolve substitution to a value: ${PATH}\n",
                wrong));
    Path optional = Files.writeString(folder.resolve("o.conf"), SWEEP + "run.out = ${?PATH}\n");
    assertThat(Run.of("plan", optional.toString()).out()).contains("of 4 in results/tiny\n");
  }

  @Test
  void whatASweepSaysOfItselfCannotMoveTheCursor() throws IOException {
    Path odd =
        Files.writeString(
            folder.resolve("odd.conf"), SWEEP + "description = \"a\\u001b[2Jb\\r\\nc\"\n");
    assertThat(Run.of("plan", odd.toString(), "--out", out).out())
        .contains("a\\u001b[2Jb\\r\\nc\n")
        .doesNotContain("\u001b");
  }

  @Test
  void aSweepOfOneTrialIsSpokenOfInTheSingular() {
    Run.of("run", sweep, "seed=0", "graph.family=chain", "--out", out, "--quiet");
    assertThat(Run.of("run", sweep, "seed=0", "graph.family=chain", "--out", out).out())
        .contains("nothing to train: the trial is stored, complete\n");
  }

  @Test
  void aFolderOfAnotherSweepIsRefused() throws IOException {
    Run.of("run", sweep, "seed=0", "graph.family=chain", "--out", out, "--quiet");
    String other =
        Files.writeString(folder.resolve("other.conf"), SWEEP.replace("tiny", "other")).toString();
    Run run = Run.of("run", other, "--out", out);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "espalier: %s holds the results of sweep tiny, not of other; choose another folder with --out\n",
                out));
  }

  @Test
  void aTrialRunsWithoutBeingStored() throws IOException {
    Run trial = Run.of("trial", sweep, "--number", "3");
    assertThat(trial.code()).isZero();
    assertThat(trial.out())
        .containsPattern("trial [0-9a-f]{32} of tiny: graph.family=star seed=0\n")
        .containsPattern("\n +4 +\\d\\.\\d{4} ")
        .containsPattern("edge_accuracy +[0-9.]+  Share of ")
        .containsPattern("succeeded after 4 steps");
    assertThat(filesIn(folder)).containsExactly("tiny.conf");
  }

  @Test
  void aTrialThatTheSweepLacksIsRefused() {
    assertThat(Run.of("trial", sweep, "--number", "5").err())
        .isEqualTo("espalier: --number 5 must be from 1 to 4\n");
    assertThat(Run.of("trial", sweep, "--id", "xyz").err())
        .isEqualTo("espalier: --id xyz: 0 trials in the sweep begin with it\n");
  }

  private static Stream<String> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }
}
