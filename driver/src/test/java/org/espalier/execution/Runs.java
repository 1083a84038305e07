package org.espalier.execution;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.trial.TrialRunner;

/** Runs of tiny sweeps on the shared session. */
final class Runs {
  static final RunOptions OPTIONS = RunOptions.of(Duration.ofMinutes(5), Duration.ofSeconds(60));

  /** Options with another bound on the memory of a trial. */
  static RunOptions withTrialMemory(OptionalLong bytes, RunOptions options) {
    return with(bytes, options.checkpointEvery(), options.isKeepingEnds(), options);
  }

  /** Options with states of trials kept in another interval. */
  static RunOptions checkpointing(Duration every, RunOptions options) {
    return with(options.trialMemory(), every, options.isKeepingEnds(), options);
  }

  /** Options with the state at the end of every trial kept. */
  static RunOptions keepingEnds(RunOptions options) {
    return with(options.trialMemory(), options.checkpointEvery(), true, options);
  }

  private static RunOptions with(
      OptionalLong memory, Duration checkpointEvery, boolean isKeepingEnds, RunOptions options) {
    return new RunOptions(
        options.trialTimeout(),
        options.packDuration(),
        memory,
        checkpointEvery,
        options.retry(),
        options.maxFailures(),
        options.lease(),
        options.budget(),
        isKeepingEnds);
  }

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
