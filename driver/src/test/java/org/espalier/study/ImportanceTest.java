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
   * One axis of variance 1/4, noise of variance 1/4: a share of one half each. Over 1,000 studies
   * of twelve seeds the interval holds it in about 92 %, and the test fails with a probability
   * below 1 in 100,000 where that is so: its threshold of 88 % is four standard errors below.
   */
  @Test
  void theIntervalHoldsTheShare() {
    var random = new Random(Seeds.of(ImportanceTest.class));
    int studies = 1000;
    int held = 0;
    double sum = 0;
    for (int study = 0; study < studies; study++) {
      Importance axis = Importance.of(study(t -> t[0], .5, random)).get(0);
      sum += axis.share();
      if (axis.low() <= .5 && .5 <= axis.high()) {
        held++;
      }
    }
    System.out.printf(Locale.ROOT, "share %.3f, held in %d of %d%n", sum / studies, held, studies);
    assertThat(sum / studies).isCloseTo(.5, within(.02));
    assertThat((double) held / studies).isGreaterThan(.88);
  }

  @Test
  void whereNothingVariesNothingIsImportant() {
    assertThat(Importance.of(study(t -> 1, 0, new Random(1)))).isEmpty();
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

  /** Two axes of two levels, twelve seeds a cell. */
  private static Observations study(ToDoubleFunction<int[]> mean, double deviation, Random random) {
    var trials = new ArrayList<Observations.Trial>();
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 2; b++) {
        for (int seed = 0; seed < 12; seed++) {
          int[] level = {a, b};
          double value = mean.applyAsDouble(level) + deviation * random.nextGaussian();
          trials.add(new Observations.Trial(level, "" + seed, value));
        }
      }
    }
    return new Observations(List.of("a", "b"), new int[] {2, 2}, trials);
  }
}
