package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.espalier.Seeds;
import org.junit.jupiter.api.Test;

class TransitionSamplerTest {

  @Test
  void rowsAreDistributionsAndMuIsStationaryHoweverExtremeThePrior() {
    int vocab = 5;
    double[] pi = new double[vocab * vocab];
    double[] mu = new double[vocab];
    List<TransitionPrior> priors =
        List.of(
            new TransitionPrior.Dirichlet(1),
            new TransitionPrior.Dirichlet(.1),
            new TransitionPrior.Dirichlet(.01),
            new TransitionPrior.NearDeterministic(.99));
    for (var prior : priors) {
      var sampler = new TransitionSampler(task(vocab, prior), Seeds.of("stationary", 31));
      for (int draw = 0; draw < 200; draw++) {
        sampler.draw(pi, mu);
        double[] next = new double[vocab];
        for (int r = 0; r < vocab; r++) {
          double sum = 0;
          for (int s = 0; s < vocab; s++) {
            sum += pi[r * vocab + s];
            next[s] += mu[r] * pi[r * vocab + s];
          }
          assertThat(sum).isCloseTo(1, within(1e-12));
        }
        assertThat(next).containsExactly(mu, within(1e-12));
      }
    }
  }

  /** E pi(s'|s)^2 = (alpha + 1) / (S (S alpha + 1)); 5 standard errors, false alarm 6e-7. */
  @Test
  void rowsHaveTheSecondMomentOfTheirPrior() {
    int vocab = 4;
    double alpha = .5;
    double[] pi = new double[vocab * vocab];
    double[] mu = new double[vocab];
    var sampler =
        new TransitionSampler(
            task(vocab, new TransitionPrior.Dirichlet(alpha)), Seeds.of("second moment", 32));
    int draws = 20_000;
    double sum = 0;
    double squares = 0;
    for (int draw = 0; draw < draws; draw++) {
      sampler.draw(pi, mu);
      double square = pi[1] * pi[1];
      sum += square;
      squares += square * square;
    }
    double mean = sum / draws;
    double error = Math.sqrt((squares / draws - mean * mean) / draws);
    double expected = (alpha + 1) / (vocab * (vocab * alpha + 1));
    assertThat(mean).isCloseTo(expected, within(5 * error));
  }

  @Test
  void equalSeedsDrawEqualDistributions() {
    double[][] distributions = new double[3][9];
    long[] seeds = {33, 33, 34};
    for (int k = 0; k < seeds.length; k++) {
      var sampler = new TransitionSampler(task(3, new TransitionPrior.Uniform()), seeds[k]);
      sampler.draw(distributions[k], new double[3]);
    }
    assertThat(distributions[0]).isEqualTo(distributions[1]).isNotEqualTo(distributions[2]);
  }

  private static TaskSettings task(int vocab, TransitionPrior prior) {
    return new TaskSettings(vocab, 3, prior, 0, 0);
  }
}
