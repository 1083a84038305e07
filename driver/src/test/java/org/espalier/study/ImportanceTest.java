package org.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.espalier.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImportanceTest {

  static List<Reference> references() {
    return Reference.all();
  }

  @ParameterizedTest
  @MethodSource("references")
  void sharesAreThoseOfLeastSquaresOnIndicators(Reference reference) {
    List<Importance> rows = Importance.of(reference.data());
    assertThat(rows).hasSize(reference.importance().size());
    for (int i = 0; i < rows.size(); i++) {
      JsonNode expected = reference.importance().get(i);
      assertThat(rows.get(i).first()).isEqualTo(expected.get(0).asText());
      assertThat(rows.get(i).second()).isEqualTo(expected.get(1).asText());
      assertThat(rows.get(i).share()).isCloseTo(expected.get(2).asDouble(), within(1e-6));
      assertThat(rows.get(i).low()).isBetween(0.0, 1.0);
      assertThat(rows.get(i).high()).isBetween(rows.get(i).low(), 1.0);
    }
  }

  @Test
  void sharesOfAnAdditiveStudyWithoutNoiseAreItsVariances() {
    // 1, 0 against 0, 2: variances 1/4 and 1
    List<Importance> rows = Importance.of(study(t -> t[0] + 2 * t[1], 0, new Random(1)));
    assertThat(rows.get(0).share()).isCloseTo(.2, within(1e-9));
    assertThat(rows.get(1).share()).isCloseTo(.8, within(1e-9));
    assertThat(rows.get(2).share()).isCloseTo(0, within(1e-9));
    assertThat(rows.get(3).share()).isCloseTo(0, within(1e-9));
  }

  /**
   * Two numeric axes of twelve values, each varied while the other is at its base, as two grids of
   * one study do: 23 of their 144 pairs of values occur, but no design drew them.
   */
  @Test
  void axesThatAreVariedOneAfterTheOtherAreNoDesign() {
    var trials = new ArrayList<Observations.Trial>();
    for (int level = 0; level < 12; level++) {
      trials.add(new Observations.Trial(new int[] {level, 0}, "0", level == 5 ? 10 : 0));
      if (level > 0) {
        trials.add(new Observations.Trial(new int[] {0, level}, "0", level == 7 ? 10 : 0));
      }
    }
    double[] numbers = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    var data =
        new Observations(List.of("a", "b"), new int[] {12, 12}, List.of(numbers, numbers), trials);
    // one number for each value of both explains all of it; without a's only that of b is left
    List<Importance> rows = Importance.of(data);
    double whole = 2 * 100 - 20 * 20 / 23.0;
    double without = 100 - 10 * 10 / 12.0; // about the mean of the cells at the base of b
    assertThat(rows).extracting(Importance::second).containsOnly("");
    assertThat(rows.get(0).share()).isCloseTo(without / whole, within(1e-9));
    assertThat(rows.get(1).share()).isCloseTo(without / whole, within(1e-9));
  }

  @Test
  void anExclusiveOrIsAllInteraction() {
    List<Importance> rows = Importance.of(study(t -> t[0] ^ t[1], 0, new Random(1)));
    assertThat(rows)
        .extracting(Importance::share)
        .satisfiesExactly(
            first -> assertThat(first).isCloseTo(0, within(1e-9)),
            second -> assertThat(second).isCloseTo(0, within(1e-9)),
            pair -> assertThat(pair).isCloseTo(1, within(1e-9)),
            seeds -> assertThat(seeds).isCloseTo(0, within(1e-9)));
    assertThat(rows.get(2).first()).isEqualTo("a");
    assertThat(rows.get(2).second()).isEqualTo("b");
  }

  /**
   * One axis of variance 1/4, noise of variance 1/4, and what a seed does to all cells alike, of
   * variance 0, 1/4 or 1: shares of 1/2, 1/3 and 1/6. Over 1,000 studies of twelve seeds the
   * interval holds it in 92 % or more, and the test fails with a probability below 1 in 100,000
   * where that is so: its threshold of 88 % is four standard errors below.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, .5, 1})
  void theIntervalHoldsTheShareWhateverSeedsHaveInCommon(double shared) {
    var random = new Random(Seeds.of(ImportanceTest.class));
    int studies = 1000;
    double share = .25 / (.5 + shared * shared);
    int held = 0;
    double sum = 0;
    for (int study = 0; study < studies; study++) {
      double[] seeds = random.doubles(12).map(u -> shared * random.nextGaussian()).toArray();
      Importance axis = Importance.of(study(t -> t[0], .5, random, seeds)).get(0);
      sum += axis.share();
      if (axis.low() <= share && share <= axis.high()) {
        held++;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "shared %.1f: share %.3f, held in %d of %d%n",
        shared,
        sum / studies,
        held,
        studies);
    assertThat(sum / studies).isCloseTo(share, within(.03));
    assertThat((double) held / studies).isBetween(.88, .975); // nor is it wider than it need be
  }

  /**
   * Two grids of two cells with two seeds of their own. The numbers of cells and seeds leave (0 - 2
   * - 4 + 10)&sup2; / 4 = 4 in the first and (1 - 1 - 5 + 9)&sup2; / 4 = 4 in the second, with a
   * degree of freedom each: the mean square is 4. Within cells the squares add up to 2 + 18 + 0 + 8
   * = 28, and about the mean of 4 to 100. Cells have means of 1 and 7 in both grids, so that the
   * first axis explains 8 times 3&sup2; = 72.
   */
  @Test
  void gridsWithSeedsOfTheirOwnHaveAConstantEach() {
    double[][][] values = {{{0, 2}, {4, 10}}, {{1, 1}, {5, 9}}};
    var trials = new ArrayList<Observations.Trial>();
    for (int grid = 0; grid < 2; grid++) {
      for (int a = 0; a < 2; a++) {
        for (int i = 0; i < 2; i++) {
          String seed = "" + (2 * grid + i);
          trials.add(new Observations.Trial(new int[] {a, grid}, seed, values[grid][a][i]));
        }
      }
    }
    var data = new Observations(List.of("a", "grid"), new int[] {2, 2}, trials);
    List<Importance> rows = Importance.of(data);
    assertThat(rows.get(rows.size() - 1).share()).isCloseTo((28 + 3 * 4) / 100.0, within(1e-9));
    assertThat(rows.get(0).share()).isCloseTo((72 - 4) / 100.0, within(1e-9));
  }

  @Test
  void whereNothingVariesNothingIsImportant() {
    assertThat(Importance.of(study(t -> 1, 0, new Random(1)))).isEmpty();
  }

  /** Sums of such numbers are rounded, so that means differ from the values. */
  @ParameterizedTest
  @ValueSource(doubles = {0, .1, .7, 1, 1e-9, -1234.1})
  void roundingIsNoVariation(double value) {
    for (int cells = 2; cells <= 12; cells++) {
      var trials = new ArrayList<Observations.Trial>();
      for (int trial = 0; trial < 3 * cells; trial++) {
        trials.add(new Observations.Trial(new int[] {trial / 3}, "" + trial % 3, value));
      }
      var data = new Observations(List.of("a"), new int[] {cells}, trials);
      assertThat(Importance.of(data)).as("%d cells", cells).isEmpty();
    }
  }

  @Test
  void smallDifferencesOfLargeNumbersAreVariation() {
    List<Importance> rows = Importance.of(study(t -> 1e6 + 1e-3 * t[0], 0, new Random(1)));
    assertThat(rows.get(0).share()).isCloseTo(1, within(1e-6));
  }

  @Test
  void oneTrialACellTellsNothingOfSeeds() {
    var trials =
        List.of(
            new Observations.Trial(new int[] {0}, "0", 1),
            new Observations.Trial(new int[] {1}, "0", 2));
    List<Importance> rows = Importance.of(new Observations(List.of("a"), new int[] {2}, trials));
    assertThat(rows.get(0).share()).isEqualTo(1);
    assertThat(rows.get(1).share()).isNaN();
  }

  private static Observations study(ToDoubleFunction<int[]> mean, double deviation, Random random) {
    return study(mean, deviation, random, new double[12]);
  }

  /**
   * Two axes of two levels.
   *
   * @param seeds what each does to all cells
   */
  private static Observations study(
      ToDoubleFunction<int[]> mean, double deviation, Random random, double[] seeds) {
    var trials = new ArrayList<Observations.Trial>();
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 2; b++) {
        for (int seed = 0; seed < seeds.length; seed++) {
          int[] level = {a, b};
          double value =
              mean.applyAsDouble(level) + seeds[seed] + deviation * random.nextGaussian();
          trials.add(new Observations.Trial(level, "" + seed, value));
        }
      }
    }
    return new Observations(List.of("a", "b"), new int[] {2, 2}, trials);
  }
}
