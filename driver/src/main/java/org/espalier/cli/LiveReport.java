package org.espalier.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.espalier.ConfigurationException;
import org.espalier.execution.StopSignals;
import org.espalier.query.QueryException;
import org.espalier.report.LivePage;

/**
 * A report that is served while trials are stored. The page is made anew when the folders hold
 * other files than those that it was made of, and only then.
 */
final class LiveReport {
  /** Between two looks at the folders, in milliseconds. */
  private static final long PAUSE = 2000;

  private final LivePage page;
  private final ResultsSession session;
  private final ReportCommand command;
  private final PrintWriter err;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final String run = Long.toHexString(System.currentTimeMillis());
  private int made;
  private String lastProblem = "";

  LiveReport(LivePage page, ResultsSession session, ReportCommand command, PrintWriter err) {
    this.page = page;
    this.session = session;
    this.command = command;
    this.err = err;
  }

  /** Serves until a signal, or an interrupt of the thread, asks to stop. */
  void serve(PrintWriter out) throws Exception {
    StopSignals.deliverTo(this::stop);
    try {
      renew();
      out.println(page.address());
      out.flush();
      while (!stopped.await(PAUSE, TimeUnit.MILLISECONDS)) {
        renewIfOthers();
      }
    } catch (InterruptedException e) {
      stop();
    } catch (Exception e) {
      if (stopped.getCount() > 0) {
        throw e; // else it is of what was stopped
      }
    } finally {
      StopSignals.release();
    }
  }

  /** Ends what serves. */
  void stop() {
    stopped.countDown();
  }

  /** A file that cannot be read is told once, and the last page stays. */
  private void renewIfOthers() throws Exception {
    try {
      if (!session.isCurrent()) {
        renew();
      }
      lastProblem = "";
    } catch (ConfigurationException | QueryException e) {
      if (!lastProblem.equals(e.getMessage())) {
        err.println("espalier: " + e.getMessage());
      }
      lastProblem = e.getMessage();
    }
  }

  private void renew() throws Exception {
    String version = String.format(Locale.ROOT, "%s-%d", run, made++);
    page.show(session.read(() -> command.report(session)).html(version), version);
  }
}
