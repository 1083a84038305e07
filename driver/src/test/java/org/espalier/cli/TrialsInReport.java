package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The trials of a report: their table, their coordinates and what is seen of them closely. */
abstract class TrialsInReport {

  /** The report. */
  abstract OpenReport page();

  @Test
  void theSliderMovesTheHeatMapThroughTraining() throws Exception {
    String heatMap =
        "[...document.querySelectorAll('#close .chart')].find(c => c.dataset.name.startsWith('first-layer attention')).querySelector('svg').outerHTML";
    String last = page().text(heatMap);
    page().browser().focus("#step");
    page().browser().press("ArrowLeft");
    assertThat(page().text("document.getElementById('step-now').textContent")).isEqualTo("step 3");
    String middle = page().text(heatMap);
    assertThat(middle).isNotEqualTo(last);
    page().browser().press("ArrowLeft");
    assertThat(page().text(heatMap)).isNotEqualTo(middle);
    page().browser().press("ArrowRight");
    page().browser().press("ArrowRight");
    assertThat(page().text(heatMap)).isEqualTo(last);
  }

  @Test
  void theTableIsSortedByAnyColumnEitherWay() throws Exception {
    List<String> headings = page().texts("#trials-table th");
    int column = headings.indexOf("attention on the parent") + 1;
    String heading = String.format(Locale.ROOT, "#trials-table th:nth-child(%d)", column);
    String cells = String.format(Locale.ROOT, "#trials-table td:nth-child(%d)", column);
    page().browser().focus(heading + " button");
    page().browser().press("Enter");
    List<Double> ascending = page().numbers(cells);
    assertThat(ascending).isSorted().hasSizeGreaterThan(7);
    assertThat(Set.copyOf(ascending)).hasSizeGreaterThan(4);
    assertThat(
            page()
                .evaluate(
                    String.format(Locale.ROOT, "document.querySelector('%s').ariaSort", heading))
                .asText())
        .isEqualTo("ascending");
    page().browser().press("Enter");
    List<Double> descending = new ArrayList<>(ascending);
    Collections.reverse(descending);
    assertThat(page().numbers(cells)).isEqualTo(descending);
  }

  @Test
  void theFilterLeavesTheRowsThatHaveAllItsWords() throws Exception {
    int all = page().texts("#trials-table tbody tr").size();
    page().browser().focus("#filter");
    page().browser().type("succeeded no-such-word");
    assertThat(page().texts("#trials-table tbody tr")).isEmpty();
    page().evaluate("document.getElementById('filter').select()");
    page().browser().type("succeeded");
    assertThat(page().texts("#trials-table tbody tr")).hasSize(all);
    String id = page().texts("#trials-table tbody td:first-child").get(0);
    page().evaluate("document.getElementById('filter').select()");
    page().browser().type(id);
    assertThat(page().texts("#trials-table tbody td:first-child")).containsExactly(id);
    page()
        .evaluate(
            "(f => { f.value = ''; f.dispatchEvent(new Event('input')); })(document.getElementById('filter'))");
    assertThat(page().texts("#trials-table tbody tr")).hasSize(all);
  }

  @Test
  void aTrialIsOpenedFromTheTable() throws Exception {
    List<String> links = page().shownClosely();
    assertThat(page().texts("#trials-table td a"))
        .hasSameSizeAs(page().texts("#trials-table tbody tr"));
    String before = page().text("document.querySelector('#detail code').textContent");
    String other = links.stream().filter(id -> !before.startsWith(id)).findFirst().orElse(before);
    page()
        .evaluate(
            String.format(
                Locale.ROOT,
                "[...document.querySelectorAll('#trials-table td a')].find(a => a.textContent === '%s').focus()",
                other));
    page().browser().press("Enter");
    assertThat(page().text("document.querySelector('#detail code').textContent")).startsWith(other);
    page().showAll(1280);
    assertThat(page().number("document.querySelectorAll('#detail .chart svg').length"))
        .isPositive();
  }

