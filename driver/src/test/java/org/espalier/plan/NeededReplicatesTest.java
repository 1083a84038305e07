package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.execution.TinyTrials;
import org.espalier.sweep.Replicates;
import org.espalier.trial.TrialId;
import org.espalier.trial.TrialStatus;
import org.junit.jupiter.api.Test;

/** Two cells, told apart by their steps, of up to twelve seeds each. */
final class NeededReplicatesTest {
  private static final Replicates WANTED = new Replicates(List.of("test_loss"), .1, 3, 12);
  private static final int FIRST = 4;
  private static final int SECOND = 8;

  private final List<StoredTrial> stored = new ArrayList<>();
  private final Map<TrialId, double[]> metrics = new HashMap<>();

  @Test
  void anEmptyStoreNeedsTheFirstReplicatesOfEveryCell() {
    NeededReplicates needed = needed();
    assertThat(seeds(needed, FIRST)).containsExactly(0L, 1L, 2L);
    assertThat(seeds(needed, SECOND)).containsExactly(0L, 1L, 2L);
    assertThat(needed.open()).hasSize(2);
  }

  @Test
  void onlyCellsWithWideIntervalsGetMore() {
    store(FIRST, .50, .51, .52);
    store(SECOND, .1, .5, .9);
    NeededReplicates needed = needed();
    assertThat(seeds(needed, FIRST)).hasSize(3);
    assertThat(seeds(needed, SECOND)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(needed.narrow()).isEqualTo(1);
    assertThat(needed.open())
        .singleElement()
        .satisfies(
            cell -> {
              assertThat(cell.first().spec().training().steps()).isEqualTo(SECOND);
              assertThat(cell.stored()).isEqualTo(3);
              assertThat(cell.needed()).isEqualTo(4);
            });
  }

  @Test
  void aCellThatStaysWideEndsAtTheMost() {
    store(FIRST, .50, .51, .52);
    store(SECOND, IntStream.range(0, 12).mapToDouble(i -> i % 3).toArray());
    NeededReplicates needed = needed();
    assertThat(seeds(needed, SECOND)).hasSize(12);
    assertThat(needed.exhausted()).hasSize(1);
    assertThat(needed.narrow()).isEqualTo(1);
    assertThat(needed.open()).isEmpty();
  }

  @Test
  void aReplicateThatIsNotStoredIsWaitedForWhateverLaterOnesSay() {
    store(FIRST, .50, .51, .52);
    storeOne(SECOND, 0, .1);
    storeOne(SECOND, 2, .9);
    storeOne(SECOND, 7, .5);
    assertThat(seeds(needed(), SECOND)).containsExactly(0L, 1L, 2L);
  }

  @Test
  void trialsThatFailedAreStoredAndHaveNoValue() {
    store(FIRST, .50, .51, .52);
    store(SECOND, .5, .5);
    stored.add(storedTrial(SECOND, 2, TrialStatus.DIVERGED));
    // the two that are left are equal, of a loss without bounds: no interval
    assertThat(seeds(needed(), SECOND)).hasSize(4);
  }

  /** The first metric is narrow in both cells, the second in one. */
  @Test
  void aCellIsNarrowOnlyIfAllItsMetricsAre() {
    var both = new Replicates(List.of("test_loss", "loss_gap"), .1, 3, 12);
    double[][] gaps = {{.20, .21, .22}, {.1, .5, .9}};
    for (int cell = 0; cell < gaps.length; cell++) {
      for (int seed = 0; seed < 3; seed++) {
        StoredTrial trial = storedTrial(cell == 0 ? FIRST : SECOND, seed, TrialStatus.SUCCEEDED);
        stored.add(trial);
        metrics.put(trial.id(), new double[] {.50 + .01 * seed, gaps[cell][seed]});
      }
    }
    NeededReplicates needed =
        NeededReplicates.of(both, candidates(), new StoredTrials(stored), metrics);
    assertThat(seeds(needed, FIRST)).hasSize(3);
    assertThat(seeds(needed, SECOND)).hasSize(4);
    assertThat(needed.narrow()).isEqualTo(1);
  }

  @Test
  void aMetricThatNoTrialOfACellHasAsksForNothing() {
    store(FIRST, Double.NaN, Double.NaN, Double.NaN);
    store(SECOND, .50, .51, .52);
    assertThat(needed().trials()).hasSize(6);
    assertThat(needed().narrow()).isEqualTo(2);
  }

  private NeededReplicates needed() {
    return NeededReplicates.of(WANTED, candidates(), new StoredTrials(stored), metrics);
  }

  private static List<PlannedTrial> candidates() {
    return List.of(FIRST, SECOND).stream()
        .flatMap(
            steps ->
                IntStream.range(0, 12)
                    .mapToObj(seed -> PlannedTrial.of(TinyTrials.spec(seed, steps))))
        .toList();
  }

  private static List<Long> seeds(NeededReplicates needed, int steps) {
    return needed.trials().stream()
        .filter(trial -> trial.spec().training().steps() == steps)
        .map(trial -> trial.spec().seeds().seed())
        .toList();
  }

  private void store(int steps, double... values) {
    for (int seed = 0; seed < values.length; seed++) {
      storeOne(steps, seed, values[seed]);
    }
  }

  private void storeOne(int steps, int seed, double value) {
    StoredTrial trial = storedTrial(steps, seed, TrialStatus.SUCCEEDED);
    stored.add(trial);
    metrics.put(trial.id(), new double[] {value});
  }

  private static StoredTrial storedTrial(int steps, int seed, TrialStatus status) {
    return new StoredTrial(TinyTrials.spec(seed, steps).id(), "tiny", status, steps, 0, 1, "pack");
  }
}
