package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of a few rows written by hand: 41 values of a number, each with a name of its own, with
 * a seed each and a second one of the first; and one trial whose attention found an edge, missed
 * one and has another in its place.
 */
final class HandMadePageInBrowserTest {
  private static final int VALUES = 41;
  private static final int LEAST = 2;
  private static final String BEST = trial(VALUES - 1, 0);

  /** Of the one cell that has two replicates. */
  private static final String WORST = trial(0, 0);

  @TempDir private static Path folder;
  private static Chromium browser;

  @BeforeAll
  static void openPage() throws Exception {
    assumeTrue(Chromium.program().isPresent(), "this machine has no Chromium");
    SparkSession spark = HandMadeViews.session();
    views(spark);
    Path page = folder.resolve("page.html");
    Report.of(spark, Source.named("hand-made", VALUES + 1)).write(page);
    browser = new Chromium(Chromium.program().get(), folder.resolve("profile"));
    browser.size(1280, 900);
    browser.open(page);
    drawn();
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  private static String trial(int value, int seed) {
    return String.format(Locale.ROOT, "t%02d-%d", value, seed);
  }

  private static void views(SparkSession spark) {
    var trials = new ArrayList<Map<String, String>>();
    for (int value = 0; value < VALUES; value++) {
      trials.add(row(value, 0));
    }
    trials.add(row(0, 1));
    HandMadeViews.trials(spark, trials);
    HandMadeViews.curves(
        spark,
        Stream.of(trial(0, 0), trial(0, 1), trial(1, 0))
            .flatMap(
                id ->
                    Stream.of(0, 10)
                        .map(
                            step ->
                                Map.of(
                                    "trial_id",
                                    "'" + id + "'",
                                    "step",
                                    String.valueOf(step),
                                    "test_loss",
                                    step == 0 ? "1.0" : "0.5")))
            .toList());
    HandMadeViews.edges(
        spark,
        List.of(
            edge(BEST, 1, 0, true, .75),
            edge(BEST, 2, 1, true, .25),
            edge(BEST, 2, 0, false, .5),
            edge(WORST, 1, 0, true, .5),
            edge(WORST, 2, 0, true, .3333333)));
    HandMadeViews.attention(
        spark,
        List.of(
            attention(BEST, "array(1.0, 0.0, 0.0), array(0.75, 0.25, 0.0), array(0.5, 0.25, 0.25)"),
            attention(
                WORST,
                "array(1.0, 0.0, 0.0), array(0.5, 0.5, 0.0), array(0.333333, 0.333334, 0.333333)")));
    HandMadeViews.predictors(
        spark,
        Stream.of(WORST, BEST)
            .map(
                id ->
                    Map.of(
                        "trial_id", "'" + id + "'",
                        "step", "10",
                        "predictor", "'order-0'",
                        "loss", "0.5",
                        "kl", "0.25",
                        "kl_by_position", "array(0.25D, 0.5D)"))
            .toList());
    // as many rows as there are tokens and positions
    HandMadeViews.weights(
        spark,
        List.of(
            Map.of(
                "trial_id", "'" + WORST + "'",
                "name", "'U1'",
                "rows", "5",
                "columns", "2",
                "values", "array(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)")));
  }

  private static Map<String, String> row(int value, int seed) {
    return Map.of(
        "trial_id",
        "'" + trial(value, seed) + "'",
        "status",
        "'succeeded'",
        "graph_family",
        String.format(Locale.ROOT, "'name-%02d'", value),
        "task_vocab",
        String.valueOf(LEAST + value),
        "task_length",
        "3",
        "seed",
        String.valueOf(seed),
        "model_family",
        "'transformer'",
        "edges_back",
        value == 0 ? "1" : "0",
        "parent_attention_mean",
        String.valueOf(value / 100.0));
  }

  private static Map<String, String> attention(String trial, String rows) {
    return Map.of(
        "trial_id", "'" + trial + "'",
        "step", "10",
        "kind", "'positional'",
        "layer", "1",
        "head", "1",
        "weights", "array(" + rows + ")");
  }

  private static Map<String, String> edge(
      String trial, int child, int candidate, boolean isEdge, double attention) {
    return Map.of(
        "trial_id", "'" + trial + "'",
        "child", String.valueOf(child),
        "candidate", String.valueOf(candidate),
        "is_edge", String.valueOf(isEdge),
        "identifiable", String.valueOf(isEdge),
        "relation", isEdge ? "'parent'" : "'other'",
        "attention", String.valueOf(attention));
  }

  @Test
  void whatFollowsFromThePlaceIsNotAveragedOver() throws Exception {
    assertThat(caption("recovery"))
        .as("each vocabulary size has a graph family of its own")
        .contains("42 trials that succeeded.")
        .doesNotContain("averaged over");
  }

  @Test
  void theEndsOfARangeNarrowAnAxisOfManyNumbers() throws Exception {
    assertThat(text("document.querySelectorAll('#selection input[type=checkbox]').length"))
        .as("no box for each of so many values")
        .isEqualTo("0");
    type("vocabulary size from", "10");
    type("vocabulary size to", "12");
    assertThat(selected()).isEqualTo("3 rows of 42 count.");
    assertThat(places()).containsExactly(10, 11, 12);
    assertThat(said("recovery")).contains("vocabulary size 10 or 11 or 12 only");
    type("vocabulary size to", "");
    assertThat(said("recovery")).contains("vocabulary size 10 to 42 (33 values) only");
    press("all of vocabulary size");
    assertThat(selected()).isEqualTo("All trials count.");
    assertThat(text("document.querySelector('[aria-label=\"vocabulary size from\"]').value"))
        .isEmpty();
  }

  @Test
  void aPartOfTheNamesNarrowsAnAxisOfManyNames() throws Exception {
    type("graph family contains", "7");
    assertThat(selected()).isEqualTo("4 rows of 42 count.");
    assertThat(places()).containsExactly(9, 19, 29, 39);
    assertThat(said("recovery"))
        .contains("graph family name-07 or name-17 or name-27 or name-37 only");
    type("graph family contains", "no such name");
    assertThat(selected()).isEqualTo("0 rows of 42 count.");
    assertThat(said("recovery")).contains("n = 0: no trial has this measure");
    press("all of graph family");
    assertThat(selected()).isEqualTo("All trials count.");
  }

  @Test
  void ofManyLinesAndPanelsTwelveAreShownAndTheOthersAreCounted() throws Exception {
    choose("recovery", "one line for each", "graph.family");
    assertThat(caption("recovery"))
        .endsWith(" The first 12 of 41 lines: select values of graph family above to see others.");
    assertThat(lines("recovery")).isEqualTo(12);
    type("graph family contains", "7");
    assertThat(caption("recovery")).doesNotContain("The first 12");
    assertThat(lines("recovery")).isEqualTo(4);
    press("all of graph family");
    choose("recovery", "one line for each", "");
    choose("recovery", "one panel for each", "graph.family");
    assertThat(caption("recovery"))
        .endsWith(" The first 12 of 41 panels: select values of graph family above to see others.");
    assertThat(text("document.querySelectorAll('#recovery .chart').length")).isEqualTo("12");
    choose("recovery", "one panel for each", "");
    choose("curves", "one curve for each", "graph.family");
    assertThat(caption("curves")).contains("The first 12 of 41 curves");
    choose("curves", "one curve for each", "");
  }

  /** Of three trials, one of them the second seed of its setting. */
  @Test
  void everySeedHasALineOfItsOwnOnDemand() throws Exception {
    String thin = "#curves .chart svg path[stroke-width=\"0.7\"]";
    choose("curves", "one curve for each", "");
    assertThat(caption("curves")).contains("n = 1 to 2 seeds in 2 settings");
    assertThat(count(thin)).isZero();
    press("seeds’ own lines");
    assertThat(count(thin)).isEqualTo(3);
    type("vocabulary size to", String.valueOf(LEAST));
    assertThat(count(thin)).as("of the trials that count").isEqualTo(2);
    press("all of vocabulary size");
    press("seeds’ own lines");
    assertThat(count(thin)).isZero();
  }

  @Test
  void everySeedHasAPointOfItsOwnOnDemand() throws Exception {
    String faint = "#recovery .chart svg path[fill-opacity=\"0.45\"]";
    assertThat(count(faint)).isZero();
    press("each seed");
    assertThat(count(faint)).isEqualTo(VALUES + 1);
    press("each seed");
    assertThat(count(faint)).isZero();
  }

  /** Of 0 → 1 → 2 attention has the first edge, and 0 → 2 in place of the second. */
  @Test
  void edgesThatWereFoundMissedAndWrongDifferInColourAndInLine() throws Exception {
    JsonNode arcs =
        browser.evaluate(
            """
            [...document.querySelector('#detail .chart').querySelectorAll('svg path')]
              .filter(p => / ?C/.test(p.getAttribute('d')) && p.getAttribute('fill') === 'transparent')
              .map(p => {
                const [x1, y1, , yc, , , x2] = p.getAttribute('d').match(/-?[\\d.]+/g).map(Number);
                return {x1, x2, isAbove: yc < y1, colour: p.getAttribute('stroke'),
                  dash: p.getAttribute('stroke-dasharray')};
              })""");
    assertThat(text("document.querySelector('#detail .chart').ariaLabel"))
        .startsWith(
            "causal graph. 1 found, 1 missing, 1 wrong of n = 2 identifiable edges, 1 trial");
    assertThat(arcs).hasSize(3);
    JsonNode found = arcs.get(0);
    JsonNode missing = arcs.get(1);
    JsonNode wrong = arcs.get(2);
    assertThat(found.get("x2").asDouble()).as("0 → 1 ends before 1 → 2").isLessThan(x(missing, 2));
    assertThat(x(missing, 1)).as("which begins beyond 0").isGreaterThan(x(found, 1));
    assertThat(x(wrong, 1)).as("0 → 2 begins as 0 → 1").isEqualTo(x(found, 1));
    assertThat(x(wrong, 2)).as("and ends as 1 → 2").isEqualTo(x(missing, 2));
    assertThat(arcs)
        .extracting(arc -> arc.get("isAbove").asBoolean())
        .containsExactly(true, true, false);
    assertThat(arcs).extracting(arc -> arc.get("colour").asText()).doesNotHaveDuplicates();
    assertThat(arcs).extracting(arc -> arc.get("dash").asText()).doesNotHaveDuplicates();
    assertThat(found.get("dash").isNull()).as("what was found is a whole line").isTrue();
    List<String> legend = new ArrayList<>();
    browser
        .evaluate(
            """
            echarts.getInstanceByDom(document.querySelector('#detail .chart')).getOption()
              .legend[0].data.map(d => d.name + ' ' + d.itemStyle.color)""")
        .forEach(entry -> legend.add(entry.asText()));
    assertThat(legend)
        .containsExactly(
            "found " + found.get("colour").asText(),
            "missing " + missing.get("colour").asText(),
            "wrong " + wrong.get("colour").asText());
  }

  /**
   * Of 0 → 1 and 0 → 2, position 1 attends to both of its candidates alike, and position 2 most to
   * 1, by less than the five digits of the page show.
   */
  @Test
  void whatSharesTheLargestAttentionIsNoParentAndWhatRoundingHidesIsOne() throws Exception {
    assertThat(text("document.querySelector('#worst .chart').ariaLabel"))
        .startsWith(
            "causal graph. 0 found, 2 missing, 1 wrong of n = 2 identifiable edges without 1 edge that leads back");
  }

  /** A plot has no lines for each value of the axis that it is against. */
  @Test
  void aListShowsWhatThePlotHas() throws Exception {
    choose("recovery", "against", "task.vocab");
    choose("recovery", "one line for each", "graph.family");
    choose("recovery", "against", "graph.family");
    assertThat(chosen("recovery", "one line for each")).isEmpty();
    choose("recovery", "against", "task.vocab");
    assertThat(lines("recovery")).as("as the list says").isEqualTo(1);
    choose("curves", "one curve for each", "");
    choose("curves", "one panel for each", "task.vocab");
    choose("curves", "one curve for each", "task.vocab");
    assertThat(chosen("curves", "one panel for each")).isEmpty();
    choose("curves", "one curve for each", "");
  }

  private static String chosen(String section, String list) throws Exception {
    return text(
        String.format(
            Locale.ROOT,
            "document.querySelector('#%s select[aria-label=\"%s\"]').value",
            section,
            list));
  }

  /** By its name a page that is renewed finds what was chosen. */
  @Test
  void everyListOfASectionHasANameOfItsOwn() throws Exception {
    List<String> names = new ArrayList<>();
    browser
        .evaluate(
            """
            [...document.querySelectorAll('main select')]
              .map(s => s.closest('section').id + ': ' + s.getAttribute('aria-label'))""")
        .forEach(name -> names.add(name.asText()));
    assertThat(names)
        .contains("predictors: trial", "predictors: trial by position")
        .doesNotHaveDuplicates();
  }

  /** Its width is the number of tokens and positions by chance. */
  @Test
  void noCoordinateOfATransformerIsCalledATokenOrAPosition() throws Exception {
    browser.evaluate("showTrial('" + WORST + "')");
    drawn();
    JsonNode axes =
        browser.evaluate(
            """
            [...document.querySelectorAll('#detail .chart')]
              .filter(c => c.dataset.name.startsWith('U1'))
              .map(c => echarts.getInstanceByDom(c).getOption())
              .flatMap(o => [o.xAxis[0].name, o.yAxis[0].name, ...o.xAxis[0].data, ...o.yAxis[0].data])""");
    browser.evaluate("showTrial('" + BEST + "')");
    drawn();
    assertThat(axes)
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("column", "row", "0", "1", "0", "1", "2", "3", "4");
  }

  private static double x(JsonNode arc, int end) {
    return arc.get("x" + end).asDouble();
  }

  private static String text(String expression) throws Exception {
    return browser.evaluate(expression).asText();
  }

  private static int count(String selector) throws Exception {
    return browser
        .evaluate(String.format(Locale.ROOT, "document.querySelectorAll('%s').length", selector))
        .asInt();
  }

  /** What the selection says of itself. */
  private static String selected() throws Exception {
    return text("document.getElementById('selected').textContent");
  }

  /** What a plot is called. */
  private static String said(String section) throws Exception {
    return text(
        String.format(Locale.ROOT, "document.querySelector('#%s .chart').ariaLabel", section));
  }

  private static String caption(String section) throws Exception {
    return text(
        String.format(
            Locale.ROOT, "document.querySelector('#%s figcaption').textContent", section));
  }

  /** The vocabulary sizes at which recovery has a point. */
  private static List<Integer> places() throws Exception {
    choose("recovery", "against", "task.vocab");
    choose("recovery", "scale", "linear");
    var places = new ArrayList<Integer>();
    browser
        .evaluate(
            """
            echarts.getInstanceByDom(document.querySelector('#recovery .chart')).getOption().series
              .find(s => s.type === 'line').data.map(d => d[0])""")
        .forEach(place -> places.add(place.asInt()));
    return places;
  }

  /** The lines of means of a plot. */
  private static int lines(String section) throws Exception {
    return browser
        .evaluate(
            String.format(
                Locale.ROOT,
                """
                echarts.getInstanceByDom(document.querySelector('#%s .chart')).getOption().series
                  .filter(s => s.type === 'line').length""",
                section))
        .asInt();
  }

  /** Types into the field of a label. */
  private static void type(String label, String text) throws Exception {
    browser.evaluate(
        String.format(
            Locale.ROOT,
            """
            (field => { field.value = '%s'; field.dispatchEvent(new Event('input')); })(
              document.querySelector('[aria-label="%s"]'))""",
            text,
            label));
    drawn();
  }

  /** Presses the button, or the box, of a label. */
  private static void press(String label) throws Exception {
    browser.evaluate(
        String.format(Locale.ROOT, "document.querySelector('[aria-label=\"%s\"]').click()", label));
    drawn();
  }

  private static void choose(String section, String list, String value) throws Exception {
    browser.choose(section, list, value);
    drawn();
  }

  private static void drawn() throws Exception {
    browser.showAll(1280, ".chart");
  }
}
