package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.espalier.execution.SharedSpark;
import org.espalier.report.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Reports of shipped sweeps, each trained for a few steps, as a reader without a network sees and
 * uses them, by keyboard alone. What they look like is kept in {@code target/screenshots}.
 */
@ParameterizedClass(name = "{0}")
@EnumSource
final class ReportInBrowserTest {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  @TempDir private static Path folder;
  private static Chromium browser;

  @Parameter private Study study;

  /** A sweep and the sections that its report must have. */
  enum Study {
    QUICKSTART(
        "quickstart", "recovery importance curves positions theory shares close", "seed=0..1"),
    NOISE(
        "robustness-noise",
        "recovery importance phases curves positions theory shares close",
        "task.flip=0,0.3",
        "task.vocab=2,3",
        "task.length=6",
        "seed=0..1"),
    FIGURE9("figure9", "recovery curves positions theory shares close");

    private final String sweep;
    private final String sections;
    private final String overrides;

    Study(String sweep, String sections, String... overrides) {
      this.sweep = sweep;
      this.sections = sections;
      this.overrides = String.join(" ", overrides);
    }

    private String[] run(String out) {
      var words = new ArrayList<>(List.of("run", "../sweeps/" + sweep + ".conf", "--out", out));
      words.addAll(
          List.of(
              "training.steps=6",
              "training.batch=16",
              "evaluation.every=2",
              "evaluation.sequences=64",
              "evaluation.attention-sequences=16",
              "evaluation.theory-sequences=64",
              "evaluation.checkpoints=[0,3]",
              "--quiet"));
      words.addAll(words(overrides));
      return words.toArray(String[]::new);
    }
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  @BeforeParameterizedClassInvocation
  static void openReport(Study study) throws Exception {
    assumeTrue(
        Chromium.program().isPresent(),
        "reports are not looked at: this machine has no Chromium (Debian: apt-get install chromium)");
    SharedSpark.session();
    String results = folder.resolve(study.sweep).toString();
    assertThat(Run.of(study.run(results)).code()).isZero();
    Path page = folder.resolve(study.sweep + ".html");
    assertThat(Run.of("report", results, "--to", page.toString()).code()).isZero();
    if (browser == null) {
      browser = new Chromium(Chromium.program().get(), folder.resolve("profile"));
    }
    browser.size(1280, 900);
    browser.open(page);
    // begins dark, so that the first press makes it light
    browser.evaluate(
        "document.documentElement.dataset.theme === 'dark' || document.getElementById('theme').click()");
    showAll(1280);
  }

  @AfterParameterizedClassInvocation
  static void nothingWasComplainedOf() {
    if (browser != null) {
      assertThat(browser.complaints()).as("console errors, warnings and exceptions").isEmpty();
      assertThat(browser.requests())
          .as("what the page loads beside itself")
          .allMatch(url -> url.startsWith("file:") || url.startsWith("data:"))
          .filteredOn(url -> url.startsWith("file:"))
          .hasSize(1);
    }
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
      browser = null;
    }
  }

  @Test
  void everySectionHasItsPlots() throws Exception {
    assertThat(texts("main > section").size()).isGreaterThan(words(study.sections).size());
    for (String section : words(study.sections)) {
      assertThat(
              number(
                  String.format(
                      Locale.ROOT, "document.querySelectorAll('#%s .chart').length", section)))
          .as("plots of section " + section)
          .isPositive();
    }
  }

  @Test
  void everyPlotIsDrawnWideInLightAndNarrowInDark() throws Exception {
    Files.createDirectories(SCREENSHOTS);
    for (int width : List.of(1280, 390)) {
      browser.evaluate("document.getElementById('theme').click()");
      String theme = browser.evaluate("document.documentElement.dataset.theme").asText();
      showAll(width);
      byte[] png = browser.screenshot();
      Files.write(
          SCREENSHOTS.resolve(
              String.format(Locale.ROOT, "%s-%d-%s.png", study.sweep, width, theme)),
          png);
      plotsAreNotBlank(ImageIO.read(new ByteArrayInputStream(png)));
      assertThat(number("document.documentElement.scrollWidth"))
          .as("the page is no wider than the window")
          .isLessThanOrEqualTo(width);
    }
    showAll(1280);
  }

  private static void plotsAreNotBlank(BufferedImage image) throws Exception {
    JsonNode boxes =
        browser.evaluate(
            """
            [...document.querySelectorAll('.chart')].map(c => {
              const b = c.getBoundingClientRect();
              return {name: c.closest('section').id + ': ' + c.dataset.name,
                x: b.x + scrollX, y: b.y + scrollY, width: b.width, height: b.height,
                shapes: c.querySelectorAll('svg path, svg rect, svg circle').length};
            })""");
    assertThat(boxes.size()).isGreaterThan(5);
    for (JsonNode box : boxes) {
      String name = box.get("name").asText();
      assertThat(box.get("shapes").asInt()).as("shapes of " + name).isGreaterThan(10);
      assertThat(colours(image, box)).as("colours of " + name).isGreaterThan(20);
    }
  }

