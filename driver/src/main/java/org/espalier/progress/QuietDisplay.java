package org.espalier.progress;

import java.io.PrintWriter;
import java.util.function.Function;
import org.espalier.ConfigurationException;
import org.espalier.execution.TrialOutcome;
import org.espalier.trial.TrialId;

/** Failures alone. */
final class QuietDisplay extends ProgressDisplay {
  private final PrintWriter log;

  QuietDisplay(PrintWriter log, Function<TrialId, String> labels) {
    super(labels);
    this.log = log;
  }

  @Override
  void show(Snapshot now) {}

  @Override
  void failed(TrialOutcome trial) {
    log.println(ConfigurationException.oneLine(trial.status().label() + "  " + failureLine(trial)));
    log.flush();
  }

  @Override
  public void close() {}
}
