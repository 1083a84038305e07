package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.espalier.Seeds;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphMixture;
import org.espalier.graph.Mixture;
import org.espalier.graph.Violations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Doubly stochastic matrices in tasks without a query, whose rows are not drawn one by one. */
class WholeMatricesTest {
  private static final GraphFamily CHAIN = lag(1);

  private static GraphFamily lag(int lag) {
    return new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE, lag - 1);
  }

  private static SequenceProcess process(
      GraphFamily family, int vocab, int length, double alpha, int pool) {
    var prior = new TransitionPrior.DoublyStochastic(alpha);
    var task =
        new TaskSettings(vocab, length, prior, 0, 0, RootDistribution.AUTO, Target.LAW, pool);
    return SequenceProcess.of(GraphMixture.draw(family, Violations.NONE, length, null), task, 71);
  }

  private static SequenceBatch allTargets(SequenceProcess process, int size, long seed) {
    TaskSettings task = process.task();
    var batch = SequenceBatch.allocateWithAllTargets(size, task.length(), task.vocab());
    new SequenceSampler(process, seed).draw(batch);
    return batch;
  }

  /**
   * Of two symbols a sequence with m transitions to the same symbol and n to the other has the
   * probability B(a + m, a + n) / (2 B(a, a)). The chi-square fails by chance once in 1e7 seeds.
   */
  @Test
  void sequencesOfTwoSymbolsHaveTheirLaw() {
    double a = 0.7;
    int length = 5;
    SequenceProcess process = process(CHAIN, 2, length, a, 0);
    SequenceBatch batch = allTargets(process, 100_000, Seeds.of("sequencesOfTwoSymbols", 72));
    long[] counts = new long[1 << length];
    for (int b = 0; b < batch.size(); b++) {
      int cell = 0;
      for (int i = 0; i < length; i++) {
        cell = 2 * cell + batch.token(b, i);
      }
      counts[cell]++;
    }
    double[] expected = new double[1 << length];
    for (int cell = 0; cell < expected.length; cell++) {
      double[] n = {a, a};
      expected[cell] = 0.5;
      for (int i = 1; i < length; i++) {
        int differs = (cell >> i & 1) == (cell >> (i - 1) & 1) ? 0 : 1;
        expected[cell] *= n[differs] / (n[0] + n[1]);
        n[differs]++;
      }
    }
    Statistics.assertCounts(counts, expected);
  }

  /** The rows that a sequence shows are of one matrix, whose columns sum to 1. */
  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void theRowsOfASequenceAreOfOneDoublyStochasticMatrix(int pool) {
    SequenceProcess process = process(CHAIN, 3, 24, 1, pool);
    SequenceBatch batch = allTargets(process, 200, Seeds.of("theRowsOfASequence", 73));
    int whole = 0;
    for (int b = 0; b < batch.size(); b++) {
      double[][] rows = new double[3][];
      for (int i = 0; i < 24; i++) {
        double[] row = new double[3];
        for (int s = 0; s < 3; s++) {
          row[s] = batch.target(b, i, s);
        }
        int symbol = batch.token(b, i);
        if (rows[symbol] != null) {
          assertThat(row).containsExactly(rows[symbol]);
        }
        rows[symbol] = row;
      }
      if (Arrays.stream(rows).allMatch(row -> row != null)) {
        whole++;
        for (int s = 0; s < 3; s++) {
          assertThat(rows[0][s] + rows[1][s] + rows[2][s]).isCloseTo(1, within(1e-6));
        }
      }
    }
    assertThat(whole).isGreaterThan(100);
  }

  /** All transitions so far tell of the one number that a matrix of two symbols has. */
  @Test
  void thePosteriorOfTwoSymbolsCountsAllTransitionsAndIsBayes() {
    double a = 0.4;
    SequenceProcess process = process(CHAIN, 2, 9, a, 0);
    SequenceBatch batch = allTargets(process, 50, Seeds.of("thePosteriorOfTwoSymbols", 74));
    Predictor posterior = TransitionPosteriors.of(process, 9);
    double[] f = new double[18];
    for (int b = 0; b < batch.size(); b++) {
      posterior.predict(batch, b, f);
      double[] n = {a, a};
      for (int i = 0; i < 9; i++) {
        if (i > 0) {
          n[batch.token(b, i) == batch.token(b, i - 1) ? 0 : 1]++;
        }
        assertThat(f[2 * i + batch.token(b, i)]).isCloseTo(n[0] / (n[0] + n[1]), within(1e-12));
      }
    }
    assertThat(BayesLoss.of(process, List.of(batch), 50, 8, 0.5, 1, () -> {}))
        .hasValueSatisfying(bayes -> assertThat(bayes.error()).isZero());
  }

  /** In a mixture of lags both structures have their own counts; neither is exact for S > 2. */
  @Test
  void aMixtureOfLagsKnowsItsBayesLossForTwoSymbolsOnly() {
    var lags = new Mixture(List.of(lag(1), lag(2)), List.of());
    for (int vocab : new int[] {2, 3}) {
      SequenceProcess process = process(lags, vocab, 8, 0.4, 0);
      SequenceBatch batch = allTargets(process, 20, Seeds.of("aMixtureOfLags", 75));
      assertThat(BayesLoss.of(process, List.of(batch), 20, 8, 0.5, 1, () -> {}).isPresent())
          .isEqualTo(vocab == 2);
      double[] f = new double[8 * vocab];
      TransitionPosteriors.of(process, 8).predict(batch, 0, f);
      for (int i = 0; i < 8; i++) {
        double sum = 0;
        for (int s = 0; s < vocab; s++) {
          sum += f[i * vocab + s];
        }
        assertThat(sum).isCloseTo(1, within(1e-9));
      }
    }
  }
}
