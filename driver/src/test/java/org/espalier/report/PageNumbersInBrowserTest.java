package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.espalier.metric.Bounds;
import org.espalier.query.Mean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Numbers that the page's script makes: means and intervals against those that {@link Mean} and
 * {@link Interval} make of the same values, and counts of what it shows. The page holds Student's
 * quantiles with five digits.
 */
final class PageNumbersInBrowserTest {
  /** As many as a case has: the page holds no quantiles beyond. */
  private static final int SEEDS = 8;

  private static final double FIVE_DIGITS = 5e-5;

  @TempDir private static Path folder;
  private static Chromium browser;

  @BeforeAll
  static void openPage() throws Exception {
    assumeTrue(Chromium.program().isPresent(), "this machine has no Chromium");
    SparkSession spark = HandMadeViews.session();
    views(spark);
    Path page = folder.resolve("page.html");
    // three were planned, of which one is among the eight
    var source = new Source("hand-made", "", "report", 3, 2, 0, List.of(), Map.of(), List.of());
    Report.of(spark, source).write(page);
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
              "edge_accuracy", String.format(Locale.ROOT, "0.7500000%d", seed),
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

  /** The page has five digits of the losses. */
  @Test
  void whatDiffersInALaterDigitIsNotCalledTheSameInAllTrials() throws Exception {
    assertThat(browser.evaluate("document.getElementById('same').textContent").asText())
        .contains("attention on the parent 0.5")
        .doesNotContain("edge accuracy");
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('#trials-table th')].filter(h => !h.hidden).map(h => h.textContent).join()")
                .asText())
        .contains("edge accuracy");
  }

  @Test
  void trialsThatWereNotPlannedDoNotMakeAStudyComplete() throws Exception {
    assertThat(browser.evaluate("document.getElementById('subtitle').textContent").asText())
        .isEqualTo(
            "Incomplete: 1 of 3 trials are here. The page has 7 trials of other settings, too.");
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

  /** Values by cell and seed, with every kind of bounds. */
  static List<Arguments> cases() {
    double[][] one = {{.62, .71, .55, .93, .8, .64, .77, .7}};
    double[][] equalCells = {{.1, .3, .2, .25}, {.8, 1, .7, .9}, {.5, .55, .4, .7}};
    double[][] unequalCells = {{.1, .3, .2, .2, .6, .15, .35, .2}, {.8, 1}, {.5, .4, .7, .6, .5}};
    double[][] besideABound = {{1, 1, 1, .96}, {1, .99, 1, 1}};
    double[][] twoSeeds = {{.45, .55}};
    double[][] equalValues = {{.5, .5, .5, .5, .5}, {.75, .75, .75}};
    double[][] oneSeed = {{.1, .3, .2}, {.8}};
    return Stream.of(Bounds.NONE, Bounds.NOT_NEGATIVE, Bounds.UNIT, Bounds.CORRELATION)
        .flatMap(
            bounds ->
                Stream.of(
                        one, equalCells, unequalCells, besideABound, twoSeeds, equalValues, oneSeed)
                    .map(values -> Arguments.of(bounds, values)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aMeanAndItsIntervalAreThoseOfTheTables(Bounds bounds, double[][] values) throws Exception {
    var items = new ArrayList<Mean.Value>();
    for (int cell = 0; cell < values.length; cell++) {
      for (int seed = 0; seed < values[cell].length; seed++) {
        items.add(new Mean.Value(cell, seed, values[cell][seed]));
      }
    }
    Mean mean = Mean.of(items);
    Interval interval = Interval.ofError(mean.mean(), mean.standardError(), mean.least(), bounds);
    JsonNode point = estimate(items, 1, bounds);
    assertThat(point.get("mean").asDouble()).isCloseTo(mean.mean(), within(1e-12));
    assertThat(point.get("n").asInt()).isEqualTo(mean.n());
    assertThat(point.get("least").asInt()).isEqualTo(mean.least());
    assertThat(point.get("cells").asInt()).isEqualTo(values.length);
    hasTheEndsOf(interval, point);
  }

  /** Batches are few where trials are many: their spread is worth what few values are. */
  @Test
  void theSpreadOfBatchesIsOfBatchesAndWhatNoneShowsIsOfTrials() throws Exception {
    List<Mean.Value> items = Stream.of(.6, .7, .95).map(y -> new Mean.Value(0, y, y)).toList();
    Mean mean = Mean.of(items);
    hasTheEndsOf(
        Interval.ofError(mean.mean(), mean.standardError(), 3, Bounds.UNIT),
        estimate(items, 10, Bounds.UNIT));
    List<Mean.Value> equal =
        Stream.of(0, 1, 2).map(batch -> new Mean.Value(0, batch, .75)).toList();
    hasTheEndsOf(Interval.ofError(.75, 0, 30, Bounds.UNIT), estimate(equal, 10, Bounds.UNIT));
  }

  /** 1 of one trial and .5 of three have the mean .625, as the four trials have. */
  @Test
  void aMeanOverBatchesIsThatOverTheirTrials() throws Exception {
    JsonNode point =
        browser.evaluate(
            """
            espalier.estimate([
              {cell: 0, replicate: 0, value: 1, count: 1},
              {cell: 0, replicate: 1, value: .5, count: 3},
            ], {low: null, high: null})""");
    assertThat(point.get("mean").asDouble()).isCloseTo(.625, within(1e-12));
    // deviations .375 and -.125, weights 1/4 and 3/4: se = .09375 sqrt(2 + 2), t(1) = 12.706
    assertThat(point.get("high").asDouble()).isCloseTo(.625 + 12.706 * .1875, within(1e-3));
  }

  /** In binary .7 + .7 + .7 is not three times .7. */
  @Test
  void valuesThatDifferByRoundingHaveNoIntervalWithoutBounds() throws Exception {
    List<Mean.Value> items = Stream.of(0, 1, 2).map(seed -> new Mean.Value(0, seed, .7)).toList();
    for (Bounds bounds : List.of(Bounds.NONE, Bounds.NOT_NEGATIVE)) {
      assertThat(estimate(items, 1, bounds).get("low").isNull()).isTrue();
    }
  }

  private static void hasTheEndsOf(Interval interval, JsonNode point) {
    double width = interval.high() - interval.low();
    if (!(width > 0)) {
      assertThat(point.get("low").isNull()).isTrue();
      assertThat(point.get("high").isNull()).isTrue();
      return;
    }
    assertThat(point.get("low").asDouble()).isCloseTo(interval.low(), within(FIVE_DIGITS * width));
    assertThat(point.get("high").asDouble())
        .isCloseTo(interval.high(), within(FIVE_DIGITS * width));
  }

  /** What the page makes of values, each of which stands for some trials. */
  private static JsonNode estimate(List<Mean.Value> items, int trials, Bounds bounds)
      throws Exception {
    return browser.evaluate(
        String.format(
            Locale.ROOT,
            "espalier.estimate(%s, %s)",
            items.stream()
                .map(
                    v ->
                        String.format(
                            Locale.ROOT,
                            "{cell: %s, replicate: %s, value: %s, count: %d}",
                            v.cell(),
                            v.replicate(),
                            v.value(),
                            trials))
                .toList(),
            String.format(
                Locale.ROOT, "{low: %s, high: %s}", end(bounds.low()), end(bounds.high()))));
  }

  /** There is no infinity in the page. */
  private static String end(double bound) {
    return Double.isInfinite(bound) ? "null" : String.valueOf(bound);
  }
}
