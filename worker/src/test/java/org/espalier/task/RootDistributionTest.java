package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphFamily.Dag;
import org.espalier.graph.Violations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RootDistributionTest {

  /**
   * Target entropies of an independent simulation, S = 3, T = 12, paper pattern, alpha = .1; its
   * standard error is .0004. Within 4 standard errors of the difference: false alarm 6e-5.
   */
  @ParameterizedTest
  @CsvSource({"DRAWN, .2167", "UNIFORM, .2268", "AUTO, .2268"})
  void entropyOfTargetsOfTwoParentsIsThatOfAnIndependentSimulation(
      RootDistribution distribution, double expected) {
    GenerativeGraph graph =
        Violations.NONE.apply(new Dag(2, Dag.Pattern.PAPER), 12, Seeds.random(1));
    SequenceBatch batch = draw(graph, distribution, 3, 12, 0.1, 200_000);
    double sum = 0;
    double squares = 0;
    for (int b = 0; b < batch.size(); b++) {
      double entropy = 0;
      for (int s = 0; s < 3; s++) {
        double p = batch.target(b, s);
        entropy -= p > 0 ? p * Math.log(p) : 0;
      }
      sum += entropy;
      squares += entropy * entropy;
    }
    double mean = sum / batch.size();
    double error = Math.sqrt((squares / batch.size() - mean * mean) / batch.size());
    System.out.println(distribution + ": " + mean + " +- " + error);
    assertThat(mean).isCloseTo(expected, within(4 * Math.hypot(error, 0.0004)));
  }

  /**
   * P(two roots agree) = sum_s E[p_s^2] of the distribution p that they share: (1 + a) / (1 + S a)
   * for a Dirichlet(a) row, 1/S for a uniform one. 5 standard errors: false alarm 6e-7.
   */
  @ParameterizedTest
  @EnumSource(
      value = RootDistribution.class,
      names = {"UNIFORM", "DRAWN"})
  void rootsShareADistributionInForestsAndDags(RootDistribution distribution) {
    double alpha = 0.3;
    double expected =
        distribution == RootDistribution.DRAWN ? (1 + alpha) / (1 + 3 * alpha) : 1.0 / 3;
    GenerativeGraph pairs = Violations.NONE.apply(new GraphFamily.Pairs(), 7, Seeds.random(1));
    GenerativeGraph dag = Violations.NONE.apply(new Dag(3, Dag.Pattern.RANDOM), 7, Seeds.random(1));
    assertThat(agreement(draw(pairs, distribution, 3, 7, alpha, 100_000), 0, 4))
        .isCloseTo(expected, within(0.008));
    assertThat(agreement(draw(dag, distribution, 3, 7, alpha, 100_000), 0, 2))
        .isCloseTo(expected, within(0.008));
  }

  /**
   * The child of a root still follows the transition distribution: its agreement with a twin child.
   */
  @Test
  void childrenOfDrawnRootsFollowTheTransitionDistribution() {
    GenerativeGraph graph = GenerativeGraph.of(CausalGraph.ofParents(-1, 0, 0));
    SequenceBatch batch = draw(graph, RootDistribution.DRAWN, 2, 4, 0.5, 100_000);
    double hits = 0;
    double expected = 0;
    for (int b = 0; b < batch.size(); b++) {
      if (batch.token(b, 3) == batch.token(b, 0)) { // the target is then the root's own row
        hits += batch.token(b, 1) == 1 ? 1 : 0;
        expected += batch.target(b, 1);
      }
    }
    assertThat(hits).isCloseTo(expected, within(5 * Math.sqrt(50_000 * 0.25)));
  }

  /** What was drawn before there was the setting is drawn bit for bit. */
  @Test
  void theDistributionThatAGraphHasByItselfChangesNothing() {
    GenerativeGraph chain = Violations.NONE.apply(new GraphFamily.Chain(), 9, Seeds.random(1));
    assertThat(draw(chain, RootDistribution.AUTO, 3, 9, 0.2, 100).tokens())
        .isEqualTo(draw(chain, RootDistribution.STATIONARY, 3, 9, 0.2, 100).tokens());
    GenerativeGraph dag = Violations.NONE.apply(new Dag(2, Dag.Pattern.PAPER), 9, Seeds.random(1));
    assertThat(draw(dag, RootDistribution.AUTO, 3, 9, 0.2, 100).tokens())
        .isEqualTo(draw(dag, RootDistribution.UNIFORM, 3, 9, 0.2, 100).tokens());
  }

  private static SequenceBatch draw(
      GenerativeGraph graph,
      RootDistribution distribution,
      int vocab,
      int length,
      double alpha,
      int size) {
    var task =
        new TaskSettings(vocab, length, new TransitionPrior.Dirichlet(alpha), 0, 0, distribution);
    var batch = SequenceBatch.allocate(size, length, vocab);
    new SequenceSampler(graph, task, Seeds.of("RootDistributionTest", 31)).draw(batch);
    return batch;
  }

  private static double agreement(SequenceBatch batch, int first, int second) {
    int hits = 0;
    for (int b = 0; b < batch.size(); b++) {
      hits += batch.token(b, first) == batch.token(b, second) ? 1 : 0;
    }
    return (double) hits / batch.size();
  }
}
