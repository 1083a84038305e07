package org.espalier.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.report.Chromium;

/**
 * The report that a browser has open.
 *
 * @param browser which shows it
 */
record OpenReport(Chromium browser) {

  /** The value of an expression. */
  JsonNode evaluate(String expression) throws Exception {
    return browser.evaluate(expression);
  }

  /** The text of an expression. */
  String text(String expression) throws Exception {
    return evaluate(expression).asText();
  }

  /** The whole number of an expression. */
  int number(String expression) throws Exception {
    return browser.evaluate(expression).asInt();
  }

  /** What stands in the elements of a selector. */
  List<String> texts(String selector) throws Exception {
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

  /** The numbers that stand in the elements of a selector. */
  List<Double> numbers(String selector) throws Exception {
    return texts(selector).stream()
        .filter(t -> !t.equals("–"))
        .map(t -> Double.valueOf(t.toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** Chooses an option of a labelled list. */
  void choose(String label, int option) throws Exception {
    browser.evaluate(
        String.format(
            Locale.ROOT,
            "(s => { s.selectedIndex = %d; s.dispatchEvent(new Event('change')); })(document.querySelector('select[aria-label=\"%s\"]'))",
            option,
            label));
  }

  /** Beginnings of the ids of the trials that the page holds closely. */
  List<String> shownClosely() throws Exception {
    var ids = new ArrayList<String>();
    browser
        .evaluate("REPORT.details.map(d => d.id.slice(0, 12))")
        .forEach(id -> ids.add(id.asText()));
    return ids;
  }

  /** Makes the window as high as the page, so that all of it is drawn. */
  void showAll(int width) throws Exception {
    browser.size(width, 900);
    for (int round = 0; round < 2; round++) {
      browser.showAll(width, ".chart");
    }
  }
}
