package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import org.espalier.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransitionTileTest {

  private static final MathContext DIGITS = new MathContext(120);

  @ParameterizedTest
  @CsvSource({"2,1", "3,1", "10,1", "64,1", "3,0.3", "7,0.3"})
  void stationaryDistributionIsThatOfPowerIteration(int vocab, double alpha) {
    TransitionTile transitions = draw(new TransitionPrior.Dirichlet(alpha), vocab, 23);
    for (int lane = 0; lane < transitions.lanes(); lane++) {
      double[] mu = powerIteration(transitions, vocab, lane);
      for (int s = 0; s < vocab; s++) {
        assertRatio(transitions.probability(vocab, s, lane), mu[s], 1e-12);
      }
    }
  }

  /** Exact squarings of the given doubles: the chain may need 1e30 steps to mix. */
  @ParameterizedTest
  @CsvSource({"2,0.1", "3,0.05", "4,0.1", "2,0.02"})
  void stationaryDistributionOfAlmostReducibleChainsIsExact(int vocab, double alpha) {
    TransitionTile transitions = draw(new TransitionPrior.Dirichlet(alpha), vocab, 24);
    for (int lane = 0; lane < 8; lane++) {
      BigDecimal[] mu = exact(transitions, vocab, lane);
      for (int s = 0; s < vocab; s++) {
        assertRatio(transitions.probability(vocab, s, lane), mu[s].doubleValue(), 1e-12);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 1e-3, 0.01, 0.1})
  void distributionOfTwoStatesIsTheRatioOfTheirExits(double alpha) {
    var random = new Xoshiro256(Seeds.of("distributionOfTwoStates", 25));
    var transitions = new TransitionTile(new TransitionPrior.Dirichlet(alpha), 2);
    var logs =
        new TransitionPrior.Dirichlet(alpha)
            .rows(2, 2, transitions.lanes(), TransitionLoops.fastest());
    double[][] rows = new double[4][transitions.lanes()];
    for (int block = 0; block < 20; block++) {
      for (int lane = 0; lane < transitions.lanes(); lane++) {
        var twin = new Xoshiro256(0);
        twin.copyFrom(random);
        transitions.draw(lane, random);
        logs.draw(rows, lane, twin);
      }
      transitions.complete(transitions.lanes());
      for (int lane = 0; lane < transitions.lanes(); lane++) {
        double[] logP = logs.logarithms(rows, lane);
        double mu0 = 1 / (1 + Math.exp(logP[1] - logP[2]));
        assertThat(transitions.probability(2, 0, lane)).isBetween(mu0 - 1e-12, mu0 + 1e-12);
        assertThat(transitions.probability(2, 0, lane) + transitions.probability(2, 1, lane))
            .isBetween(1 - 1e-12, 1 + 1e-12);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 10, 17, 33, 64})
  void symbolsAreDrawnFromTheRowsAndFromTheStationaryDistribution(int vocab) {
    var random = new Xoshiro256(Seeds.of("symbolsAreDrawn", 26));
    TransitionTile transitions = draw(new TransitionPrior.Dirichlet(0.5), vocab, 27);
    int lanes = transitions.lanes();
    int[] rows = new int[lanes];
    int[] tokens = new int[lanes];
    double[] u = new double[lanes];
    int lane = lanes - 1;
    for (int row : new int[] {0, vocab - 1, vocab}) {
      var frequencies = new Statistics.Frequency[vocab];
      Arrays.setAll(frequencies, s -> new Statistics.Frequency());
      Arrays.fill(rows, row);
      for (int n = 0; n < 20_000; n++) {
        for (int l = 0; l < lanes; l++) {
          u[l] = random.nextPositive();
        }
        transitions.draw(new Symbols(rows, 0), new Uniforms(u, 0), new Symbols(tokens, 0), lanes);
        for (int s = 0; s < vocab; s++) {
          frequencies[s].add(tokens[lane] == s, transitions.probability(row, s, lane));
        }
      }
      // at most 3 * 64 comparisons at 6 standard deviations: false alarm 4e-7
      for (int s = 0; s < vocab; s++) {
        frequencies[s].check(String.format(Locale.ROOT, "symbol %d from row %d", s, row));
      }
    }
  }

  @Test
  void theEndsOfTheUnitIntervalDrawSymbols() {
    TransitionTile transitions = draw(new TransitionPrior.Dirichlet(0.01), 5, 28);
    int lanes = transitions.lanes();
    int[] rows = new int[lanes];
    int[] tokens = new int[lanes];
    double[] u = new double[lanes];
    for (int row = 0; row <= 5; row++) {
      Arrays.fill(rows, row);
      for (double end : new double[] {0x1.0p-53, 1}) {
        Arrays.fill(u, end);
        transitions.draw(new Symbols(rows, 0), new Uniforms(u, 0), new Symbols(tokens, 0), lanes);
        assertThat(Arrays.stream(tokens)).allMatch(t -> t >= 0 && t < 5);
      }
    }
  }

  private static TransitionTile draw(TransitionPrior prior, int vocab, long seed) {
    var random = new Xoshiro256(Seeds.of("distributions", seed));
    var transitions = new TransitionTile(prior, vocab);
    for (int lane = 0; lane < transitions.lanes(); lane++) {
      transitions.draw(lane, random);
    }
    transitions.complete(transitions.lanes());
    return transitions;
  }

  private static void assertRatio(double actual, double expected, double tolerance) {
    if (expected > 1e-280) {
      assertThat(actual / expected).isBetween(1 - tolerance, 1 + tolerance);
    }
  }

  /** mu <- mu pi from the uniform distribution until it stays. */
  private static double[] powerIteration(TransitionTile transitions, int vocab, int lane) {
    double[] mu = new double[vocab];
    Arrays.fill(mu, 1.0 / vocab);
    for (int step = 0; step < 20_000; step++) {
      double[] next = new double[vocab];
      double sum = 0;
      for (int s = 0; s < vocab; s++) {
        for (int r = 0; r < vocab; r++) {
          next[s] += mu[r] * transitions.probability(r, s, lane);
        }
        sum += next[s];
      }
      double change = 0;
      for (int s = 0; s < vocab; s++) {
        next[s] /= sum;
        change = Math.max(change, Math.abs(next[s] - mu[s]) / next[s]);
      }
      mu = next;
      if (change < 1e-16) {
        break;
      }
    }
    return mu;
  }

  /** A row of ((I + pi) / 2)^(2^300) in 120 digits. */
  private static BigDecimal[] exact(TransitionTile transitions, int vocab, int lane) {
    BigDecimal[][] m = new BigDecimal[vocab][vocab];
    for (int r = 0; r < vocab; r++) {
      BigDecimal off = BigDecimal.ZERO;
      for (int s = 0; s < vocab; s++) {
        if (s != r) {
          m[r][s] = new BigDecimal(transitions.probability(r, s, lane) / 2);
          off = off.add(m[r][s]);
        }
      }
      m[r][r] = BigDecimal.ONE.subtract(off);
    }
    for (int squaring = 0; squaring < 300; squaring++) {
      BigDecimal[][] next = new BigDecimal[vocab][vocab];
      for (int r = 0; r < vocab; r++) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int s = 0; s < vocab; s++) {
          BigDecimal entry = BigDecimal.ZERO;
          for (int k = 0; k < vocab; k++) {
            entry = entry.add(m[r][k].multiply(m[k][s], DIGITS), DIGITS);
          }
          next[r][s] = entry;
          sum = sum.add(entry, DIGITS);
        }
        for (int s = 0; s < vocab; s++) {
          next[r][s] = next[r][s].divide(sum, DIGITS);
        }
      }
      m = next;
    }
    return m[0];
  }
}