  /** The number of different colours within a box. */
  private static int colours(BufferedImage image, JsonNode box) {
    int left = box.get("x").asInt();
    int top = box.get("y").asInt();
    Set<Integer> colours = new HashSet<>();
    for (int y = top; y < Math.min(image.getHeight(), top + box.get("height").asInt()); y++) {
      for (int x = left; x < Math.min(image.getWidth(), left + box.get("width").asInt()); x++) {
        colours.add(image.getRGB(x, y));
      }
    }
    return colours.size();
  }

  @Test
  void everyPlotNamesItselfItsAxesAndItsN() throws Exception {
    JsonNode plots =
        browser.evaluate(
            "[...document.querySelectorAll('.chart')].map(c => [c.dataset.name, [...c.querySelectorAll('svg text')].map(t => t.textContent).join(' | '), c.getAttribute('aria-label')])");
    for (JsonNode plot : plots) {
      assertThat(plot.get(1).asText()).as("text of " + plot.get(0)).containsPattern("\\bn = [0-9]");
      assertThat(plot.get(2).asText()).as("what a screen reader says").isNotBlank();
    }
    assertThat(texts("#close .chart svg text")).contains("attended to", "position");
  }

  @Test
  void theLossIsDrawnBesideEveryYardstick() throws Exception {
    assertThat(texts("#curves .chart svg text"))
        .contains("transition posterior", "Bayes predictor", "the paper’s construction");
    List<String> dashes =
        List.of(
            browser
                .evaluate(
                    "[...new Set([...document.querySelectorAll('#curves .chart svg path[stroke-dasharray]')].map(p => p.getAttribute('stroke-dasharray')))].join(' ')")
                .asText()
                .split(" "));
    assertThat(dashes).as("patterns of the dashed lines").hasSizeGreaterThanOrEqualTo(3);
  }

  /** ECharts would draw thousands of points little by little, and a saved plot would lack some. */
  @Test
  void everyPairIsDrawnAtOnce() throws Exception {
    int pairs = number("REPORT.theory.points.length");
    assertThat(pairs).isPositive();
    browser.evaluate("document.getElementById('theme').click()");
    assertThat(number("document.querySelectorAll('#theory .chart svg path').length"))
        .isGreaterThanOrEqualTo(pairs);
    browser.evaluate("document.getElementById('theme').click()");
  }

  @Test
  void theSliderMovesTheHeatMapThroughTraining() throws Exception {
    String heatMap =
        "[...document.querySelectorAll('#close .chart')].find(c => c.dataset.name.startsWith('first-layer attention')).querySelector('svg').outerHTML";
    String last = browser.evaluate(heatMap).asText();
    browser.focus("#step");
    browser.press("ArrowLeft");
    assertThat(browser.evaluate("document.getElementById('step-now').textContent").asText())
        .isEqualTo("step 3");
    String middle = browser.evaluate(heatMap).asText();
    assertThat(middle).isNotEqualTo(last);
    browser.press("ArrowLeft");
    assertThat(browser.evaluate(heatMap).asText()).isNotEqualTo(middle);
    browser.press("ArrowRight");
    browser.press("ArrowRight");
    assertThat(browser.evaluate(heatMap).asText()).isEqualTo(last);
  }

  @Test
  void theTableIsSortedByAnyColumnEitherWay() throws Exception {
    List<String> headings = texts("#trials-table th");
    int column = headings.indexOf("attention on the parent") + 1;
    String heading = String.format(Locale.ROOT, "#trials-table th:nth-child(%d)", column);
    String cells = String.format(Locale.ROOT, "#trials-table td:nth-child(%d)", column);
    browser.focus(heading + " button");
    browser.press("Enter");
    List<Double> ascending = numbers(cells);
    assertThat(ascending).isSorted().hasSizeGreaterThan(7);
    assertThat(Set.copyOf(ascending)).hasSizeGreaterThan(4);
    assertThat(
            browser
                .evaluate(
                    String.format(Locale.ROOT, "document.querySelector('%s').ariaSort", heading))
                .asText())
        .isEqualTo("ascending");
    browser.press("Enter");
    List<Double> descending = new ArrayList<>(ascending);
    Collections.reverse(descending);
    assertThat(numbers(cells)).isEqualTo(descending);
  }

