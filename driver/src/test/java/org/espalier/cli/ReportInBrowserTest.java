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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.espalier.execution.SharedSpark;
import org.espalier.report.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
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
  private static OpenReport page;

  @Parameter private Study study;

  /** A sweep and the sections that its report must have. */
  enum Study {
    NOISE(
        "robustness-noise",
        "recovery importance contrasts powers rivals losses phases curves positions theory shares worst close parallel",
        "task.flip=0,0.3",
        "task.vocab=2,3,4",
        "task.length=6",
        "seed=0..1"),
    FIGURE9("figure9", "recovery rivals losses curves positions theory shares close parallel");

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
              "evaluation.bayes-draws=4",
              "rivals.sequences=64",
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
    Path file = folder.resolve(study.sweep + ".html");
    assertThat(Run.of("report", results, "--to", file.toString()).code()).isZero();
    if (browser == null) {
      browser = new Chromium(Chromium.program().get(), folder.resolve("profile"));
    }
    browser.size(1280, 900);
    page = new OpenReport(browser);
    browser.open(file);
    // begins dark, so that the first press makes it light
    browser.evaluate(
        "document.documentElement.dataset.theme === 'dark' || document.getElementById('theme').click()");
    page.showAll(1280);
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
    assertThat(page.texts("main > section").size()).isGreaterThan(words(study.sections).size());
    for (String section : words(study.sections)) {
      assertThat(
              page.number(
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
      page.evaluate("document.getElementById('theme').click()");
      String theme = page.text("document.documentElement.dataset.theme");
      page.showAll(width);
      byte[] png = browser.screenshot();
      Files.write(
          SCREENSHOTS.resolve(
              String.format(Locale.ROOT, "%s-%d-%s.png", study.sweep, width, theme)),
          png);
      plotsAreNotBlank(ImageIO.read(new ByteArrayInputStream(png)));
      assertThat(page.number("document.documentElement.scrollWidth"))
          .as("the page is no wider than the window")
          .isLessThanOrEqualTo(width);
    }
    page.showAll(1280);
  }

  private static void plotsAreNotBlank(BufferedImage image) throws Exception {
    JsonNode boxes =
        page.evaluate(
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
        page.evaluate(
            "[...document.querySelectorAll('.chart')].map(c => [c.dataset.name, [...c.querySelectorAll('svg text')].map(t => t.textContent).join(' | '), c.getAttribute('aria-label')])");
    for (JsonNode plot : plots) {
      assertThat(plot.get(1).asText()).as("text of " + plot.get(0)).containsPattern("\\bn = [0-9]");
      assertThat(plot.get(2).asText()).as("what a screen reader says").isNotBlank();
    }
    assertThat(page.texts("#close .chart svg text")).contains("attended to", "position");
  }

  @Test
  void theLossIsDrawnBesideEveryYardstick() throws Exception {
    assertThat(page.texts("#curves .chart svg text"))
        .contains("transition posterior", "Bayes predictor", "the paper’s construction");
    List<String> dashes =
        List.of(
            page.text(
                    "[...new Set([...document.querySelectorAll('#curves .chart svg path[stroke-dasharray]')].map(p => p.getAttribute('stroke-dasharray')))].join(' ')")
                .split(" "));
    assertThat(dashes).as("patterns of the dashed lines").hasSizeGreaterThanOrEqualTo(3);
  }

  /** ECharts would draw thousands of points little by little, and a saved plot would lack some. */
  @Test
  void everyPairIsDrawnAtOnce() throws Exception {
    int pairs = page.number("REPORT.theory.points.length");
    assertThat(pairs).isPositive();
    page.evaluate("document.getElementById('theme').click()");
    assertThat(page.number("document.querySelectorAll('#theory .chart svg path').length"))
        .isGreaterThanOrEqualTo(pairs);
    page.evaluate("document.getElementById('theme').click()");
  }

  @Test
  void arrowKeysReadAPlotsNumbersOut() throws Exception {
    browser.focus("#positions .chart");
    browser.press("ArrowRight");
    assertThat(page.text("document.getElementById('reading').textContent"))
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

  /** Of every kind of plot, in the width of one column and of two. */
  @Test
  void everyTextOfEveryExportHasEightPoints() throws Exception {
    for (String inches : List.of("3.3", "6.8")) {
      JsonNode sizes =
          page.evaluate(
              "[...new Set(espalier.svgs("
                  + inches
                  + ").flatMap(svg => [...svg.matchAll(/font-size[:=]\"?([\\d.]+)(px|pt)?/g)]"
                  + ".map(m => m[1] * (m[2] === 'pt' ? 1 : .75))))]");
      assertThat(sizes.size()).isPositive();
      sizes.forEach(size -> assertThat(size.asDouble()).isCloseTo(8, within(.01)));
      assertThat(
              page.number(
                  "espalier.svgs("
                      + inches
                      + ").filter(svg => !svg.includes('width=\""
                      + inches
                      + "in\"')).length"))
          .isZero();
    }
  }

  @Test
  void aGraphTellsEdgesThatWereFoundMissedAndWrongApart() throws Exception {
    JsonNode graphs =
        page.evaluate(
            """
            espalier.svgs(6.8).filter(svg => svg.includes('<title>causal graph</title>'))
              .map(svg => ({
                said: svg.match(/<desc>([^<]*)/)[1],
                broken: (svg.match(/stroke-dasharray/g) || []).length,
              }))""");
    assertThat(graphs.size()).isPositive();
    for (JsonNode graph : graphs) {
      var said =
          Pattern.compile("(\\d+) found, (\\d+) missing, (\\d+) wrong")
              .matcher(graph.get("said").asText());
      assertThat(said.find()).isTrue();
      int broken = Integer.parseInt(said.group(2)) + Integer.parseInt(said.group(3));
      assertThat(graph.get("broken").asInt()).as(said.group()).isEqualTo(broken);
    }
  }

  @Test
  void plotsThatDoNotFollowTheSelectionSaySo() throws Exception {
    if (page.number("document.querySelectorAll('#selection').length") == 0) {
      return; // nothing is varied
    }
    String silent =
        "['importance', 'contrasts', 'powers', 'positions', 'theory', 'shares']"
            + ".filter(id => document.getElementById(id) && !document.querySelector('#' + id +"
            + " ' figcaption').textContent.includes('all trials, whatever is selected')).join()";
    assertThat(page.text(silent)).isEmpty();
  }

  @Test
  void anAxisIsHeldAtOneValueAndThePlotSaysSo() throws Exception {
    String label = "document.querySelector('#recovery .chart').ariaLabel";
    String before = page.text(label);
    assertThat(before).containsPattern("n = \\d+ seed");
    page.evaluate("document.querySelector('#selection fieldset button').click()");
    page.showAll(1280);
    assertThat(page.text(label)).isNotEqualTo(before).contains(" only");
    page.evaluate("document.querySelector('#selection fieldset > button').click()");
    page.showAll(1280);
    assertThat(page.text(label)).isEqualTo(before);
  }

  /** At each value the mean over the rows that count; every setting has all seeds. */
  @Test
  void rivalsAndPartsOfTheLossAreOfTheTrialsThatCount() throws Exception {
    page.evaluate("document.querySelector('#selection fieldset button').click()");
    page.showAll(1280);
    JsonNode held =
        page.evaluate(
            """
            (() => {
              const R = REPORT, path = R.rows.axes[R.rows.axes.length - 1];
              const axis = R.axes.find(a => a.path === path);
              const rows = [...R.rows.replicate.keys()].filter(r => R.rows.values[0][r] === 0);
              const isKnown = {
                rivals: r => Object.values(R.rivals).some(c => R.rows.measures[c][r] !== null),
                losses: r => R.rows.measures.architecture_gap[r] !== null,
              };
              const mean = (section, column) => axis.values.map((value, at) => {
                const own = rows.filter(isKnown[section])
                  .filter(r => R.rows.values[R.rows.axes.length - 1][r] === at)
                  .map(r => R.rows.measures[column][r]).filter(v => v !== null);
                return own.length ? own.reduce((a, b) => a + b) / own.length : null;
              }).filter(v => v !== null);
              const of = {
                rivals: {attention: 'edge_accuracy', ...R.rivals,
                  'chance of attention': 'chance_edge_accuracy', 'chance of rivals': 'rival_chance'},
                losses: {entropy: 'target_entropy', 'Bayes above entropy': 'bayes_above_entropy',
                  'architecture gap': 'architecture_gap', 'optimisation gap': 'optimisation_gap'},
              };
              return Object.entries(of).filter(([section]) => document.getElementById(section))
                .map(([section, columns]) => {
                  const list = document.querySelector(`#${section} select`);
                  if (list) {
                    list.value = path;
                    list.dispatchEvent(new Event('change'));
                  }
                  const chart = document.querySelector(`#${section} .chart`);
                  const series = echarts.getInstanceByDom(chart).getOption().series;
                  return {
                    section,
                    caption: document.querySelector(`#${section} figcaption`).textContent,
                    lines: Object.entries(columns).map(([name, column]) => ({
                      name,
                      expected: mean(section, column),
                      drawn: series.find(s => s.name === name && s.type !== 'custom').data
                        .map(point => [point].flat().at(-1)), // of a place and a value, the value
                    })),
                  };
                });
            })()""");
    for (JsonNode section : held) {
      assertThat(section.get("caption").asText()).contains(" only");
      for (JsonNode line : section.get("lines")) {
        assertThat(line.get("drawn")).hasSameSizeAs(line.get("expected")).isNotEmpty();
        for (int i = 0; i < line.get("drawn").size(); i++) {
          assertThat(line.get("drawn").get(i).asDouble())
              .as(line.toString())
              .isCloseTo(line.get("expected").get(i).asDouble(), within(1e-9));
        }
      }
    }
    page.evaluate("document.querySelector('#selection fieldset > button').click()");
    page.showAll(1280);
    if (study == Study.NOISE) { // by flip
      assertThat(page.texts("#losses figcaption").get(0))
          .contains("averaged over graph family, vocabulary size; the Bayes loss")
          .contains(" are known at flip 0 alone");
      assertThat(page.texts("#rivals figcaption").get(0)).doesNotContain("alone");
    }
    for (JsonNode section : held) {
      String name = section.get("section").asText();
      assertThat(page.texts("#" + name + " figcaption").get(0)).doesNotContain(" only");
    }
  }

  @Test
  void everyMeasureThatATrialHasCanBePlotted() throws Exception {
    int options = page.number("document.querySelector('#recovery select').options.length");
    assertThat(options).isGreaterThan(40);
    String name = "document.querySelector('#recovery .chart').dataset.name";
    String before = page.text(name);
    page.choose("measure", options - 1);
    page.showAll(1280);
    assertThat(page.text(name)).isNotEqualTo(before);
    page.choose("measure", 0);
    page.showAll(1280);
  }

  private static Path onlyFile(Path in, String ending) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(ending)).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  @Nested
  final class Trials extends TrialsInReport {
    @Override
    OpenReport page() {
      return page;
    }
  }

  @Nested
  final class Conclusions extends ConclusionsInReport {
    @Override
    OpenReport page() {
      return page;
    }
  }
}
