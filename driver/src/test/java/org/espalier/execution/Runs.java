package org.espalier.execution;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.trial.TrialRunner;

/** Runs of tiny sweeps on the shared session. */
final class Runs {
  static final RunOptions OPTIONS = RunOptions.of(Duration.ofMinutes(5), Duration.ofSeconds(60));

  private Runs() {}

  static RunSummary run(Path out, int seeds) throws IOException {
    return run(out, TinyTrials.sweep("tiny", seeds), TrialRunner::run, OPTIONS);
  }

  static RunSummary run(Path out, SweepRequest sweep, TrialFunction trial, RunOptions options)
      throws IOException {
    return SweepRunner.of(SharedSpark::session, trial)
        .run(sweep, ResultStore.open(out), options, SweepListener.NONE);
  }

  static List<String> ids(List<PlannedTrial> trials) {
    return trials.stream().map(trial -> trial.id().value()).sorted().toList();
  }
}
