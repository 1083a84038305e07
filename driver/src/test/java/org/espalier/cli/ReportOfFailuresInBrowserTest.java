package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.execution.SharedSpark;
import org.espalier.report.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of a study with a level that diverges, with a numeric axis and five values of another.
 */
final class ReportOfFailuresInBrowserTest {
  private static final String SWEEP =
      """
      name = failures
      description = "Which learning rates diverge?"
      base { task.length = 5, training { steps = 4, batch = 4 } }
      base.evaluation { every = 2, sequences = 8, theory-sequences = 8, bayes-draws = 0 }
      axes { training.learning-rate = [0.5, 1e30], task.flip = [0, 0.1, 0.2, 0.4, 0.8], seed = 0..1 }
      """;

  @TempDir private static Path folder;
  private static Chromium browser;

  @BeforeAll
  static void openBrowser() throws Exception {
    assumeTrue(Chromium.program().isPresent(), "this machine has no Chromium");
    SharedSpark.session();
    browser = new Chromium(Chromium.program().get(), folder.resolve("profile"));
    report("failures");
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  /** Trains the sweep with overrides, some of which diverge, and opens its report. */
  private static void report(String name, String... overrides) throws Exception {
    report(ExitCode.INCOMPLETE, name, overrides);
  }

  private static void report(int code, String name, String... overrides) throws Exception {
    Path sweep = Files.writeString(folder.resolve("failures.conf"), SWEEP);
    String results = folder.resolve(name).toString();
    var words = new ArrayList<>(List.of("run", sweep.toString(), "--out", results, "--quiet"));
    words.addAll(List.of(overrides));
    assertThat(Run.of(words.toArray(String[]::new)).code()).isEqualTo(code);
    Path page = folder.resolve(name + ".html");
    assertThat(Run.of("report", results, "--to", page.toString()).code()).isZero();
    open(name);
  }

  /** Opens the page of a report that was written before. */
  private static void open(String name) throws Exception {
    browser.size(1280, 900);
    browser.open(folder.resolve(name + ".html"));
    drawn();
  }

  private static void drawn() throws Exception {
    browser.showAll(1280, "#recovery .chart, #curves .chart");
  }

  @Test
  void theHeaderSaysWhatTheStudyIsAndHowItEnded() throws Exception {
    assertThat(text("#subtitle"))
        .contains("Which learning rates diverge?")
        .contains("Every trial has run: 10 succeeded, 10 diverged.");
    assertThat(text("#when")).matches("2 seeds: 0, 1. From 20\\d\\d-.* to 20\\d\\d-.* UTC\\.");
    assertThat(text("#fixed")).contains("task.length = 5", "training.steps = 4");
  }

  @Test
  void aLevelThatDivergedIsMarkedWhereItWouldStand() throws Exception {
    against("training.learning-rate");
    JsonNode marks = series("s.name === 'no trial succeeded'");
    assertThat(marks.size()).isEqualTo(1);
    assertThat(marks.get(0).get("data").size()).isEqualTo(1);
    assertThat(series("s.type === 'line' && s.data.length").size())
        .as("the level that did not")
        .isPositive();
  }

  @Test
  void aNumericAxisIsDrawnToScale() throws Exception {
    against("task.flip");
    JsonNode lines = series("s.type === 'line' && s.data.length === 5");
    assertThat(lines.size()).isPositive();
    var x = new ArrayList<Double>();
    lines.get(0).get("data").forEach(point -> x.add(point.get(0).asDouble()));
    assertThat((x.get(4) - x.get(3)) / (x.get(1) - x.get(0)))
        .as("0.8 is four times as far from 0.4 as 0.1 from 0")
        .isBetween(3.99, 4.01);
  }

  @Test
  void linesStandBesideEachOtherAtOneValue() throws Exception {
    against("training.learning-rate");
    choose("one line for each", "task.flip");
    var aside = new ArrayList<Double>();
    series("s.type === 'line' && s.symbolOffset")
        .forEach(line -> aside.add(line.get("offset").get(0).asDouble()));
    choose("one line for each", "");
    assertThat(aside).hasSize(5).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void eachValueOfAnAxisCanHaveAPanelOfItsOwn() throws Exception {
    against("training.learning-rate");
    choose("one panel for each", "task.flip");
    var titles = new ArrayList<String>();
    browser
        .evaluate(
            """
            [...document.querySelectorAll('#recovery .chart')]
              .map(c => echarts.getInstanceByDom(c).getOption().title[0].text)""")
        .forEach(title -> titles.add(title.asText()));
    choose("one panel for each", "");
    assertThat(titles).hasSize(5).allMatch(title -> title.contains("flip")).doesNotHaveDuplicates();
  }

  @Test
  void curvesThatEndEarlierSayWhatIsLeftAndTicksThatWouldMeetAreLeftOut() throws Exception {
    report(
        ExitCode.OK,
        "ends",
        "training.learning-rate=0.5",
        "task.flip=0",
        "training.steps=2,500,512",
        "evaluation.every=250");
    choose("curves", "one curve for each", "");
    assertThat(text("#curves figcaption"))
        .isEqualTo(
            "to step 2 n = 2 seeds in 3 settings, to step 500 n = 2 seeds in 2 settings,"
                + " to step 512 n = 2 seeds, averaged over training steps.");
    assertTicksStandApart("recovery");
    assertTicksStandApart("curves");
    open("failures");
  }

  /** Of the ticks 500 and 512 one is left out, or a blank and more lies between them. */
  private static void assertTicksStandApart(String section) throws Exception {
    JsonNode ticks =
        browser.evaluate(
            String.format(
                Locale.ROOT,
                """
                [...document.querySelectorAll('#%s .chart svg text')]
                  .filter(t => ['0', '2', '500', '512'].includes(t.textContent))
                  .map(t => ({text: t.textContent, ...t.getBoundingClientRect().toJSON()}))
                  .filter((t, i, all) => t.top > Math.max(...all.map(o => o.top)) - 2)
                  .sort((a, b) => a.left - b.left)""",
                section));
    assertThat(ticks.size()).as(ticks.toString()).isBetween(2, 3);
    for (int i = 1; i < ticks.size(); i++) {
      assertThat(ticks.get(i).get("left").asDouble())
          .as("%s: %s", section, ticks)
          .isGreaterThanOrEqualTo(ticks.get(i - 1).get("right").asDouble() + 5);
    }
  }

  /** A pin's point would be below it, so that the fifth curve seemed to float. */
  @Test
  void everyMarkStandsOnItsLine() throws Exception {
    against("training.learning-rate");
    choose("one line for each", "task.flip");
    JsonNode lines = series("s.type === 'line' && s.symbol && s.symbol !== 'none'");
    choose("one line for each", "");
    var symbols = new ArrayList<String>();
    lines.forEach(line -> symbols.add(line.get("symbol").asText()));
    assertThat(symbols).hasSizeGreaterThan(4).doesNotContain("pin", "arrow");
  }

  @Test
  void aStudyWithoutASuccessIsNotCalledComplete() throws Exception {
    report("none", "training.learning-rate=1e30", "task.flip=0");
    assertThat(text("#subtitle")).contains("No trial succeeded: 2 diverged.");
    assertThat(text("#subtitle")).doesNotContain("Complete");
    open("failures");
  }

  private static String text(String selector) throws Exception {
    return browser
        .evaluate(
            String.format(Locale.ROOT, "document.querySelector('%s').textContent.trim()", selector))
        .asText();
  }

  private static void against(String axis) throws Exception {
    choose("against", axis);
  }

  /** Chooses in a list of the section on recovery. */
  private static void choose(String list, String value) throws Exception {
    choose("recovery", list, value);
  }

  private static void choose(String section, String list, String value) throws Exception {
    browser.choose(section, list, value);
    drawn();
  }

  /** The series of the plots of recovery for which a condition on {@code s} holds. */
  private static JsonNode series(String condition) throws Exception {
    return browser.evaluate(
        String.format(
            Locale.ROOT,
            """
            [...document.querySelectorAll('#recovery .chart')]
              .map(c => echarts.getInstanceByDom(c)).filter(Boolean)
              .flatMap(c => c.getOption().series).filter(s => %s)
              .map(s => ({name: s.name, symbol: s.symbol, offset: s.symbolOffset, data: s.data}))""",
            condition));
  }
}
