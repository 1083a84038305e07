package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.espalier.execution.RunOptions;
import org.espalier.execution.RunSummary;
import org.espalier.execution.SharedSpark;
import org.espalier.execution.SweepListener;
import org.espalier.execution.SweepRequest;
import org.espalier.execution.SweepRunner;
import org.espalier.execution.TinyTrials;
import org.espalier.plan.ResultStore;
import org.espalier.plan.RunPlan;
import org.espalier.plan.StoredTrial;
import org.espalier.query.SmallStore;
import org.espalier.report.Chromium;
import org.espalier.sweep.Replicates;
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

    try (var live = new LiveReportRun(study);
        var browser = new Chromium(Chromium.program().get(), folder.resolve("profile"))) {
      URI address = live.address();
      assertThat(address.getHost()).isEqualTo("127.0.0.1");
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
  }

  /**
   * Each round of the run waits until it is let on, when no trial has a core that the page needs.
   */
  @Test
  void anOpenPageFollowsARunRoundByRoundUntilItIsComplete() throws Exception {
    assumeTrue(Chromium.program().isPresent(), "this machine has no Chromium");
    SharedSpark.session();
    Path study = folder.resolve("growing");
    var rounds = new Rounds();
    var run = new CompletableFuture<RunSummary>();
    Thread running = new Thread(() -> rounds.run(study, run));
    running.start();
    rounds.awaitArrival(); // the folder has its sweep, and no trial
    try (var live = new LiveReportRun(study);
        var browser = new Chromium(Chromium.program().get(), folder.resolve("profile"))) {
      browser.allowNetwork();
      browser.open(live.address());
      var page = new OpenReport(browser);
      assertThat(ending(page)).isEqualTo("No trial is here yet.");
      for (String ending :
          List.of(
              "Incomplete: 2 of 3 trials are here.",
              "Incomplete: 3 of 4 trials are here.",
              "Complete: 4 trials.")) {
        browser.expectLoad();
        rounds.letOn();
        if (ending.startsWith("Complete")) {
          run.get(60, TimeUnit.SECONDS);
        } else {
          rounds.awaitArrival();
        }
        awaitEnding(browser, page, ending);
        assertThat(page.number("document.querySelectorAll('#trials-table tbody tr').length"))
            .isEqualTo(page.number("REPORT.trials.trials"));
        assertThat(page.texts("#recovery .chart, #curves .chart")).isNotEmpty();
      }
      assertThat(browser.complaints()).isEmpty();
    } finally {
      rounds.letAllOn();
      running.join();
    }
    assertThat(run.get().end()).isEqualTo(RunSummary.End.COMPLETE);
  }

  private static String ending(OpenReport page) throws Exception {
    return page.text("document.getElementById('subtitle').textContent");
  }

  /** Waits for further loads of the page until it says how far the run has come. */
  private static void awaitEnding(Chromium browser, OpenReport page, String ending)
      throws Exception {
    String said;
    do {
      browser.awaitLoad();
      browser.expectLoad(); // an open page asks every other second: none is missed
      said = ending(page);
    } while (!said.equals(ending));
  }

  /** A run of replicates by need, none of whose intervals is ever narrow enough, to four seeds. */
  private static final class Rounds implements SweepListener {
    private final Semaphore arrivals = new Semaphore(0);
    private final Semaphore goingOn = new Semaphore(0);
    private boolean isFirst = true;

    void run(Path study, CompletableFuture<RunSummary> summary) {
      var replicates = new Replicates(List.of("test_loss"), 1e-9, 2, 4);
      var sweep =
          new SweepRequest(
              "growing",
              TinyTrials.trials(0, 4),
              Optional.of(replicates),
              List.of(),
              "name = growing\n",
              Map.of());
      var options = RunOptions.of(Duration.ofMinutes(5), Duration.ofSeconds(60));
      try {
        summary.complete(
            SweepRunner.of(SharedSpark::session)
                .run(sweep, ResultStore.open(study), options, this));
      } catch (IOException | RuntimeException e) {
        summary.completeExceptionally(e);
      }
    }

    /** Told when a round begins, of which the first is let on here. */
    @Override
    public void started(RunPlan plan, int packs) {
      if (isFirst) {
        isFirst = false;
        pause();
      }
    }

    /** Said when a further round begins. */
    @Override
    public void notice(String message) {
      if (message.startsWith("intervals are wider")) {
        pause();
      }
    }

    private void pause() {
      arrivals.release();
      goingOn.acquireUninterruptibly();
    }

    void awaitArrival() throws InterruptedException {
      assertThat(arrivals.tryAcquire(60, TimeUnit.SECONDS)).as("a round begins").isTrue();
    }

    void letOn() {
      goingOn.release();
    }

    void letAllOn() {
      goingOn.release(100);
    }
  }

  /** A report that is served by a thread of this process. */
  private static final class LiveReportRun implements AutoCloseable {
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final Thread thread;
    private final URI address;

    LiveReportRun(Path study) throws IOException {
      var out = new PipedWriter();
      var lines = new BufferedReader(new PipedReader(out));
      thread =
          new Thread(
              () ->
                  ended.complete(
                      Espalier.commandLine()
                          .setOut(new PrintWriter(out, true))
                          .setErr(new PrintWriter(err, true))
                          .execute("report", study.toString(), "--live")));
      thread.start();
      address = URI.create(lines.readLine());
    }

    URI address() {
      return address;
    }

    /** Interrupts it, after which it has said nothing wrong. */
    @Override
    public void close() {
      thread.interrupt();
      assertThat(ended.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(err.toString()).isEmpty();
    }
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
