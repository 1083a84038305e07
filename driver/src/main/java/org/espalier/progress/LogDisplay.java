package org.espalier.progress;

import java.io.PrintWriter;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.espalier.ConfigurationException;
import org.espalier.execution.TrialOutcome;
import org.espalier.trial.TrialId;

/**
 * Plain lines: one soon after the start, then one whenever the run has come a tenth further or
 * {@value #PERIOD_SECONDS} seconds have passed, but never two within {@value #LEAST_SECONDS}
 * seconds.
 */
final class LogDisplay extends ProgressDisplay {
  static final int PERIOD_SECONDS = 60;
  static final int LEAST_SECONDS = 5;
  private static final double NANOS = 1e9;
  private static final double STRIDE = .1;
  private static final double ROUNDING = 1e-9;

  private final PrintWriter log;
  private final LongSupplier nanoTime;
  private final ProgressLine line = new ProgressLine(Style.PLAIN);
  private long loggedAt;
  private double loggedShare = -STRIDE;
  private boolean hasLogged;

  LogDisplay(PrintWriter log, LongSupplier nanoTime, Function<TrialId, String> labels) {
    super(labels);
    this.log = log;
    this.nanoTime = nanoTime;
  }

  @Override
  void show(Snapshot now) {
    long time = nanoTime.getAsLong();
    double since = hasLogged ? (time - loggedAt) / NANOS : Double.POSITIVE_INFINITY;
    boolean isNewRound = now.share() < loggedShare;
    boolean isFurther = isNewRound || now.share() - loggedShare >= STRIDE - ROUNDING;
    if (since >= PERIOD_SECONDS || (isFurther && since >= LEAST_SECONDS)) {
      loggedAt = time;
      loggedShare = now.share();
      hasLogged = true;
      say(line.log(now));
    }
  }

  @Override
  void failed(TrialOutcome trial) {
    say(trial.status().label() + "  " + failureLine(trial));
  }

  @Override
  public synchronized void notice(String message) {
    say(message);
  }

  @Override
  public void close() {
    log.flush();
  }

  private void say(String text) {
    log.println(ConfigurationException.oneLine(text));
    log.flush();
  }
}
