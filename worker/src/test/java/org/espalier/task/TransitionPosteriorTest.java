package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphFamily.Dag;
import org.espalier.graph.Violations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransitionPosteriorTest {

  static Stream<TransitionPrior> priors() {
    return Stream.of(
        new TransitionPrior.Dirichlet(0.5),
        new TransitionPrior.Asymmetric(List.of(0.3, 1.5)),
        new TransitionPrior.NearDeterministic(0.8),
        new TransitionPrior.Uniform());
  }

  /**
   * Brute force: of a dag the posterior is exact, so over all sequences that look the same to the
   * last token the mean target must be the prediction. 6 standard deviations of 32 means.
   */
  @ParameterizedTest
  @MethodSource("priors")
  void predictionIsTheMeanTargetOfAllSequencesThatLookTheSame(TransitionPrior prior) {
    int size = 300_000;
    for (Dag dag : List.of(new Dag(2, Dag.Pattern.PAPER), new Dag(3, Dag.Pattern.RANDOM))) {
      GenerativeGraph graph = Violations.NONE.apply(dag, 5, Seeds.random(61));
      var batch = SequenceBatch.allocate(size, 5, 2);
      var task = new TaskSettings(2, 5, prior, 0, 0);
      new SequenceSampler(graph, task, Seeds.of("predictionIsTheMeanTarget", 62)).draw(batch);
      double[] sum = new double[32];
      double[] squares = new double[32];
      int[] count = new int[32];
      int[] example = new int[32];
      for (int b = 0; b < size; b++) {
        int index = 0;
        for (int i = 0; i < 5; i++) {
          index = 2 * index + batch.token(b, i);
        }
        double target = batch.target(b, 0);
        sum[index] += target;
        squares[index] += target * target;
        count[index]++;
        example[index] = b;
      }
      var posterior = TransitionPosterior.of(graph, prior);
      double[] mean = new double[2];
      for (int index = 0; index < 32; index++) {
        assertThat(count[index]).isGreaterThan(100);
        double observed = sum[index] / count[index];
        double variance = squares[index] / count[index] - observed * observed;
        posterior.predict(batch, example[index], new int[2], mean);
        double error = Math.sqrt(Math.max(variance, 1e-9) / count[index]);
        assertThat(mean[0]).isCloseTo(observed, within(6 * error + 1e-6));
        assertThat(mean[0] + mean[1]).isCloseTo(1, within(1e-12));
      }
    }
  }

  /** The likelihood of each symbol as the likely successor, by Bayes' rule spelled out. */
  @Test
  void nearDeterministicPosteriorWeighsEverySuccessor() {
    double d = 0.7;
    int[] counts = {3, 0, 1, 2};
    double[] expected = new double[4];
    double total = 0;
    for (int f = 0; f < 4; f++) {
      double likelihood = 1;
      for (int s = 0; s < 4; s++) {
        likelihood *= Math.pow(s == f ? d : 0.1, counts[s]);
      }
      total += likelihood;
      for (int s = 0; s < 4; s++) {
        expected[s] += likelihood * (s == f ? d : 0.1);
      }
    }
    double[] mean = new double[4];
    new TransitionPrior.NearDeterministic(d).posteriorMean(counts, 0, mean);
    for (int s = 0; s < 4; s++) {
      assertThat(mean[s]).isCloseTo(expected[s] / total, within(1e-12));
    }
  }

  @Test
  void edgesThroughHiddenNodesAndAgainstTheMaskCountForNothing() {
    // 3 -> 0 closes a cycle; all else is a chain
    CausalGraph cyclic = CausalGraph.ofParents(3, 0, 1, 2);
    int[] tokens = {1, 1, 1, 1, 1};
    var batch = new SequenceBatch(1, 5, 2, tokens, new float[2]);
    double[] mean = new double[2];
    var prior = new TransitionPrior.Dirichlet(1);
    TransitionPosterior.of(cyclic, prior).predict(batch, 0, new int[2], mean);
    assertThat(mean[1]).isCloseTo(4 / 5.0, within(1e-15));

    for (int seed = 0; seed < 50; seed++) {
      GenerativeGraph latent =
          new Violations(0, 8, 0.5, 0, 0).apply(new GraphFamily.Chain(), 5, Seeds.random(seed));
      long direct =
          latent.observed().edges().stream()
              .filter(e -> latent.observed().distance(e.child(), e.parent()) == 1)
              .count();
      TransitionPosterior.of(latent, prior).predict(batch, 0, new int[2], mean);
      assertThat(mean[1]).isCloseTo((direct + 1.0) / (direct + 2), within(1e-15));
    }
  }
}
