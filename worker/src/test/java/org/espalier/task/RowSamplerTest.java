package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.espalier.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowSamplerTest {

  private static final int ROWS = 100_000;

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 0.01, 0.1, 0.5, 1, 2.5, 40})
  void logarithmsOfGammaVariatesHaveTheirDistribution(double alpha) {
    var random = new Xoshiro256(Seeds.of("logarithmsOfGammaVariates", 21));
    LogGamma gamma = LogGamma.of(alpha);
    double[] sample =
        DoubleStream.generate(() -> gamma.sample(random.next(), random)).limit(200_000).toArray();
    // false alarm 3e-7 each
    Statistics.assertDrawnFrom(y -> Statistics.gammaCdf(alpha, y), sample);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-100, 1e9, 1e18})
  @Timeout(10)
  void thereIsATableForEveryShapeThatIsAllowed(double alpha) {
    assertThat(LogGamma.SHAPES.complaint(alpha)).isEmpty();
    Xoshiro256 random = new Xoshiro256(1);
    double mean =
        DoubleStream.generate(() -> LogGamma.of(alpha).sample(random.next(), random))
            .limit(1000)
            .average()
            .orElseThrow();
    // ln G is about -E / alpha for a small alpha, and has deviation alpha^(-1/2) about ln alpha for
    // a large one: 8 standard errors, false alarm below 1e-6
    double expected = alpha < 1 ? -1 / alpha : Math.log(alpha);
    double deviation = alpha < 1 ? 1 / alpha : 1 / Math.sqrt(alpha);
    assertThat(mean)
        .isCloseTo(expected, within(8 * deviation / Math.sqrt(1000) + 1e-12 * Math.abs(expected)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.MIN_VALUE, 1e-308, 1e30, Double.MAX_VALUE})
  void shapesWithoutATableAreRefused(double alpha) {
    assertThat(LogGamma.SHAPES.complaint(alpha)).contains("must be in [1e-300, 1e18]");
  }

  /** Fine enough to see one point in three hundred that should have been drawn anew. */
  @Test
  void logarithmsOfGammaVariatesFillEqualBinsEqually() {
    double alpha = 0.1;
    int bins = 200;
    double[] edges = new double[bins - 1];
    for (int i = 1; i < bins; i++) {
      double low = -1000;
      double high = 10;
      for (int halving = 0; halving < 60; halving++) {
        double middle = (low + high) / 2;
        if (Statistics.gammaCdf(alpha, middle) * bins < i) {
          low = middle;
        } else {
          high = middle;
        }
      }
      edges[i - 1] = low;
    }
    var random = new Xoshiro256(Seeds.of("logarithmsFillEqualBins", 29));
    LogGamma gamma = LogGamma.of(alpha);
    long[] counts = new long[bins];
    for (int n = 0; n < 20_000_000; n++) {
      int at = Arrays.binarySearch(edges, gamma.sample(random.next(), random));
      counts[at < 0 ? -at - 1 : at]++;
    }
    double[] even = new double[bins];
    Arrays.fill(even, 1.0 / bins);
    Statistics.assertCounts(counts, even);
  }

  @ParameterizedTest
  @CsvSource({"0.1,2", "0.1,3", "0.1,10", "0.01,3", "0.01,64", "1,5", "30,4"})
  void entriesOfADirichletRowHaveBetaMarginals(double alpha, int vocab) {
    double[][] rows = rows(new TransitionPrior.Dirichlet(alpha), vocab);
    for (int s : new int[] {0, vocab - 1}) {
      assertBeta(alpha, (vocab - 1) * alpha, rows, s);
    }
  }

  /**
   * Compares in ln x below 1/2 and in -ln(1-x) above, with 1-x as the sum of the other entries: a
   * good part of the distribution is nearer to 1 than a double can be.
   */
  private static void assertBeta(double a, double b, double[][] rows, int s) {
    double[] sample = new double[30_000];
    for (int n = 0; n < sample.length; n++) {
      double rest = 0;
      for (int t = 0; t < rows.length; t++) {
        rest += t == s ? 0 : rows[t][n];
      }
      sample[n] = rows[s][n] < rest ? Math.log(rows[s][n]) : -Math.log(rest);
    }
    Statistics.assertDrawnFrom(
        v ->
            v < 0
                ? Statistics.betaCdf(a, b, Math.exp(v))
                : 1 - Statistics.betaCdf(b, a, Math.exp(-v)),
        sample);
  }

  @ParameterizedTest
  @CsvSource({"0.1,3", "0.1,10", "0.01,5", "1,4"})
  void entriesOfADirichletRowHaveItsMoments(double alpha, int vocab) {
    double[][] rows = rows(new TransitionPrior.Dirichlet(alpha), vocab);
    double total = alpha * vocab;
    double mean = 1.0 / vocab;
    double variance = mean * (1 - mean) / (total + 1);
    double covariance = -mean * mean / (total + 1);
    // |pi_s| <= 1: sums of n terms have a deviation of at most sqrt(n) times .5; false alarm 2e-9
    double bound = 6 * 0.5 / Math.sqrt(ROWS);
    for (int s = 0; s < vocab; s++) {
      assertThat(mean(rows[s], null)).isCloseTo(mean, bound(bound));
      assertThat(mean(rows[s], rows[s])).isCloseTo(variance + mean * mean, bound(bound));
      for (int t = 0; t < s; t++) {
        assertThat(mean(rows[s], rows[t])).isCloseTo(covariance + mean * mean, bound(bound / 2));
      }
    }
  }

  @Test
  void asymmetricRowsHaveTheMarginalsOfTheirOwnParameters() {
    var alphas = List.of(0.05, 0.5, 3.0, 0.5);
    double[][] rows = rows(new TransitionPrior.Asymmetric(alphas), 4);
    for (int s = 0; s < 4; s++) {
      double a = alphas.get(s);
      assertBeta(a, 4.05 - a, rows, s);
    }
  }

  @Test
  void uniformRowsAreUniformOnTheSimplex() {
    double[][] rows = rows(new TransitionPrior.Uniform(), 3);
    Statistics.assertDrawnFrom(x -> 1 - (1 - x) * (1 - x), rows[1]);
  }

  @Test
  void nearDeterministicRowsKeepOneSuccessorUniformly() {
    double[][] rows = rows(new TransitionPrior.NearDeterministic(0.9), 5);
    long[] likely = new long[5];
    for (int n = 0; n < ROWS; n++) {
      for (int s = 0; s < 5; s++) {
        boolean is = rows[s][n] > 0.5;
        assertThat(rows[s][n]).isCloseTo(is ? 0.9 : 0.025, bound(1e-15));
        likely[s] += is ? 1 : 0;
      }
    }
    assertThat(likely[0] + likely[1] + likely[2] + likely[3] + likely[4]).isEqualTo(ROWS);
    Statistics.assertCounts(likely, new double[] {.2, .2, .2, .2, .2});
  }

  @Test
  void rowsSumToOneEvenWhereEveryEntryUnderflows() {
    for (double alpha : new double[] {1e-5, 1e-3, 0.01}) {
      double[][] rows = rows(new TransitionPrior.Dirichlet(alpha), 2);
      for (int n = 0; n < ROWS; n++) {
        assertThat(rows[0][n] + rows[1][n]).isCloseTo(1, bound(1e-12));
      }
    }
  }

  /** [S][ROWS]. */
  private static double[][] rows(TransitionPrior prior, int vocab) {
    var random = new Xoshiro256(Seeds.of(prior.toString(), 22));
    var sampler = prior.rows(vocab, 1, 1, TransitionLoops.fastest());
    double[][] rows = new double[vocab][ROWS];
    double[] row = new double[vocab];
    for (int n = 0; n < ROWS; n++) {
      sampler.drawRow(row, 0, random);
      for (int s = 0; s < vocab; s++) {
        rows[s][n] = row[s];
      }
    }
    return rows;
  }

  private static double mean(double[] a, double[] b) {
    double sum = 0;
    for (int n = 0; n < a.length; n++) {
      sum += a[n] * (b == null ? 1 : b[n]);
    }
    return sum / a.length;
  }

  private static org.assertj.core.data.Offset<Double> bound(double bound) {
    return org.assertj.core.data.Offset.offset(bound);
  }
}
