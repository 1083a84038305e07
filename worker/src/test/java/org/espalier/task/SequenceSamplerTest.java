package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SequenceSamplerTest {

  private static final CausalGraph FOREST = CausalGraph.ofParents(-1, 0, 0, -1, 3, 1);
  private static final TaskSettings TASK =
      new TaskSettings(5, 7, new TransitionPrior.Dirichlet(0.1), 0, 0);

  static Stream<Arguments> everyKind() {
    var none = Violations.NONE;
    var all = new Violations(1, 3, 0.3, 1, 0.2);
    var cyclic = new Violations(1, 3, 0.2, 0, 0.2);
    return Stream.of(
        Arguments.of(none, new GraphFamily.Chain(), 0.0),
        Arguments.of(all, new GraphFamily.RandomForest(0.6), 0.1),
        Arguments.of(none, new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.PAPER), 0.0),
        Arguments.of(cyclic, new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.RANDOM), 0.1));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void sequencesDoNotDependOnHowManyAreDrawnAtATime(
      Violations violations, GraphFamily family, double flip) {
    GenerativeGraph graph = violations.apply(family, 9, Seeds.random(3));
    for (TransitionPrior prior :
        List.of(new TransitionPrior.Dirichlet(0.01), new TransitionPrior.NearDeterministic(0.9))) {
      var task = new TaskSettings(5, 9, prior, flip, 0);
      var whole = SequenceBatch.allocate(96, 9, 5);
      new SequenceSampler(graph, task, 11).draw(whole);
      var sampler = new SequenceSampler(graph, task, 11);
      int done = 0;
      for (int size : new int[] {1, 40, 32, 23}) {
        var batch = SequenceBatch.allocate(size, 9, 5);
        sampler.draw(batch);
        for (int b = 0; b < size; b++, done++) {
          for (int i = 0; i < 9; i++) {
            assertThat(batch.token(b, i)).isEqualTo(whole.token(done, i));
          }
          for (int s = 0; s < 5; s++) {
            assertThat(batch.target(b, s)).isEqualTo(whole.target(done, s));
          }
        }
      }
      assertThat(done).isEqualTo(96);
    }
  }

  @Test
  void anotherSeedGivesOtherSequences() {
    var one = SequenceBatch.allocate(60, 7, 5);
    var two = SequenceBatch.allocate(60, 7, 5);
    new SequenceSampler(FOREST, TASK, 11).draw(one);
    new SequenceSampler(FOREST, TASK, 12).draw(two);
    assertThat(one.tokens()).isNotEqualTo(two.tokens());
  }

  @Test
  void targetsAreDistributionsAndTokensSymbols() {
    for (double alpha : new double[] {1e-4, 0.01, 0.1, 1, 30}) {
      for (int vocab : new int[] {2, 3, 10, 64}) {
        var task = new TaskSettings(vocab, 7, new TransitionPrior.Dirichlet(alpha), 0, 0);
        var batch = SequenceBatch.allocate(200, 7, vocab);
        new SequenceSampler(FOREST, task, 13).draw(batch);
        assertThat(Arrays.stream(batch.tokens())).allMatch(t -> t >= 0 && t < vocab);
        for (int b = 0; b < 200; b++) {
          double sum = 0;
          for (int s = 0; s < vocab; s++) {
            assertThat(batch.target(b, s)).isBetween(0f, 1f);
            sum += batch.target(b, s);
          }
          assertThat(sum).isBetween(1 - 1e-5, 1 + 1e-5);
        }
      }
    }
  }

  @Test
  void graphsThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequenceSampler(CausalGraph.ofParents(-1, 0), TASK, 1))
        .withMessage("a graph for sequences of length 3, must be 7");
    var wrong = SequenceBatch.allocate(2, 6, 5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequenceSampler(FOREST, TASK, 1).draw(wrong))
        .withMessage("a batch of length 6, vocab 5 for sequences of length 7, vocab 5");
  }

  @Test
  void baselinesAreOrderedAsTheirKnowledgeIs() {
    var task = new TaskSettings(3, 20, new TransitionPrior.Dirichlet(0.1), 0, 0);
    CausalGraph chain = new GraphFamily.Chain().draw(19, null);
    var batch = SequenceBatch.allocate(4096, 20, 3);
    new SequenceSampler(chain, task, 14).draw(batch);
    var losses = Baselines.of(batch, TransitionPosterior.of(chain, task.prior()));
    assertThat(losses.entropy()).isLessThan(losses.transitionPosterior());
    assertThat(losses.transitionPosterior()).isLessThan(losses.unigram());
    assertThat(losses.transitionPosterior()).isLessThan(losses.uniform());
    assertThat(losses.uniform()).isEqualTo(Math.log(3));
  }

  @Test
  void theErrorOfTheBaselineIsThatOfAMeanOverItsSequences() {
    var task = new TaskSettings(3, 20, new TransitionPrior.Dirichlet(0.1), 0, 0);
    CausalGraph chain = new GraphFamily.Chain().draw(19, null);
    var posterior = TransitionPosterior.of(chain, task.prior());
    int n = 512;
    var batch = SequenceBatch.allocate(n, 20, 3);
    new SequenceSampler(chain, task, 15).draw(batch);
    double[] losses = new double[n];
    for (int b = 0; b < n; b++) {
      var one = SequenceBatch.allocate(1, 20, 3);
      for (int i = 0; i < 20; i++) {
        one.tokens()[i] = batch.tokens()[i * n + b];
      }
      for (int s = 0; s < 3; s++) {
        one.targets()[s] = batch.targets()[s * n + b];
      }
      losses[b] = Baselines.of(one, posterior).transitionPosterior();
    }
    double mean = Arrays.stream(losses).average().orElseThrow();
    double variance = Arrays.stream(losses).map(x -> (x - mean) * (x - mean)).sum() / n;
    assertThat(Baselines.of(batch, posterior).posteriorError())
        .isCloseTo(Math.sqrt(variance / n), within(1e-9));
  }
}
