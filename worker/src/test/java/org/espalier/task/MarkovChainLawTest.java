package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.espalier.Seeds;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Chains without a query have the law that follows from their definition: the probability of a
 * whole sequence, the tensor integrated out, in closed form, for every sequence there is.
 */
class MarkovChainLawTest {
  private static final int SEQUENCES = 60_000;
  private static final double ALPHA = 0.5;

  private static GenerativeGraph chain(int order, int delay, int length) {
    var family = new GraphFamily.Dag(order, GraphFamily.Dag.Pattern.CONSECUTIVE, delay);
    return Violations.NONE.apply(family, length, null);
  }

  private static TaskSettings task(int vocab, int length, RootDistribution roots, Target target) {
    return new TaskSettings(
        vocab, length, new TransitionPrior.Dirichlet(ALPHA), 0, 0, roots, target, 0);
  }

  /** P(tokens) = roots' law x prod over contexts of G(Sa)/G(Sa+n) prod_s G(a+n_s)/G(a). */
  private static double probability(
      GenerativeGraph graph, int[] tokens, int vocab, boolean rootsDrawn) {
    int context = 1;
    for (int node = 0; node < tokens.length; node++) {
      context = Math.max(context, (int) Math.pow(vocab, graph.nodes().parents(node).length));
    }
    int[][] counts = new int[context][vocab];
    int[] roots = new int[vocab];
    double log = 0;
    for (int node = 0; node < tokens.length; node++) {
      int[] parents = graph.nodes().parents(node);
      if (parents.length == 0) {
        log -= rootsDrawn ? 0 : Math.log(vocab);
        roots[tokens[node]] += rootsDrawn ? 1 : 0;
        continue;
      }
      int row = 0;
      for (int parent : parents) {
        row = row * vocab + tokens[parent];
      }
      counts[row][tokens[node]]++;
    }
    for (int[] row : counts) {
      log += logEvidence(row);
    }
    return Math.exp(log + logEvidence(roots));
  }

  private static double logEvidence(int[] counts) {
    int n = Arrays.stream(counts).sum();
    double log = logGamma(counts.length * ALPHA) - logGamma(counts.length * ALPHA + n);
    for (int count : counts) {
      log += logGamma(ALPHA + count) - logGamma(ALPHA);
    }
    return log;
  }

  private static double logGamma(double x) {
    return Statistics.logGamma(x);
  }

  private static int[] sequence(int cell, int length, int vocab) {
    int[] tokens = new int[length];
    int rest = cell;
    for (int i = length - 1; i >= 0; i--) {
      tokens[i] = rest % vocab;
      rest /= vocab;
    }
    return tokens;
  }

  /** Each chi-square fails by chance once in 1e7 seeds. */
  @ParameterizedTest(name = "order {0}, delay {1}, S = {2}, roots {3}")
  @CsvSource({"1,0,3,UNIFORM", "2,0,2,UNIFORM", "2,1,2,DRAWN", "3,0,2,UNIFORM", "3,0,2,DRAWN"})
  void everySequenceAndTheTokenAfterItAreAsFrequentAsTheyShouldBe(
      int order, int delay, int vocab, RootDistribution roots) {
    long seed = Seeds.of("everySequenceAndTheTokenAfterIt", 51);
    int length = vocab == 2 ? 6 : 4;
    GenerativeGraph graph = chain(order, delay, length);
    var sampler = new SequenceSampler(graph, task(vocab, length, roots, Target.TOKEN), seed);
    var batch = SequenceBatch.allocate(SEQUENCES, length, vocab);
    sampler.draw(batch);
    int cells = (int) Math.round(Math.pow(vocab, length + 1));
    double[] expected = new double[cells];
    Arrays.setAll(
        expected,
        cell ->
            probability(
                graph, sequence(cell, length + 1, vocab), vocab, roots == RootDistribution.DRAWN));
    assertThat(Arrays.stream(expected).sum()).isCloseTo(1, within(1e-9));
    long[] counts = new long[cells];
    for (int b = 0; b < SEQUENCES; b++) {
      int cell = 0;
      for (int i = 0; i < length; i++) {
        cell = cell * vocab + batch.token(b, i);
      }
      for (int s = 0; s < vocab; s++) {
        if (batch.target(b, s) == 1) {
          counts[cell * vocab + s]++;
        }
      }
    }
    Statistics.assertCounts(counts, expected);
  }

