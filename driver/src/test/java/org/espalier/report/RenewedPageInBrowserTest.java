package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a reader has chosen, where the page is renewed with other values. */
@Timeout(300)
final class RenewedPageInBrowserTest {
  @TempDir private Path folder;

  /** The value 5 comes between 2 and 10, of which 10 was left out. */
  @Test
  void aValueThatWasLeftOutStaysSoWhereAnotherComesBeforeIt() throws Exception {
    assumeTrue(Chromium.program().isPresent(), "this machine has no Chromium");
    String before = report(2, 10).html("1");
    String after = report(2, 5, 10).html("2");
    try (LivePage live = LivePage.open(0);
        var browser = new Chromium(Chromium.program().get(), folder.resolve("profile"))) {
      live.show(before, "1");
      browser.allowNetwork();
      browser.open(live.address());
      browser.evaluate("document.querySelectorAll('#selection input[type=checkbox]')[1].click()");
      browser.expectLoad();
      live.show(after, "2");
      browser.awaitLoad();
      assertThat(
              browser
                  .evaluate(
                      """
                      [...document.querySelectorAll('#selection input[type=checkbox]')]
                        .filter(box => !box.checked).map(box => box.parentElement.textContent.trim()).join()""")
                  .asText())
          .isEqualTo("10");
    }
  }

  /** One trial of each vocabulary size. */
  private static Report report(int... sizes) {
    SparkSession spark = HandMadeViews.session();
    HandMadeViews.trials(
        spark,
        IntStream.of(sizes)
            .mapToObj(
                size ->
                    Map.of(
                        "trial_id", String.format(Locale.ROOT, "'t%d'", size),
                        "status", "'succeeded'",
                        "task_vocab", String.valueOf(size),
                        "task_length", "3",
                        "seed", "0",
                        "parent_attention_mean", "0.5"))
            .toList());
    HandMadeViews.curves(spark, List.of());
    HandMadeViews.edges(spark, List.of());
    HandMadeViews.predictors(spark, List.of());
    HandMadeViews.noMatrices(spark);
    return Report.of(spark, Source.named("renewed", sizes.length));
  }
}
