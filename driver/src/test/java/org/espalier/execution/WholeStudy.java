package org.espalier.execution;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.plan.PlannedTrial;
import org.espalier.sweep.Replicates;
import org.espalier.trial.TrialRunner;

/**
 * A study of everything that a run takes up again where another one died: seeds by need, trials
 * that go on from shorter ones, and states within a trial.
 *
 * @param isKeepingEnds whether later runs can go on from the ends of trials that are stored
 */
record WholeStudy(boolean isKeepingEnds) {
  /** Losses of trials this small spread by some hundredths over seeds. */
  private static final Replicates WANTED = new Replicates(List.of("test_loss"), .1, 3, 6);

  /** Often enough that a kill nearly always leaves a state. */
  private static final Duration CHECKPOINTS = Duration.ofMillis(20);

  private static final String WORD = "study";
  private static final String KEEPING = "study-keeping-ends";

  /** As a word of a command line. */
  String word() {
    return isKeepingEnds ? KEEPING : WORD;
  }

  static Optional<WholeStudy> parse(String word) {
    return word.equals(WORD) || word.equals(KEEPING)
        ? Optional.of(new WholeStudy(word.equals(KEEPING)))
        : Optional.empty();
  }

  /** How long its trials are: where a longer one goes on from a shorter. */
  static final List<Integer> STEPS = List.of(200, 600, 1800);

  /** Two step sizes, three lengths, up to six seeds. */
  SweepRequest sweep() {
    List<PlannedTrial> trials =
        Stream.of(1.0, .25)
            .flatMap(
                rate ->
                    STEPS.stream()
                        .flatMap(
                            steps ->
                                Stream.iterate(0, seed -> seed + 1)
                                    .limit(WANTED.atMost())
                                    .map(seed -> TinyTrials.spec(seed, steps, rate))))
            .map(PlannedTrial::of)
            .toList();
    return new SweepRequest(
        "tiny", trials, Optional.of(WANTED), List.of(), "name = tiny\n", Map.of());
  }

  RunOptions options(RunOptions options) {
    RunOptions checkpointing = Runs.checkpointing(CHECKPOINTS, options);
    return isKeepingEnds ? Runs.keepingEnds(checkpointing) : checkpointing;
  }

  /** Each of its trials trained alone, by one run that nothing disturbs. */
  void trainUndisturbed(java.nio.file.Path folder) throws java.io.IOException {
    Runs.run(folder, sweep(), TrialRunner::run, Runs.OPTIONS);
  }
}
