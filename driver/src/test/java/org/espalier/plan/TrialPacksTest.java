package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.Seeds;
import org.espalier.execution.TinyTrials;
import org.junit.jupiter.api.Test;

final class TrialPacksTest {
  private static final PackSizes SIZES = PackSizes.of(Duration.ofSeconds(60), 2);

  /** Steps that take some seconds each. */
  private static final List<Integer> CELLS = List.of(100_000, 400_000, 200_000);

  @Test
  void theFirstReplicateOfEveryCellComesBeforeTheSecondOfAny() {
    List<PlannedTrial> order = order(packs(planned(), planned()));
    assertThat(order.stream().map(t -> t.spec().seeds().seed()))
        .containsExactly(0L, 0L, 0L, 1L, 1L, 1L, 2L, 2L, 2L, 3L, 3L, 3L);
  }

  @Test
  void withinARoundTheLongestComesFirst() {
    List<PlannedTrial> order = order(packs(planned(), planned()));
    assertThat(order.stream().limit(3).map(t -> t.spec().training().steps()))
        .containsExactly(400_000, 200_000, 100_000);
  }

  @Test
  void whatIsStoredCountsAsAReplicateThatWasThere() {
    List<PlannedTrial> missing =
        planned().stream()
            .filter(t -> t.spec().training().steps() != 400_000 || t.spec().seeds().seed() > 1)
            .toList();
    List<PlannedTrial> order = order(packs(planned(), missing));
    assertThat(order.stream().limit(4).map(t -> t.spec().training().steps()))
        .containsExactly(200_000, 100_000, 200_000, 100_000);
  }

  @Test
  void roundsOfATrialOfMillisecondsAreGathered() {
    List<PlannedTrial> tiny = TinyTrials.trials(0, 100);
    assertThat(packs(tiny, tiny)).hasSize(PackSizes.PACKS_PER_CORE * SIZES.cores());
  }

  @Test
  void everyTrialIsInOnePackWhateverIsMissing() {
    var random = new Random(Seeds.of(TrialPacksTest.class));
    for (int i = 0; i < 50; i++) {
      var missing = new ArrayList<>(planned());
      Collections.shuffle(missing, random);
      List<PlannedTrial> some = missing.subList(0, random.nextInt(missing.size() + 1));
      List<TrialPack> packs = packs(planned(), some);
      assertThat(order(packs)).containsExactlyInAnyOrderElementsOf(new HashSet<>(some));
      assertThat(packs)
          .extracting(TrialPack::index)
          .containsExactlyElementsOf(IntStream.range(0, packs.size()).boxed().toList());
    }
  }

  private static List<TrialPack> packs(List<PlannedTrial> planned, List<PlannedTrial> missing) {
    return TrialPacks.of(
        planned,
        SharedTraining.of(missing, StoredEnds.NONE),
        CostModel.calibrated(List.of(), StoredTrials.NONE),
        SIZES);
  }

  private static List<PlannedTrial> order(List<TrialPack> packs) {
    return packs.stream().flatMap(pack -> pack.trials().stream()).toList();
  }

  @Test
  void trialsOfOneTrajectoryAreTogetherAndTheShortestComesFirst() {
    List<PlannedTrial> planned =
        CELLS.stream()
            .flatMap(
                steps ->
                    IntStream.range(0, 4)
                        .mapToObj(seed -> PlannedTrial.of(TinyTrials.spec(seed, steps))))
            .toList();
    List<TrialPack> packs = packs(planned, planned);
    assertThat(packs).hasSize(4);
    for (int seed = 0; seed < 4; seed++) {
      assertThat(packs.get(seed).trials())
          .extracting(trial -> trial.spec().seeds().seed())
          .containsOnly((long) seed);
      assertThat(packs.get(seed).trials())
          .extracting(trial -> trial.spec().training().steps())
          .containsExactly(100_000, 200_000, 400_000);
    }
    double whole =
        CostModel.calibrated(List.of(), StoredTrials.NONE).seconds(TinyTrials.spec(0, 400_000));
    assertThat(packs.get(0).expectedSeconds()).isBetween(whole, whole * 1.01);
  }

  /** Four seeds of each cell, in the order of a sweep: the seed moves fastest. */
  private static List<PlannedTrial> planned() {
    return CELLS.stream()
        .flatMap(
            steps ->
                IntStream.range(0, 4)
                    .mapToObj(seed -> PlannedTrial.of(TinyTrials.spec(seed, steps, steps))))
        .toList();
  }
}