  @Test
  void everyTrialCanBeOpenedOrItsCommandIsTold() throws Exception {
    Set<String> close = Set.copyOf(page().shownClosely());
    for (String id : page().texts("#trials-table td a")) {
      page()
          .evaluate(
              String.format(
                  Locale.ROOT,
                  "[...document.querySelectorAll('#trials-table td a')].find(a => a.textContent === '%s').click()",
                  id));
      if (close.contains(id)) {
        assertThat(page().texts("#detail code").get(0)).startsWith(id);
      } else {
        assertThat(page().texts("#hint code").get(0)).endsWith("--trial " + id);
      }
    }
    page().showAll(1280);
  }

  /** Trials of a list of graphs were once all called "all trials, seed 1". */
  @Test
  void whatDiffersBetweenTrialsNamesThem() throws Exception {
    List<String> titles = new ArrayList<>();
    page()
        .evaluate("REPORT.details.map(d => d.title)")
        .forEach(title -> titles.add(title.asText()));
    assertThat(titles).hasSizeGreaterThan(2).doesNotHaveDuplicates();
    List<String> settings = new ArrayList<>();
    page()
        .evaluate(
            """
            [...document.querySelectorAll('#trials-table tbody tr')].map(row => {
              const headings = [...document.querySelectorAll('#trials-table th')].map(h => h.textContent.trim());
              const first = headings.indexOf('attention on the parent');
              return [...row.cells].slice(1, first).map(cell => cell.textContent.trim()).join(' | ');
            })""")
        .forEach(row -> settings.add(row.asText()));
    assertThat(settings).hasSizeGreaterThan(2).doesNotHaveDuplicates();
  }

  @Test
  void twoTrialsStandSideBySide() throws Exception {
    int one = page().number("document.querySelectorAll('#detail .chart').length");
    page().choose("beside it", 1);
    assertThat(page().texts("#detail code")).hasSize(2);
    assertThat(page().number("document.querySelectorAll('#detail .chart').length"))
        .isGreaterThan(one);
    page().showAll(1280);
    page().choose("beside it", 0);
    page().showAll(1280);
    assertThat(page().texts("#detail code")).hasSize(1);
  }

  @Test
  void theCausalGraphIsDrawnWithWhatWasFound() throws Exception {
    String said = page().text("document.querySelector('#detail .chart').ariaLabel");
    assertThat(said)
        .matches(
            "causal graph\\. \\d+ found, \\d+ missing, \\d+ wrong of n = \\d+ identifiable edge.*");
    int edges = page().number("REPORT.details.at(-1).edges.length");
    assertThat(
            page()
                .number(
                    "[...document.querySelectorAll('#detail .chart')[0].querySelectorAll('path')].filter(p => p.getAttribute('d').includes('C')).length"))
        .isGreaterThanOrEqualTo(edges);
  }

  @Test
  void trainingPlaysFromTheFirstStepToTheLast() throws Exception {
    page().browser().focus("#play");
    page().browser().press("Enter");
    assertThat(page().text("document.getElementById('step-now').textContent")).isEqualTo("step 0");
    String seen =
        page()
            .text(
                """
                new Promise((done, late) => {
                  const end = performance.now() + 20000, seen = [];
                  const look = () => {
                    const now = document.getElementById('step-now').textContent;
                    if (now !== seen[seen.length - 1]) seen.push(now);
                    if (document.getElementById('play').textContent === 'play') done(seen.join(', '));
                    else if (performance.now() > end) late(new Error('it never ends: ' + seen));
                    else requestAnimationFrame(look);
                  };
                  look();
                })""");
    assertThat(seen).isEqualTo("step 0, step 3, step 6");
  }