  @Test
  void theFilterLeavesTheRowsThatHaveAllItsWords() throws Exception {
    int all = texts("#trials-table tbody tr").size();
    browser.focus("#filter");
    browser.type("succeeded no-such-word");
    assertThat(texts("#trials-table tbody tr")).isEmpty();
    browser.evaluate("document.getElementById('filter').select()");
    browser.type("succeeded");
    assertThat(texts("#trials-table tbody tr")).hasSize(all);
    String id = texts("#trials-table tbody td:first-child").get(0);
    browser.evaluate("document.getElementById('filter').select()");
    browser.type(id);
    assertThat(texts("#trials-table tbody td:first-child")).containsExactly(id);
    browser.evaluate(
        "(f => { f.value = ''; f.dispatchEvent(new Event('input')); })(document.getElementById('filter'))");
    assertThat(texts("#trials-table tbody tr")).hasSize(all);
  }

  @Test
  void aTrialIsOpenedFromTheTable() throws Exception {
    List<String> links = shownClosely();
    assertThat(texts("#trials-table td a")).hasSameSizeAs(texts("#trials-table tbody tr"));
    String before = browser.evaluate("document.querySelector('#detail code').textContent").asText();
    String other = links.stream().filter(id -> !before.startsWith(id)).findFirst().orElse(before);
    browser.evaluate(
        String.format(
            Locale.ROOT,
            "[...document.querySelectorAll('#trials-table td a')].find(a => a.textContent === '%s').focus()",
            other));
    browser.press("Enter");
    assertThat(browser.evaluate("document.querySelector('#detail code').textContent").asText())
        .startsWith(other);
    showAll(1280);
    assertThat(number("document.querySelectorAll('#detail .chart svg').length")).isPositive();
  }

  @Test
  void arrowKeysReadAPlotsNumbersOut() throws Exception {
    browser.focus("#positions .chart");
    browser.press("ArrowRight");
    assertThat(browser.evaluate("document.getElementById('reading').textContent").asText())
        .matches("position \\d+: .*n = \\d+ edges.*");
  }

  @Test
  void plotsAreSavedAsSvgAndPng() throws Exception {
    Path saved = Files.createDirectories(folder.resolve(study.sweep + "-saved"));
    browser.save("#curves .save button:nth-of-type(1)", saved);
    browser.save("#curves .save button:nth-of-type(3)", saved);
    String svg = Files.readString(onlyFile(saved, ".svg"));
    assertThat(svg)
        .as("text is text of 8 points, the width a column's, the caption says n")
        .startsWith("<svg")
        .contains("width=\"3.3in\"", ">gradient steps</text>", "font-size:10.6", "<desc>")
        .containsPattern("<desc>[^<]*n = [0-9]+ seed");
    Files.writeString(SCREENSHOTS.resolve(study.sweep + "-3.3in.svg"), svg);
    BufferedImage png = ImageIO.read(onlyFile(saved, ".png").toFile());
    long colours =
        IntStream.range(0, png.getWidth() * png.getHeight())
            .map(i -> png.getRGB(i % png.getWidth(), i / png.getWidth()))
            .distinct()
            .count();
    assertThat(png.getWidth()).isGreaterThan(1000);
    assertThat(colours).isGreaterThan(20);
  }

  @Test
  void everyTrialCanBeOpenedOrItsCommandIsTold() throws Exception {
    Set<String> close = Set.copyOf(shownClosely());
    for (String id : texts("#trials-table td a")) {
      browser.evaluate(
          String.format(
              Locale.ROOT,
              "[...document.querySelectorAll('#trials-table td a')].find(a => a.textContent === '%s').click()",
              id));
      if (close.contains(id)) {
        assertThat(texts("#detail code").get(0)).startsWith(id);
      } else {
        assertThat(texts("#hint code").get(0)).endsWith("--trial " + id);
      }
    }
    showAll(1280);
  }

  @Test
  void twoTrialsStandSideBySide() throws Exception {
    int one = number("document.querySelectorAll('#detail .chart').length");
    choose("beside it", 1);
    assertThat(texts("#detail code")).hasSize(2);
    assertThat(number("document.querySelectorAll('#detail .chart').length")).isGreaterThan(one);
    showAll(1280);
    choose("beside it", 0);
    showAll(1280);
    assertThat(texts("#detail code")).hasSize(1);
  }

  @Test
  void theCausalGraphIsDrawnWithWhatWasFound() throws Exception {
    String said = browser.evaluate("document.querySelector('#detail .chart').ariaLabel").asText();
    assertThat(said)
        .matches("causal graph\\. \\d+ found, \\d+ missing, \\d+ wrong of n = \\d+ edges.*");
    int edges = number("REPORT.details.at(-1).edges.length");
    assertThat(
            number(
                "[...document.querySelectorAll('#detail .chart')[0].querySelectorAll('path')].filter(p => p.getAttribute('d').includes('C')).length"))
        .isGreaterThanOrEqualTo(edges);
  }

