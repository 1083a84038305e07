package org.espalier.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.ConfigurationException;
import org.espalier.Count;
import org.espalier.IoProblem;
import org.espalier.execution.RunSummary;
import org.espalier.execution.TrialOutcome;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoreContents;
import org.espalier.progress.ProgressDisplay;
import org.espalier.query.RecoveryScan;
import org.espalier.query.TextTable;
import org.espalier.sweep.Sweep;
import org.espalier.table.Layout;
import org.espalier.table.Table;
import org.espalier.trial.TrialStatus;

/** What a run says at its end. */
final class RunReport {
  private static final int MOST_FAILURES = 20;
  private static final String UNREADABLE = "the tables cannot be read now: ";

  private RunReport() {}

  /**
   * The answer so far, the trials that failed, how the run ended and where its tables are. If these
   * cannot be read now, that is said instead: the run is over, and what it stored is stored.
   */
  static List<String> of(Sweep sweep, RunSummary summary, String folder, ResultStore store) {
    var lines = new ArrayList<String>();
    var next = new ArrayList<String>();
    try {
      lines.addAll(recovery(sweep, store));
      next.addAll(next(ShellText.quoted(folder), tables(store)));
    } catch (IOException e) {
      next.add(UNREADABLE + IoProblem.text(e));
    } catch (ConfigurationException e) {
      next.add(UNREADABLE + ConfigurationException.oneLine(e.getMessage()));
    }
    if (!summary.failures().isEmpty()) {
      lines.addAll(failures(sweep, summary.failures()));
      lines.add("");
    }
    lines.add(ending(sweep, summary));
    lines.addAll(next);
    return lines;
  }

  private static List<String> recovery(Sweep sweep, ResultStore store) throws IOException {
    TextTable recovery = RecoveryTable.of(sweep, RecoveryScan.read(store));
    if (recovery.rows().isEmpty()) {
      return List.of();
    }
    var lines = new ArrayList<>(RecoveryTable.lines(recovery, Screen.width()));
    lines.add(
        "mean ± standard error over n seeds; settings without a column are averaged with equal weights");
    lines.add("");
    return lines;
  }

  private static List<String> next(String folder, List<String> tables) {
    return tables.isEmpty()
        ? List.of()
        : List.of(
            "tables  " + folder + "/{" + String.join(",", tables) + "}",
            "next    bin/espalier sql " + folder + " 'SELECT * FROM recovery_by_axis'");
  }

  /** Names of the tables that are stored, trials first. */
  private static List<String> tables(ResultStore store) {
    StoreContents contents = store.contents();
    List<String> names =
        new ArrayList<>(
            Layout.TABLES.stream()
                .filter(table -> !contents.files(table).isEmpty())
                .map(Table::name)
                .toList());
    Collections.reverse(names);
    return names;
  }

  private static String ending(Sweep sweep, RunSummary summary) {
    int trained = summary.storedCount();
    int asked = summary.plan().planned().size();
    String how =
        switch (summary.end()) {
          case COMPLETE -> standing(summary).sentence();
          case STOPPED -> "stopped; the same command goes on from here";
          case BUDGET_SPENT -> "stopped: its budget is spent; the same command goes on from here";
          case TOO_MANY_FAILURES -> "stopped: too many trials failed";
          case LEASE_LOST -> "stopped: another run took the folder over";
          case ERROR -> "cut short; the same command goes on from here";
        };
    String work =
        trained == 0 && summary.end() == RunSummary.End.COMPLETE
            ? "nothing to train: "
                + (asked == 1 ? "the trial is" : "all " + Count.of(asked, "trial") + " are")
                + " stored"
            : String.format(
                Locale.ROOT,
                "%s in %s",
                Count.of(trained, "trial"),
                Human.duration(summary.seconds()));
    return String.format(Locale.ROOT, "%s: %s, %s", sweep.name(), work, how);
  }

  /** Of all the sweep's trials, those stored before the run among them. */
  private static Standing standing(RunSummary summary) {
    Map<TrialStatus, Integer> ended = new EnumMap<>(TrialStatus.class);
    summary.plan().stored().forEach((status, count) -> ended.merge(status, count, Integer::sum));
    summary.stored().forEach((status, count) -> ended.merge(status, count, Integer::sum));
    return new Standing(ended, 0);
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
    var table = TextTable.of(List.of("status", "trial", "reason"), rows);
    var lines = new ArrayList<>(table.wrapped(Screen.width()));
    if (failures.size() > MOST_FAILURES) {
      lines.add(String.format(Locale.ROOT, "... and %,d more", failures.size() - MOST_FAILURES));
    }
    return lines;
  }
}