  /** Selects the trials of the first value of the first axis by dragging along its coordinate. */
  @Test
  void trialsThatAreBrushedAreThoseOfTheTableWhichShowsWhatDiffers() throws Exception {
    int all = page().texts("#trials-table tbody tr").size();
    JsonNode drag =
        page()
            .evaluate(
                """
                (() => {
                  const chart = document.querySelector('#parallel .chart'), box = chart.getBoundingClientRect();
                  const lines = echarts.getInstanceByDom(chart).getModel().queryComponents({mainType: 'parallel'})[0];
                  const axis = REPORT.axes[0];
                  const [x, y] = lines.coordinateSystem.dataToPoint(axis.numeric ? +axis.values[0] : 0, 'dim0');
                  return {x: box.x + x, y: box.y + y};
                })()""");
    double x = drag.get("x").asDouble();
    double y = drag.get("y").asDouble();
    page().browser().drag(x, y - 5, x, y + 5);
    String first = page().text("REPORT.axes[0].names[0]");
    int expected =
        page()
            .number(
                "REPORT.trials.rows.filter(r => String(r[3]) === REPORT.axes[0].names[0]).length");
    assertThat(expected).isBetween(1, all - 1);
    assertThat(page().texts("#trials-table tbody tr")).hasSize(expected);
    assertThat(page().texts("#trials-table td:nth-child(4)")).containsOnly(first);
    assertThat(page().text("document.getElementById('brushed').textContent"))
        .startsWith(expected + " trial")
        .contains("of n = " + all);
    boolean isSame =
        page().evaluate("document.querySelectorAll('#trials-table th')[3].hidden").asBoolean();
    assertThat(isSame)
        .as("a column that is the same in all rows is not shown")
        .isEqualTo(expected > 1);
    if (isSame) {
      assertThat(page().text("document.getElementById('same').textContent")).contains(" " + first);
    }
    page().browser().focus("#parallel .controls button");
    page().browser().press("Enter");
    assertThat(page().texts("#trials-table tbody tr")).hasSize(all);
    assertThat(
            page().evaluate("document.querySelectorAll('#trials-table th')[3].hidden").asBoolean())
        .isFalse();
    page().showAll(1280);
  }

  @Test
  void theWorstTrialStandsBesideTheBestOfItsCell() throws Exception {
    JsonNode pairs =
        page()
            .evaluate(
                """
                REPORT.details.filter(d => d.place === 'WORST')
                  .map(bad => [bad, REPORT.details.find(d => d.place === 'BEST' && d.cell.join() === bad.cell.join())])
                  .filter(pair => pair[1]).map(pair => pair.map(d => d.values.seed))""");
    assertThat(page().number("document.querySelectorAll('#worst').length"))
        .isEqualTo(pairs.isEmpty() ? 0 : 1);
    if (pairs.isEmpty()) {
      return; // one replicate a cell
    }
    assertThat(page().texts("#worst h3")).hasSize(3).last().isEqualTo("What differs");
    assertThat(page().number("document.querySelectorAll('#worst .trial .chart').length"))
        .as("graph and matrices of both")
        .isGreaterThanOrEqualTo(4);
    List<String> rows = page().texts("#worst tbody td:first-child");
    assertThat(rows).startsWith("seed").contains("attention on the parent");
    List<String> seeds = page().texts("#worst tbody tr:first-child td");
    assertThat(seeds.get(1)).isNotEqualTo(seeds.get(2));
    JsonNode shown =
        page()
            .evaluate(
                """
                (() => {
                  const bad = REPORT.details.filter(d => d.place === 'WORST')
                    .reduce((a, b) => b.parentAttention < a.parentAttention ? b : a);
                  const good = REPORT.details.find(d => d.place === 'BEST' && d.cell.join() === bad.cell.join());
                  return [bad.parentAttention, good.parentAttention];
                })()""");
    assertThat(shown.get(0).asDouble())
        .isEqualTo(
            page().evaluate("Math.min(...REPORT.details.map(d => d.parentAttention))").asDouble());
    List<String> headings = page().texts("#worst h3");
    assertThat(headings.get(0)).startsWith("the worst: attention on the parent");
    assertThat(headings.get(1)).startsWith("the best of its cell: attention on the parent");
    for (int i = 0; i < 2; i++) {
      String number = headings.get(i).substring(headings.get(i).lastIndexOf(' ') + 1);
      assertThat(Double.parseDouble(number)).isCloseTo(shown.get(i).asDouble(), within(0.001));
    }
  }
}
