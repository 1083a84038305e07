package org.espalier.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class MeanTest {

  @Test
  void theErrorInOneCellIsTheSampleDeviationOverTheRootOfN() {
    // squares about the mean 2.5: 2.25 + .25 + .25 + 2.25 = 5; sqrt(5 / 3 / 4) = .6455
    assertThat(Mean.of(cell("a", 1.0, 2.0, 3.0, 4.0))).hasToString("2.500 ± 0.645");
  }

  @Test
  void oneValueHasNoErrorAndNaNIsNoValue() {
    assertThat(Mean.of(cell("a", 0.5, Double.NaN))).hasToString("0.500");
    assertThat(Mean.of(cell("a", Double.NaN))).hasToString("");
    assertThat(Mean.of(cell("a", Double.NaN)).least()).isZero();
  }

  @Test
  void differentSettingsAreNoReplicates() {
    List<Mean.Value> values = new ArrayList<>(cell("low", .1, .1, .1));
    values.addAll(cell("high", .9, .9, .9));
    Mean mean = Mean.of(values);
    assertThat(mean.n()).isEqualTo(3);
    assertThat(mean.mean()).isCloseTo(.5, within(1e-12));
    assertThat(mean.standardError()).isCloseTo(0, within(1e-12));
  }

  @Test
  void aCellWithFewerSeedsCountsAsMuchAsAnother() {
    List<Mean.Value> values = new ArrayList<>(cell("a", .1, .3, .2, .2));
    values.addAll(cell("b", .8, 1.0));
    Mean mean = Mean.of(values);
    assertThat(mean.n()).isEqualTo(4);
    assertThat(mean.least()).isEqualTo(2);
    assertThat(mean.mean()).isCloseTo(.55, within(1e-12));
    // deviations by seed: -.1/sqrt(12) - .1/sqrt(2), .1/sqrt(12) + .1/sqrt(2), 0, 0
    double u = .1 / Math.sqrt(12) + .1 / Math.sqrt(2);
    assertThat(mean.standardError()).isCloseTo(Math.sqrt(2 * u * u) / 2, within(1e-12));
  }

  /**
   * Seeds that all cells share, with an effect of their own (as a graph has that is drawn from the
   * seed): the error is that of the seeds' means, of which independent cells would make too little.
   */
  @Test
  void sharedSeedsCountOnce() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    List<Mean.Value> values = new ArrayList<>();
    var seeds = new ArrayList<Mean.Value>();
    for (int seed = 0; seed < 7; seed++) {
      double effect = random.nextDouble();
      double sum = 0;
      for (int c = 0; c < 5; c++) {
        double value = effect + c + random.nextDouble() / 10;
        values.add(new Mean.Value(c, seed, value));
        sum += value;
      }
      seeds.add(new Mean.Value("all", seed, sum / 5));
    }
    assertThat(Mean.of(values).mean()).isCloseTo(Mean.of(seeds).mean(), within(1e-12));
    assertThat(Mean.of(values).standardError())
        .isCloseTo(Mean.of(seeds).standardError(), within(1e-12));
  }

  private static List<Mean.Value> cell(String name, double... values) {
    var cell = new ArrayList<Mean.Value>();
    for (int seed = 0; seed < values.length; seed++) {
      cell.add(new Mean.Value(name, seed, values[seed]));
    }
    return cell;
  }
}