  @ParameterizedTest
  @CsvSource({"1,0,UNIFORM", "2,1,UNIFORM", "2,0,DRAWN", "3,0,DRAWN"})
  void thePosteriorAtEachPositionIsTheRatioOfEvidences(
      int order, int delay, RootDistribution roots) {
    int vocab = 3;
    int length = 9;
    GenerativeGraph graph = chain(order, delay, length);
    TaskSettings task = task(vocab, length, roots, Target.LAW);
    var batch = SequenceBatch.allocateWithAllTargets(20, length, vocab);
    new SequenceSampler(graph, task, Seeds.of("thePosteriorAtEachPosition", 52)).draw(batch);
    List<TransitionPosterior> posteriors = TransitionPosterior.ofAllPositions(graph, task);
    double[] mean = new double[vocab];
    for (int b = 0; b < batch.size(); b++) {
      for (int i = 0; i < length; i++) {
        posteriors.get(i).predict(batch, b, posteriors.get(i).counts(vocab), mean);
        int[] tokens = new int[i + 2];
        for (int j = 0; j <= i; j++) {
          tokens[j] = batch.token(b, j);
        }
        boolean drawn = roots == RootDistribution.DRAWN;
        double before = probability(graph, Arrays.copyOf(tokens, i + 1), vocab, drawn);
        for (int s = 0; s < vocab; s++) {
          tokens[i + 1] = s;
          assertThat(mean[s])
              .as("P(%d) after position %d", s, i)
              .isCloseTo(probability(graph, tokens, vocab, drawn) / before, within(1e-9));
        }
      }
    }
  }

  @Test
  void atTheLastPositionThePosteriorOfAllPositionsIsThatOfTheLast() {
    GenerativeGraph graph = chain(2, 1, 12);
    TaskSettings task = task(3, 12, RootDistribution.UNIFORM, Target.LAW);
    var batch = SequenceBatch.allocate(50, 12, 3);
    new SequenceSampler(graph, task, 5).draw(batch);
    var last = TransitionPosterior.of(graph, task.prior());
    TransitionPosterior ofAll = TransitionPosterior.ofAllPositions(graph, task).get(11);
    double[] mean = new double[3];
    double[] other = new double[3];
    for (int b = 0; b < batch.size(); b++) {
      last.predict(batch, b, new int[3], mean);
      ofAll.predict(batch, b, new int[3], other);
      assertThat(other).containsExactly(mean);
    }
  }

  @Test
  void targetsAtAllPositionsChangeNoSequenceAndNoLastTarget() {
    GenerativeGraph graph = chain(2, 0, 10);
    for (Target target : Target.values()) {
      TaskSettings task = task(3, 10, RootDistribution.DRAWN, target);
      var last = SequenceBatch.allocate(40, 10, 3);
      new SequenceSampler(graph, task, 6).draw(last);
      var all = SequenceBatch.allocateWithAllTargets(40, 10, 3);
      new SequenceSampler(graph, task, 6).draw(all);
      assertThat(all.tokens()).containsExactly(last.tokens());
      assertThat(Arrays.copyOfRange(all.targets(), 9 * 3 * 40, 10 * 3 * 40))
          .containsExactly(last.targets());
    }
  }

  @Test
  void tokensAsTargetsAreTheTokensThatComeNextBeforeFlips() {
    GenerativeGraph graph = chain(1, 0, 8);
    var clean =
        new TaskSettings(
            4,
            8,
            new TransitionPrior.Dirichlet(ALPHA),
            0,
            0,
            RootDistribution.UNIFORM,
            Target.TOKEN,
            0);
    var flipped =
        new TaskSettings(
            4,
            8,
            new TransitionPrior.Dirichlet(ALPHA),
            1,
            0,
            RootDistribution.UNIFORM,
            Target.TOKEN,
            0);
    var tokens = SequenceBatch.allocateWithAllTargets(1, 8, 4);
    var noisy = SequenceBatch.allocateWithAllTargets(1, 8, 4);
    new SequenceSampler(graph, clean, 7).draw(tokens);
    new SequenceSampler(graph, flipped, 7).draw(noisy);
    for (int i = 0; i < 7; i++) {
      assertThat(tokens.target(0, i, tokens.token(0, i + 1))).isEqualTo(1f);
    }
    assertThat(noisy.targets()).containsExactly(tokens.targets());
    assertThat(noisy.tokens()).isNotEqualTo(tokens.tokens());
  }