  @Test
  void anAxisIsHeldAtOneValueAndThePlotSaysSo() throws Exception {
    String label = "document.querySelector('#recovery .chart').ariaLabel";
    String before = browser.evaluate(label).asText();
    assertThat(before).containsPattern("n = \\d+ seed");
    browser.evaluate("document.querySelector('#selection fieldset button').click()");
    showAll(1280);
    assertThat(browser.evaluate(label).asText()).isNotEqualTo(before).contains(" only");
    browser.evaluate("document.querySelector('#selection fieldset > button').click()");
    showAll(1280);
    assertThat(browser.evaluate(label).asText()).isEqualTo(before);
  }

  @Test
  void everyMeasureThatATrialHasCanBePlotted() throws Exception {
    int options = number("document.querySelector('#recovery select').options.length");
    assertThat(options).isGreaterThan(40);
    String name = "document.querySelector('#recovery .chart').dataset.name";
    String before = browser.evaluate(name).asText();
    choose("measure", options - 1);
    showAll(1280);
    assertThat(browser.evaluate(name).asText()).isNotEqualTo(before);
    choose("measure", 0);
    showAll(1280);
  }

  /** The numbers of {@code MeanTest}, and the page's interval against that of the tables. */
  @Test
  void thePageAveragesAsTheViewsDo() throws Exception {
    JsonNode point =
        browser.evaluate(
            """
            window.espalier.estimate(
              [['a', 0, .1], ['a', 1, .3], ['a', 2, .2], ['a', 3, .2], ['b', 0, .8], ['b', 1, 1]]
                .map(([cell, replicate, value]) => ({cell, replicate, value, count: 1})),
              {low: null, high: null})""");
    assertThat(point.get("mean").asDouble()).isCloseTo(.55, within(1e-12));
    assertThat(point.get("n").asInt()).isEqualTo(4);
    assertThat(point.get("cells").asInt()).isEqualTo(2);
    JsonNode equal =
        browser.evaluate(
            """
            window.espalier.estimate(
              [0, 1].map(replicate => ({cell: 0, replicate, value: 1, count: 1})),
              {low: 0, high: 1})""");
    assertThat(equal.get("high").asDouble()).isEqualTo(1);
    assertThat(equal.get("low").asDouble()).isCloseTo(Math.sqrt(.025), within(1e-9));
    JsonNode spread =
        browser.evaluate(
            """
            window.espalier.estimate(
              [.6, .95].map((value, replicate) => ({cell: 0, replicate, value, count: 1})),
              {low: 0, high: 1})""");
    assertThat(spread.get("low").asDouble()).isBetween(0.0, .775);
    assertThat(spread.get("high").asDouble()).isBetween(.775, 1.0);
  }

  /** Chooses an option of a labelled list. */
  private static void choose(String label, int option) throws Exception {
    browser.evaluate(
        String.format(
            Locale.ROOT,
            "(s => { s.selectedIndex = %d; s.dispatchEvent(new Event('change')); })(document.querySelector('select[aria-label=\"%s\"]'))",
            option,
            label));
  }

  /** Beginnings of the ids of the trials that the page holds closely. */
  private static List<String> shownClosely() throws Exception {
    var ids = new ArrayList<String>();
    browser
        .evaluate("REPORT.details.map(d => d.id.slice(0, 12))")
        .forEach(id -> ids.add(id.asText()));
    return ids;
  }

  private static Path onlyFile(Path in, String ending) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(ending)).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  /** Makes the window as high as the page, so that all of it is drawn. */
  private static void showAll(int width) throws Exception {
    browser.size(width, 900);
    for (int round = 0; round < 2; round++) {
      browser.size(width, number("document.documentElement.scrollHeight"));
      browser.evaluate(
          """
          new Promise((done, late) => {
            const end = performance.now() + 20000;
            const look = () => {
              const blank = [...document.querySelectorAll('.chart')].filter(c => !c.querySelector('svg'));
              if (blank.length === 0) requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
              else if (performance.now() > end) late(new Error(blank.length + ' plots are not drawn'));
              else requestAnimationFrame(look);
            };
            look();
          })""");
    }
  }

  private static int number(String expression) throws Exception {
    return browser.evaluate(expression).asInt();
  }

  private static List<String> texts(String selector) throws Exception {
    JsonNode texts =
        browser.evaluate(
            String.format(
                Locale.ROOT,
                "[...document.querySelectorAll('%s')].map(e => e.textContent.trim())",
                selector));
    var list = new ArrayList<String>();
    texts.forEach(t -> list.add(t.asText()));
    return list;
  }

  private static List<Double> numbers(String selector) throws Exception {
    return texts(selector).stream()
        .filter(t -> !t.equals("–"))
        .map(t -> Double.valueOf(t.toLowerCase(Locale.ROOT)))
        .toList();
  }
}
