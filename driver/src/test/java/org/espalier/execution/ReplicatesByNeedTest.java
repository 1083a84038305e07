package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.execution.Runs.OPTIONS;
import static org.espalier.execution.Runs.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.plan.NeededReplicates;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.sweep.Replicates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that trains as many seeds as its intervals ask for. */
final class ReplicatesByNeedTest {
  /** Losses of trials this small spread by some hundredths over seeds. */
  private static final Replicates WANTED = new Replicates(List.of("test_loss"), .06, 3, 12);

  @TempDir Path folder;
  @TempDir Path undisturbed;

  @Test
  void roundsGoOnUntilEveryIntervalIsNarrowOrEverySeedIsTrained() throws IOException {
    RunSummary summary = run(folder, sweep(), RealTrials.INSTANCE, OPTIONS);
    assertThat(summary.end()).isEqualTo(RunSummary.End.COMPLETE);
    NeededReplicates needed = needed(folder);
    assertThat(needed.open()).isEmpty();
    assertThat(needed.trials().size()).isBetween(7, 24); // more than the least
    assertThat(summary.storedCount()).isEqualTo(needed.trials().size());
    assertThat(TableContents.ids(folder)).hasSize(needed.trials().size());
    assertThat(ResultStore.open(folder).cells().orElseThrow()).hasSize(needed.trials().size());

    RunSummary again = run(folder, sweep(), RealTrials.INSTANCE, OPTIONS);
    assertThat(again.storedCount()).isZero();
  }

  @Test
  void aRunThatIsInterruptedEndsWithTheTrialsOfOneThatIsNot() throws IOException {
    run(undisturbed, sweep(), RealTrials.INSTANCE, OPTIONS);
    var budget = new Budget(Double.POSITIVE_INFINITY, 1e-6);
    int runs = 0;
    while (run(folder, sweep(), RealTrials.INSTANCE, OPTIONS.within(budget)).end()
        != RunSummary.End.COMPLETE) {
      runs++;
      assertThat(runs).isLessThan(100);
    }
    assertThat(TableContents.of(folder)).isEqualTo(TableContents.of(undisturbed));
  }

  private static NeededReplicates needed(Path folder) throws IOException {
    ResultStore store = ResultStore.open(folder);
    return NeededReplicates.of(WANTED, sweep().trials(), store, store.trials());
  }

  private static SweepRequest sweep() {
    List<PlannedTrial> trials =
        Stream.of(8, 16)
            .flatMap(
                steps ->
                    Stream.iterate(0, seed -> seed + 1)
                        .limit(WANTED.atMost())
                        .map(seed -> PlannedTrial.of(TinyTrials.spec(seed, steps))))
            .toList();
    return new SweepRequest(
        "tiny", trials, Optional.of(WANTED), List.of(), "name = tiny\n", Map.of());
  }
}