  @Test
  void aTargetIsTheDistributionOfTheTokenThatFollows() {
    GenerativeGraph graph = chain(2, 0, 7);
    TaskSettings task = task(3, 7, RootDistribution.UNIFORM, Target.LAW);
    int size = 20_000;
    var batch = SequenceBatch.allocateWithAllTargets(size, 7, 3);
    new SequenceSampler(graph, task, Seeds.of("aTargetIsTheDistribution", 53)).draw(batch);
    for (int i = 0; i < 6; i++) {
      for (int s = 0; s < 3; s++) {
        var frequency = new Statistics.Frequency();
        for (int b = 0; b < size; b++) {
          frequency.add(batch.token(b, i + 1) == s, batch.target(b, i, s));
        }
        frequency.check("token " + s + " after position " + i);
      }
    }
    assertThat(batch.target(3, 0, 1)).as("a uniform root").isEqualTo(1 / 3f);
  }

  /** Its law is the mean row of the prior; likewise 1e-7. */
  @Test
  void theTokenAfterAQueryIsDrawnFromARowOfThePrior() {
    GenerativeGraph graph = Violations.NONE.apply(new GraphFamily.Chain(), 5, null);
    int size = 100_000;
    var batch = SequenceBatch.allocate(size, 5, 3);
    var prior = new TransitionPrior.Asymmetric(List.of(0.2, 0.5, 2.0));
    var task = new TaskSettings(3, 5, prior, 0, 0, RootDistribution.AUTO, Target.TOKEN, 0);
    new SequenceSampler(graph, task, Seeds.of("theTokenAfterAQuery", 54)).draw(batch);
    long[] counts = new long[3];
    for (int b = 0; b < size; b++) {
      for (int s = 0; s < 3; s++) {
        counts[s] += batch.target(b, s) == 1 ? 1 : 0;
      }
    }
    Statistics.assertCounts(counts, new double[] {0.2 / 2.7, 0.5 / 2.7, 2.0 / 2.7});
  }

  /**
   * Of two symbols a doubly stochastic matrix is one Beta(a, a) number: a context has probability
   * B(a + kept, a + changed) / (2 B(a, a)).
   */
  @Test
  void contextsOfADoublyStochasticChainAreAsFrequentAsTheyShouldBe() {
    int length = 8;
    GenerativeGraph graph = Violations.NONE.apply(new GraphFamily.Chain(), length, null);
    var task = new TaskSettings(2, length, new TransitionPrior.DoublyStochastic(ALPHA), 0, 0);
    var batch = SequenceBatch.allocate(SEQUENCES, length, 2);
    new SequenceSampler(graph, task, Seeds.of("contextsOfADoublyStochasticChain", 55)).draw(batch);
    int nodes = length - 1;
    long[] counts = new long[1 << nodes];
    for (int b = 0; b < SEQUENCES; b++) {
      int cell = 0;
      for (int i = 0; i < nodes; i++) {
        cell = 2 * cell + batch.token(b, i);
      }
      counts[cell]++;
    }
    double[] expected = new double[counts.length];
    Arrays.setAll(
        expected,
        cell -> {
          int changed = Integer.bitCount((cell ^ (cell >> 1)) & ((1 << (nodes - 1)) - 1));
          int kept = nodes - 1 - changed;
          return 0.5 * Math.exp(logBeta(ALPHA + kept, ALPHA + changed) - logBeta(ALPHA, ALPHA));
        });
    assertThat(Arrays.stream(expected).sum()).isCloseTo(1, within(1e-9));
    Statistics.assertCounts(counts, expected);
  }

  private static double logBeta(double a, double b) {
    return logGamma(a) + logGamma(b) - logGamma(a + b);
  }
}
