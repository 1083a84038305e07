package org.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.espalier.Seeds;
import org.espalier.metric.Bounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ContrastTest {
  private static final int EXACT = 14;

  static List<Reference> references() {
    return Reference.all();
  }

  @ParameterizedTest
  @MethodSource("references")
  void contrastsAreThoseOfSciPy(Reference reference) {
    List<Contrast> contrasts = Contrast.all(reference.data(), Bounds.NONE);
    assertThat(contrasts).hasSize(reference.contrasts().size());
    for (int i = 0; i < contrasts.size(); i++) {
      JsonNode expected = reference.contrasts().get(i);
      Contrast contrast = contrasts.get(i);
      assertThat(contrast.axis()).isEqualTo(expected.get(0).asText());
      assertThat(contrast.first()).isEqualTo(expected.get(1).asInt());
      assertThat(contrast.second()).isEqualTo(expected.get(2).asInt());
      assertThat(contrast.n()).isEqualTo(expected.get(3).asInt());
      assertThat(contrast.pairs()).isEqualTo(expected.get(4).asInt());
      assertThat(contrast.difference()).isCloseTo(expected.get(5).asDouble(), within(1e-9));
      assertEnd(contrast.low(), expected.get(6));
      assertEnd(contrast.high(), expected.get(7));
      assertThat(contrast.p()).isCloseTo(expected.get(8).asDouble(), within(error(contrast)));
      // of as many contrasts as the axis has, at most six
      assertThat(contrast.adjusted())
          .isCloseTo(expected.get(9).asDouble(), within(6 * error(contrast)));
    }
  }

  private static void assertEnd(double end, JsonNode expected) {
    if (expected.isNull()) {
      assertThat(end).isNaN();
    } else {
      assertThat(end).isCloseTo(expected.asDouble(), within(1e-9));
    }
  }

  /** None where all assignments are counted; else five standard errors of both Monte Carlos. */
  private static double error(Contrast contrast) {
    double p = Math.max(contrast.p(), 1e-3);
    return contrast.n() <= EXACT ? 1e-12 : 5 * Math.sqrt(2 * p * (1 - p) / 9999) + 2e-4;
  }

  @Test
  void theNormalApproximationOfManyPairsContinuesTheRandomSigns() {
    var random = new Random(17); // fixed: one number against the other
    double[] differences = random.doubles(1000, -.45, .55).toArray();
    double drawn = SignFlips.p(differences);
    double approximate = SignFlips.p(Arrays.copyOf(differences, 1001)); // one more, which is 0
    assertThat(approximate)
        .isCloseTo(drawn, within(5 * Math.sqrt(drawn * (1 - drawn) / 9999) + 1e-4));
  }

  @Test
  void holmsAdjustmentIsThatOfHisPaper() {
    assertThat(Contrast.holm(new double[] {.01, .04, .03, .005}))
        .containsExactly(new double[] {.03, .06, .06, .02}, within(1e-12));
  }

  @Test
  void noDifferenceIsNoEvidence() {
    assertThat(SignFlips.p(new double[] {0, 0, 0})).isEqualTo(1);
    assertThat(SignFlips.p(new double[] {1, 1, 1, 1, 1})).isEqualTo(2.0 / 32);
  }

  /**
   * Of four seeds each has .2 more at the second level: of -1 to 1, at most a share 1 - .025^(1/4)
   * = .602 of the seeds differs otherwise.
   */
  @Test
  void equalDifferencesTellWhatAsManySeedsCanExclude() {
    var trials = new ArrayList<Observations.Trial>();
    for (int seed = 0; seed < 4; seed++) {
      trials.add(new Observations.Trial(new int[] {0}, "" + seed, .1 + seed / 10.0));
      trials.add(new Observations.Trial(new int[] {1}, "" + seed, .3 + seed / 10.0));
    }
    var data = new Observations(List.of("axis"), new int[] {2}, trials);
    Contrast bounded = Contrast.all(data, Bounds.UNIT.ofDifferences()).get(0);
    assertThat(bounded.difference()).isCloseTo(.2, within(1e-12));
    assertThat(bounded.low()).isCloseTo(.2 - .6023646 * 1.2, within(1e-6));
    assertThat(bounded.high()).isCloseTo(.2 + .6023646 * .8, within(1e-6));
    Contrast unbounded = Contrast.all(data, Bounds.NONE).get(0);
    assertThat(unbounded.low()).isNaN();
    assertThat(unbounded.high()).isNaN();
  }

  @Test
  void theOrderOfTrialsChangesNothing() {
    Observations data = Reference.all().get(1).data();
    var shuffled = new ArrayList<>(data.trials());
    java.util.Collections.shuffle(shuffled, new Random(Seeds.of(ContrastTest.class)));
    assertThat(Contrast.all(new Observations(data.axes(), data.levels(), shuffled), Bounds.NONE))
        .isEqualTo(Contrast.all(data, Bounds.NONE));
  }

  /**
   * An axis of four levels that does nothing: some contrast is below .05 after Holm's adjustment in
   * at most 5 % of studies. Over 2,000 studies a rate of just 5 % is exceeded by four standard
   * errors with a probability of 1 in 30,000.
   */
  @Test
  void anAxisThatDoesNothingIsRarelyTakenForOneThatDoes() {
    var random = new Random(Seeds.of(ContrastTest.class));
    int studies = 2000;
    int wrong = 0;
    for (int study = 0; study < studies; study++) {
      var trials = new ArrayList<Observations.Trial>();
      for (int seed = 0; seed < 10; seed++) {
        for (int level = 0; level < 4; level++) {
          trials.add(new Observations.Trial(new int[] {level}, "" + seed, random.nextGaussian()));
        }
      }
      var data = new Observations(List.of("axis"), new int[] {4}, trials);
      if (Contrast.all(data, Bounds.NONE).stream().anyMatch(c -> c.adjusted() < .05)) {
        wrong++;
      }
    }
    double rate = (double) wrong / studies;
    System.out.printf(Locale.ROOT, "family-wise error rate %.4f over %d studies%n", rate, studies);
    assertThat(rate).isLessThan(.05 + 4 * Math.sqrt(.05 * .95 / studies));
  }

  /**
   * An axis that does nothing in a study of many settings, whose replicates differ in how it acts
   * on them, alike in every setting: as graphs do. Each setting more is no more evidence. Of 1,000
   * studies, tests at 5 % reject more than five standard errors above that, or intervals of 95 %
   * miss more, with a probability of 1 in 3,000,000.
   */
  @Test
  void settingsOfOneReplicateAreNoFurtherEvidence() {
    var random = new Random(Seeds.of(ContrastTest.class));
    int studies = 1000;
    int rejected = 0;
    int missed = 0;
    for (int study = 0; study < studies; study++) {
      var trials = new ArrayList<Observations.Trial>();
      for (int seed = 0; seed < 7; seed++) {
        double acts = random.nextGaussian();
        for (int setting = 0; setting < 8; setting++) {
          for (int level = 0; level < 2; level++) {
            double value = level * acts + .3 * random.nextGaussian();
            trials.add(new Observations.Trial(new int[] {level, setting}, "" + seed, value));
          }
        }
      }
      Contrast contrast =
          Contrast.of(
                  new Observations(List.of("axis", "of"), new int[] {2, 8}, trials), 0, Bounds.NONE)
              .get(0);
      assertThat(contrast.n()).isEqualTo(7);
      assertThat(contrast.pairs()).isEqualTo(56);
      rejected += contrast.p() < .05 ? 1 : 0;
      missed += contrast.low() > 0 || contrast.high() < 0 ? 1 : 0;
    }
    System.out.printf(Locale.ROOT, "rejected %d, missed %d of %d%n", rejected, missed, studies);
    double most = studies * .05 + 5 * Math.sqrt(studies * .05 * .95);
    assertThat(rejected).isLessThan((int) most);
    assertThat(missed).isLessThan((int) most);
  }
}
