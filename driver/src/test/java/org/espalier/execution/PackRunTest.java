package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.espalier.plan.Lease;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.plan.TrialPack;
import org.espalier.table.Storage;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs that take longer than was expected. */
final class PackRunTest {
  private static final String RUN = "run";
  private static final Duration NEVER = Duration.ofHours(1);

  /** More nanoseconds than a long can count. */
  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);

  private final List<PlannedTrial> trials = TinyTrials.trials(0, 4);
  private final List<Integer> storedBefore = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  void trialsThatEndedAreStoredWhileTheirLatePackGoesOn() throws Exception {
    PackOutcome outcome = run(Duration.ZERO, new PackRun.Attempt("first", false, true));

    assertThat(storedBefore).containsExactly(0, 1, 2, 3);
    assertThat(outcome.error()).isEmpty();
    assertThat(outcome.trials()).extracting(TrialOutcome::id).isEqualTo(ids());
    assertThat(stored()).isEqualTo(4);
  }

  @Test
  void trialsOfAPackInTimeAreStoredTogether() throws Exception {
    run(LONGEST, new PackRun.Attempt("first", false, true));

    assertThat(storedBefore).containsExactly(0, 0, 0, 0);
    assertThat(stored()).isEqualTo(4);
  }

  @Test
  void anotherAttemptTrainsOnlyWhatTheFirstHasNotStored() throws Exception {
    run(Duration.ZERO, new PackRun.Attempt("first", false, true));
    storedBefore.clear();

    PackOutcome again = run(Duration.ZERO, new PackRun.Attempt("second", true, true));

    assertThat(storedBefore).isEmpty();
    assertThat(again.trials()).extracting(TrialOutcome::id).isEqualTo(ids());
  }

  @Test
  void aPackThatCannotBeStoredIsAttemptedThreeTimes() {
    var failed = new PackOutcome(0, List.of(), "host", "No space left on device");
    assertThat(List.of(0, 1, 2)).filteredOn(failed::isForAnotherAttempt).containsExactly(0, 1);
    var stored = new PackOutcome(0, List.of(), "host", "");
    assertThat(stored.isForAnotherAttempt(0)).isFalse();
  }

  private PackOutcome run(Duration commitAfter, PackRun.Attempt attempt) throws Exception {
    Storage storage = Storage.of(folder);
    TrialFunction counting =
        (spec, limits, listener) -> {
          storedBefore.add(stored());
          return TrialRunner.run(spec, limits, listener);
        };
    var settings = new PackRun.Settings(RUN, "tiny", NEVER, 0, commitAfter, NEVER, false, counting);
    try (Lease lease = Lease.acquire(storage, RUN, false)) {
      assertThat(lease).isNotNull();
      return new PackRun(settings, storage, RunWatch.of(RUN, storage), progress -> {})
          .run(new TrialPack(0, trials, 1), attempt);
    } finally {
      RunWatch.forget(RUN);
    }
  }

  private int stored() throws IOException {
    return ResultStore.open(folder).trials().count();
  }

  private List<TrialId> ids() {
    return trials.stream().map(PlannedTrial::id).toList();
  }
}
