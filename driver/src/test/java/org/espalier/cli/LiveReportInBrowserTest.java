package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.espalier.execution.SharedSpark;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoredTrial;
import org.espalier.query.SmallStore;
import org.espalier.report.Chromium;
import org.espalier.trial.TrialId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A report that is served while a study grows, as a browser sees it. */
@Timeout(300)
final class LiveReportInBrowserTest {
  @TempDir private Path folder;

  @Test
  void anOpenPageIsRenewedWhenTrialsAreStoredAndKeepsWhatWasChosen() throws Exception {
    assumeTrue(Chromium.program().isPresent(), "this machine has no Chromium");
    SharedSpark.session();
    Path study = Files.createDirectory(folder.resolve("study"));
    Path whole = folder.resolve("whole");
    SmallStore.write(whole);
    List<TrialId> ids =
        ResultStore.open(whole).trials().all().stream().map(StoredTrial::id).toList();
    ResultStore.open(study).keepCells(ids); // a run has begun

    var err = new StringWriter();
    var out = new PipedWriter();
    var lines = new BufferedReader(new PipedReader(out));
    var ended = new CompletableFuture<Integer>();
    var live =
        new Thread(
            () ->
                ended.complete(
                    Espalier.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute("report", study.toString(), "--live")));
    live.start();
    URI address = URI.create(lines.readLine());
    assertThat(address.getHost()).isEqualTo("127.0.0.1");
    try (var browser = new Chromium(Chromium.program().get(), folder.resolve("profile"))) {
      browser.allowNetwork();
      browser.open(address);
      var page = new OpenReport(browser);
      assertThat(page.text("document.getElementById('subtitle').textContent"))
          .contains("No trial is here yet.");
      assertThat(page.text("document.getElementById('live').textContent")).startsWith("Live:");
      browser.focus("#filter");
      browser.type("chain");
      String theme = page.text("document.documentElement.dataset.theme");
      page.evaluate("document.getElementById('theme').click()");

      browser.expectLoad();
      SmallStore.write(study);
      browser.awaitLoad();
      assertThat(page.number("REPORT.trials.trials")).isEqualTo(ids.size());
      assertThat(page.texts("#trials-table tbody tr"))
          .hasSize(ids.size() / 2)
          .allMatch(row -> row.contains("chain"));
      assertThat(page.text("document.documentElement.dataset.theme")).isNotEqualTo(theme);
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.requests()).allMatch(url -> url.startsWith(address.toString()));
    }
    assertThat(study.resolve("report.html")).as("nothing is written").doesNotExist();
    live.interrupt();
    assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void optionsThatDoNotFitAreRefusedInOneLine() throws Exception {
    SmallStore.write(folder.resolve("small"));
    String small = folder.resolve("small").toString();
    for (String[] refused :
        new String[][] {
          {"--port", "8000", "--port says where --live listens; say --live as well"},
          {"--live", "--port=70000", "--port = 70000 must be in 1..65535"},
          {"--live", "--to=x.html", "--live serves the page and writes no file; leave out --to"},
        }) {
      assertThat(Run.of("report", small, refused[0], refused[1]))
          .isEqualTo(new Run(ExitCode.USAGE, "", "espalier: " + refused[2] + "\n"));
    }
    try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Run run = Run.of("report", small, "--live", "--port", String.valueOf(taken.getLocalPort()));
      assertThat(run.code()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err())
          .hasLineCount(1)
          .startsWith("espalier: --port = " + taken.getLocalPort());
    }
  }
}
