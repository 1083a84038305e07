package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.task.BayesPredictor.Prediction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoublyStochasticTest {

  private static TaskSettings task(int vocab, int length, double alpha) {
    return new TaskSettings(vocab, length, new TransitionPrior.DoublyStochastic(alpha), 0, 0);
  }

  @ParameterizedTest
  @CsvSource({"2,0.1", "2,0.001", "3,0.1", "10,0.1", "3,0.001", "17,1"})
  void matricesAreDoublyStochasticAndTheStationaryDistributionUniform(int vocab, double alpha) {
    var sampler = new TransitionSampler(task(vocab, 5, alpha), Seeds.of("matricesAreDoubly", 44));
    double[] pi = new double[vocab * vocab];
    double[] mu = new double[vocab];
    for (int n = 0; n < 200; n++) {
      sampler.draw(pi, mu);
      for (int i = 0; i < vocab; i++) {
        double row = 0;
        double column = 0;
        for (int j = 0; j < vocab; j++) {
          row += pi[i * vocab + j];
          column += pi[j * vocab + i];
        }
        assertThat(row).isCloseTo(1, within(1e-12));
        assertThat(column).isCloseTo(1, within(1e-8));
        assertThat(mu[i]).isEqualTo(1.0 / vocab);
      }
    }
  }

  /** A chi-square test at twenty equally likely bins: false alarm 1e-7 each. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1, 3})
  void theDiagonalOfTwoSymbolsHasABetaDistribution(double alpha) {
    int bins = 20;
    var sampler = new TransitionSampler(task(2, 5, alpha), Seeds.of("theDiagonalOfTwoSymbols", 45));
    double[] pi = new double[4];
    double[] mu = new double[2];
    long[] counts = new long[bins];
    for (int n = 0; n < 100_000; n++) {
      sampler.draw(pi, mu);
      assertThat(pi[3]).isEqualTo(pi[0]);
      double u = Statistics.betaCdf(alpha, alpha, pi[0]);
      counts[Math.min(bins - 1, (int) (u * bins))]++;
    }
    double[] even = new double[bins];
    Arrays.fill(even, 1.0 / bins);
    Statistics.assertCounts(counts, even);
  }

  /**
   * Against Gamma variates of another library, normalised in turn: an entry, and how the first
   * symbol and the second share theirs, by two chi-square tests of a false alarm of 1e-7 each.
   */
  @ParameterizedTest
  @CsvSource({"3,1", "3,0.4", "5,1"})
  void matricesOfMoreSymbolsAreScaledGammaVariates(int vocab, double alpha) {
    long seed = Seeds.of("matricesOfMoreSymbols", 46);
    UniformRandomProvider random = Seeds.random(seed);
    var gamma = AhrensDieterMarsagliaTsangGammaSampler.of(random, alpha, 1);
    var sampler = new TransitionSampler(task(vocab, 5, alpha), seed);
    int bins = 12;
    long[] entry = new long[bins];
    long[] entryExpected = new long[bins];
    long[] shared = new long[bins];
    long[] sharedExpected = new long[bins];
    double[] pi = new double[vocab * vocab];
    double[] mu = new double[vocab];
    double[] logs = new double[vocab * vocab];
    for (int n = 0; n < 20_000; n++) {
      sampler.draw(pi, mu);
      entry[bin(pi[1], bins)]++;
      shared[bin(pi[0] * pi[vocab + 1] + pi[1] * pi[vocab], bins)]++;
      Arrays.setAll(logs, e -> Math.log(Math.max(gamma.sample(), 1e-300)));
      double[] expected = SinkhornScalingTest.inTurn(logs, vocab);
      entryExpected[bin(expected[1], bins)]++;
      sharedExpected[
          bin(expected[0] * expected[vocab + 1] + expected[1] * expected[vocab], bins)]++;
    }
    Statistics.assertSameDistribution(entry, entryExpected);
    Statistics.assertSameDistribution(shared, sharedExpected);
  }

  private static int bin(double share, int bins) {
    return Math.min(bins - 1, (int) (Math.sqrt(share) * bins));
  }

  @Test
  void ofTwoSymbolsAllTransitionsCountForOneParameter() {
    var prior = new TransitionPrior.DoublyStochastic(0.5);
    double[] mean = new double[2];
    prior.posteriorMean(new int[] {3, 1, 2, 4}, 1, mean);
    // integral of a^(.5-1+7) (1-a)^(.5-1+3) times a, over that without: (.5 + 7) / (1 + 10)
    assertThat(mean[1]).isCloseTo(7.5 / 11, within(1e-15));
    assertThat(mean[0]).isCloseTo(3.5 / 11, within(1e-15));
  }

  @Test
  void ofTwoSymbolsThePosteriorIsTheBayesPredictor() {
    var chain = GenerativeGraph.of(CausalGraph.ofParents(-1, 0, 1, -1, 3));
    SequenceBatch batch = SequenceBatch.allocate(8, 6, 2);
    new SequenceSampler(chain, task(2, 6, 0.3), 1).draw(batch);
    assertThat(
            BayesLoss.of(
                SequenceProcess.of(chain, task(2, 6, 0.3)),
                List.of(batch),
                8,
                16,
                0.625,
                1,
                () -> {}))
        .contains(new BayesLoss(0.625, 0, Double.NaN));
  }

  /**
   * The expectation over the prior itself, weighted by the likelihood, with 400,000 draws. Each
   * comparison at five standard errors of both: false alarm below 1e-5 for all.
   */
  @ParameterizedTest
  @CsvSource({"2,0.5", "3,0.3", "3,1", "4,0.5"})
  void theBayesPredictorHasTheMeanUnderThePriorWeightedByTheLikelihood(int vocab, double alpha) {
    var graph = GenerativeGraph.of(CausalGraph.ofParents(-1, 0, 1, 2, 2, 4, 5, -1));
    int[] tokens = {0, 1, 0, 1, 0, vocab - 1, vocab - 1, 1, 0};
    var task = task(vocab, tokens.length, alpha);
    var batch = new SequenceBatch(1, tokens.length, vocab, tokens, new float[vocab]);
    long seed = Seeds.of("theBayesPredictor", 47);
    Prediction prediction =
        BayesPredictor.of(graph, task, 1 << 16, seed).orElseThrow().predict(batch, 0);

    var sampler = new TransitionSampler(task, ~seed);
    double[] pi = new double[vocab * vocab];
    double[] mu = new double[vocab];
    int draws = 400_000;
    double[] weights = new double[draws];
    double[] first = new double[draws];
    double sum = 0;
    double mean = 0;
    for (int d = 0; d < draws; d++) {
      sampler.draw(pi, mu);
      weights[d] = 1;
      for (int i = 0; i < 7; i++) {
        int[] parents = graph.nodes().parents(i);
        if (parents.length > 0) {
          weights[d] *= pi[tokens[parents[0]] * vocab + tokens[i]];
        }
      }
      first[d] = pi[0];
      sum += weights[d];
      mean += weights[d] * first[d];
    }
    mean /= sum;
    double squares = 0;
    for (int d = 0; d < draws; d++) {
      squares += Math.pow(weights[d] / sum * (first[d] - mean), 2);
    }
    double error = Math.sqrt(squares + Math.pow(prediction.error()[0], 2));
    assertThat(error).isLessThan(0.01);
    assertThat(prediction.distribution()[0]).isCloseTo(mean, within(5 * error));
    assertThat(prediction.effectiveSampleSize()).isGreaterThan(500);
    if (vocab == 2) {
      double[] exact = new double[2];
      TransitionPosterior.of(graph, task.prior()).predict(batch, 0, new int[4], exact);
      assertThat(prediction.distribution()[0])
          .isCloseTo(exact[0], within(5 * prediction.error()[0] + 1e-12));
    }
  }

  /**
   * What the transition posterior takes for the mean of three symbols costs little: its loss is
   * above that of the Bayes predictor, and below that of knowing nothing.
   */
  @ParameterizedTest
  @Tag("slow")
  @ValueSource(doubles = {0.1, 1})
  void theApproximationOfMoreSymbolsIsNearTheBayesPredictor(double alpha) {
    var chain = GenerativeGraph.of(CausalGraph.ofParents(-1, 0, 1, 2, 3, 4, 5, 6, 7, 8));
    var task = task(3, 11, alpha);
    long seed = Seeds.of("theApproximation", 48);
    SequenceBatch batch = SequenceBatch.allocate(4000, 11, 3);
    new SequenceSampler(chain, task, seed).draw(batch);
    Baselines baselines = Baselines.of(batch, TransitionPosterior.of(chain, task.prior()));
    BayesLoss bayes =
        BayesLoss.of(
                SequenceProcess.of(chain, task),
                List.of(batch),
                2000,
                256,
                baselines.transitionPosterior(),
                seed,
                () -> {})
            .orElseThrow();
    double excess = baselines.transitionPosterior() - bayes.loss();
    System.out.printf(
        Locale.ROOT,
        "alpha = %s: posterior %.4f, Bayes %.4f +- %.4f, sample size %.0f, entropy %.4f%n",
        alpha,
        baselines.transitionPosterior(),
        bayes.loss(),
        bayes.error(),
        bayes.effectiveSampleSize(),
        baselines.entropy());
    assertThat(excess).isBetween(-5 * bayes.error(), 0.1 * (baselines.uniform() - bayes.loss()));
    assertThat(bayes.loss()).isGreaterThan(baselines.entropy());
  }
}
