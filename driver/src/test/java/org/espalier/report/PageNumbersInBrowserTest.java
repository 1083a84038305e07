package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that the page's script makes. */
final class PageNumbersInBrowserTest {
  private static final int SEEDS = 8;

  @TempDir private static Path folder;
  private static Chromium browser;

  @BeforeAll
  static void openPage() throws Exception {
    assumeTrue(Chromium.program().isPresent(), "this machine has no Chromium");
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate()
            .newSession();
    views(spark);
    Path page = folder.resolve("page.html");
    Report.of(spark, Source.named("hand-made", SEEDS)).write(page);
    browser = new Chromium(Chromium.program().get(), folder.resolve("profile"));
    browser.open(page);
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  private static void views(SparkSession spark) {
    var trials = new ArrayList<Map<String, String>>();
    for (int seed = 0; seed < SEEDS; seed++) {
      trials.add(
          Map.of(
              "trial_id", String.format(Locale.ROOT, "'t%d'", seed),
              "status", "'succeeded'",
              "task_vocab", "3",
              "task_length", "3",
              "seed", String.valueOf(seed),
              "parent_attention_mean", "0.5"));
    }
    HandMadeViews.trials(spark, trials);
    HandMadeViews.curves(spark, List.of());
    HandMadeViews.predictors(spark, List.of());
    HandMadeViews.noMatrices(spark);
    spark
        .range(6000)
        .selectExpr(
            "'t0' AS trial_id",
            "int(id) AS child",
            "0 AS candidate",
            "id < 2400 AS is_edge",
            "id < 2400 AS identifiable",
            "'parent' AS relation",
            "0.5D AS attention",
            "-1.0D - id AS initial_gradient",
            "0.5D AS mutual_information")
        .createOrReplaceTempView("edges");
  }

  @Test
  void theorySaysHowManyEdgesAndOtherPairsItShows() throws Exception {
    String caption =
        browser.evaluate("document.querySelector('#theory figcaption').textContent").asText();
    assertThat(caption)
        .startsWith(
            "n = 6,000 pairs, of which 2,400 are edges; shown are 2,000 of 2,400 edges and 2,000 of"
                + " 3,600 other pairs");
  }
}
