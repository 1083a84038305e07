package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page whose rows are batches, as those of a study of more than 5,000 trials are: 12 seeds of one
 * setting in three batches, and four seeds of another that are one of these batches.
 */
final class BatchedPageInBrowserTest {
  @TempDir private static Path folder;
  private static Chromium browser;

  @BeforeAll
  static void openPage() throws Exception {
    assumeTrue(Chromium.program().isPresent(), "this machine has no Chromium");
    SparkSession spark = HandMadeViews.session();
    views(spark);
    Path page = folder.resolve("page.html");
    batched(spark).write(page);
    browser = new Chromium(Chromium.program().get(), folder.resolve("profile"));
    browser.size(1280, 900);
    browser.open(page);
    browser.showAll(1280, ".chart");
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  private static void views(SparkSession spark) {
    var trials = new ArrayList<Map<String, String>>();
    var curves = new ArrayList<Map<String, String>>();
    for (int seed = 0; seed < 12; seed++) {
      add("3", seed, trials, curves);
      if (seed % 3 == 0) {
        add("10", seed, trials, curves);
      }
    }
    HandMadeViews.trials(spark, trials);
    HandMadeViews.curves(spark, curves);
    HandMadeViews.edges(spark, List.of());
    HandMadeViews.predictors(spark, List.of());
    HandMadeViews.noMatrices(spark);
  }

  private static void add(
      String vocab, int seed, List<Map<String, String>> trials, List<Map<String, String>> curves) {
    String id = String.format(Locale.ROOT, "'v%s-%d'", vocab, seed);
    trials.add(
        Map.of(
            "trial_id",
            id,
            "status",
            "'succeeded'",
            "task_vocab",
            vocab,
            "task_length",
            "3",
            "seed",
            String.valueOf(seed),
            "parent_attention_mean",
            vocab.equals("3") ? "0.75" : "0.5"));
    for (String step : List.of("0", "10")) {
      curves.add(Map.of("trial_id", id, "step", step, "parent_attention", "0.75"));
    }
  }

  private static Report batched(SparkSession spark) {
    Report r = Report.of(spark, Source.named("hand-made", 16));
    var grouping = new SeedRows.Grouping(r.axes(), "cast(pmod(seed, 3) AS STRING)", true);
    Map<List<String>, Integer> places = new HashMap<>();
    SeedRows rows = SeedRows.of(spark, grouping, places);
    return new Report(
        r.overview(),
        r.axes(),
        r.measures(),
        r.students(),
        rows,
        r.importance(),
        AxisContrasts.all(rows, r.axes()),
        r.powers(),
        LearningCurves.of(spark, grouping, places),
        r.rivals(),
        r.predictors(),
        r.profile(),
        r.theory(),
        r.shares(),
        r.details(),
        TrialTable.of(spark, r.axes(), grouping, places));
  }

  @Test
  void learningCurvesCountTheSeedsOfTheirBatches() throws Exception {
    choose("curves", "curve of", "parent_attention");
    assertThat(caption("curves"))
        .contains("vocabulary size 3: to step 10 n = 12 seeds")
        .contains("vocabulary size 10: to step 10 n = 4 seeds")
        .endsWith(" Seeds are taken together in batches, whose means the intervals are made of.");
  }

  /** At most a share of 1 - .025^(1/12) of the seeds differs where twelve of them agree. */
  @Test
  void whereAllSeedsAgreeTheIntervalIsThatOfSeedsAndNotOfBatches() throws Exception {
    choose("curves", "curve of", "parent_attention");
    double low =
        browser
            .evaluate(
                """
                Number(echarts.getInstanceByDom(document.querySelector('#curves .chart'))
                  .getOption().tooltip[0].formatter([{value: [10, 0.75]}])
                  .match(/\\[([0-9.]+), /)[1])""")
            .asDouble();
    assertThat(low).isCloseTo(.75 * Math.pow(.025, 1.0 / 12), within(1e-4));
  }

  @Test
  void oneBatchIsNamedInTheSingular() throws Exception {
    assertThat(caption("contrasts")).startsWith("n = 1 batch of seeds a line;");
  }

  private static String caption(String section) throws Exception {
    return browser
        .evaluate(
            String.format(
                Locale.ROOT, "document.querySelector('#%s figcaption').textContent", section))
        .asText();
  }

  private static void choose(String section, String list, String value) throws Exception {
    browser.choose(section, list, value);
    browser.showAll(1280, ".chart");
  }
}
