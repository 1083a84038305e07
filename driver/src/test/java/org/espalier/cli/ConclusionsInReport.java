package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What a report concludes: differences between values, and laws. */
abstract class ConclusionsInReport {

  /** The report. */
  abstract OpenReport page();

  private JsonNode series(String section) throws Exception {
    return page()
        .evaluate(
            String.format(
                Locale.ROOT,
                "echarts.getInstanceByDom(document.querySelector('#%s .chart')).getOption().series",
                section));
  }

  /** As the overview says it. */
  private static final String SYMBOLS = "Number(REPORT.overview.fixed['task.vocab'])";

  private boolean has(String section) throws Exception {
    return page().number("document.querySelectorAll('#" + section + "').length") > 0;
  }

  @Test
  void everyDifferenceHasItsLineAgainstNone() throws Exception {
    assertThat(has("contrasts")).isEqualTo(page().number("REPORT.contrasts.length") > 0);
    if (!has("contrasts")) {
      return; // one seed: no axis is compared
    }
    int lines = page().number("REPORT.contrasts[0].lines.length");
    JsonNode drawn = series("contrasts");
    assertThat(drawn.get(0).get("data")).hasSize(Math.min(lines, 24));
    assertThat(drawn.get(0).get("markLine").get("data").get(0).get("xAxis").asDouble()).isZero();
    List<String> texts = page().texts("#contrasts .chart svg text");
    assertThat(texts.stream().filter(t -> t.matches("n = \\d+, p (= [0-9.]+|< \\.001)")))
        .hasSize(Math.min(lines, 24));
    page().browser().focus("#contrasts .chart");
    page().browser().press("ArrowRight");
    assertThat(page().text("document.getElementById('reading').textContent"))
        .matches(".* → .*: .*n = \\d+ .*pairs?, p = .*adjusted .*");
  }

  /** The uniform prediction loses ln S; the page holds numbers of five digits. */
  @Test
  void aLossByAnAxisIsDrawnBesideEveryYardstick() throws Exception {
    page().choose("measure", page().number(place("test_loss")));
    page().showAll(1280);
    JsonNode drawn = series("recovery");
    for (String name :
        List.of("transition posterior", "Bayes predictor", "the paper’s construction")) {
      assertThat(drawn.findValuesAsText("name")).contains(name);
    }
    assertThat(page().texts("#recovery .chart svg text")).contains("uniform prediction");
    boolean isVaried = page().number("REPORT.axes.filter(a => a.path === 'task.vocab').length") > 0;
    List<Integer> symbols = isVaried ? List.of(2, 3, 4) : List.of(page().number(SYMBOLS));
    int lines = 0;
    for (JsonNode one : drawn) {
      if (one.path("name").asText().equals("uniform prediction")) {
        lines++;
        for (JsonNode point : one.get("data")) {
          double loss = point.get(1).asDouble();
          assertThat(symbols).anyMatch(s -> Math.abs(loss - Math.log(s)) < 1e-4);
        }
        if (isVaried) {
          assertThat(one.get("data")).hasSameSizeAs(symbols);
        }
      }
    }
    assertThat(lines).as("one line for all that it is the same for").isEqualTo(1);
    page().choose("measure", 0);
    page().showAll(1280);
  }

  private static String place(String measure) {
    return "REPORT.measures.findIndex(m => m.column === '" + measure + "')";
  }

  @Test
  void aLawIsAStraightLineThroughItsPoints() throws Exception {
    assertThat(has("powers")).isEqualTo(page().number("REPORT.powers.length") > 0);
    if (!has("powers")) {
      return; // no axis has three numbers
    }
    JsonNode law =
        page()
            .evaluate(
                "(REPORT.powers.find(f => f.measure === 'steps_to_accuracy_50') || REPORT.powers[0]).law");
    JsonNode drawn = series("powers");
    assertThat(drawn.get(0).get("data")).hasSameSizeAs(law.get("points"));
    JsonNode ends = drawn.get(2).get("data");
    double slope =
        (ends.get(1).get(1).asDouble() - ends.get(0).get(1).asDouble())
            / (ends.get(1).get(0).asDouble() - ends.get(0).get(0).asDouble());
    assertThat(slope)
        .isCloseTo(law.get("exponent").asDouble(), org.assertj.core.api.Assertions.within(1e-9));
    assertThat(page().text("document.querySelector('#powers figcaption').textContent"))
        .contains("exponent ", "n = ", "95 % intervals over seeds");
  }
}
