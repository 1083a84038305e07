package org.espalier.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.execution.RunSummary;
import org.espalier.execution.TrialOutcome;
import org.espalier.plan.ResultStore;
import org.espalier.progress.ProgressDisplay;
import org.espalier.query.RecoveryScan;
import org.espalier.query.TextTable;
import org.espalier.sweep.Sweep;

/** What a run says at its end. */
final class RunReport {
  private static final int MOST_FAILURES = 20;

  private RunReport() {}

  static List<String> of(Sweep sweep, RunSummary summary, String folder, ResultStore store)
      throws IOException {
    var lines = new ArrayList<String>();
    TextTable recovery = RecoveryTable.of(sweep, RecoveryScan.read(store));
    if (!recovery.rows().isEmpty()) {
      lines.addAll(recovery.lines(Screen.width()));
      recovery.cutNote(Screen.width()).ifPresent(lines::add);
      lines.add(
          "mean ± standard error over n seeds; settings without a column of their own count alike");
      lines.add("");
    }
    if (!summary.failures().isEmpty()) {
      lines.addAll(failures(sweep, summary.failures()));
      lines.add("");
    }
    lines.add(ending(sweep, summary));
    lines.add("tables  " + folder + "/{trials,curves,attention,weights,edges}");
    lines.add("next    bin/espalier sql " + folder + " 'SELECT * FROM recovery_by_axis'");
    return lines;
  }

  private static String ending(Sweep sweep, RunSummary summary) {
    int trained = summary.storedCount();
    String how =
        switch (summary.end()) {
          case COMPLETE -> "complete";
          case STOPPED -> "stopped; the same command goes on from here";
          case BUDGET_SPENT -> "stopped: its budget is spent; the same command goes on from here";
          case TOO_MANY_FAILURES -> "stopped: too many trials failed";
          case LEASE_LOST -> "stopped: another run took the folder over";
          case ERROR -> "cut short; the same command goes on from here";
        };
    String work =
        trained == 0 && summary.end() == RunSummary.End.COMPLETE
            ? String.format(
                Locale.ROOT,
                "nothing to train: all %s are stored",
                Human.count(sweep.count(), "trial"))
            : String.format(
                Locale.ROOT,
                "%s in %s",
                Human.count(trained, "trial"),
                Human.duration(summary.seconds()));
    return String.format(Locale.ROOT, "%s: %s, %s", sweep.name(), work, how);
  }

  private static List<String> failures(Sweep sweep, List<TrialOutcome> failures) {
    var labels = new TrialLabels(sweep);
    List<List<String>> rows =
        failures.stream()
            .limit(MOST_FAILURES)
            .map(
                trial ->
                    List.of(
                        trial.status().label(),
                        labels.of(trial.id()),
                        ProgressDisplay.reason(trial)))
            .toList();
    // few columns, so that where there is little room the reason is cut and no column is left out
    var table = TextTable.of(List.of("status", "trial", "reason"), rows);
    var lines = new ArrayList<>(table.lines(Screen.width()));
    if (failures.size() > MOST_FAILURES) {
      lines.add(String.format(Locale.ROOT, "... and %,d more", failures.size() - MOST_FAILURES));
    }
    return lines;
  }
}
