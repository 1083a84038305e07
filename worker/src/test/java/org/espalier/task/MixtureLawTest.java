package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.Seeds;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.GraphMixture;
import org.espalier.graph.Mixture;
import org.espalier.graph.Violations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sequences of mixtures of structures and of pools of matrices have the law that they should. */
class MixtureLawTest {
  private static final int SEQUENCES = 100_000;
  private static final GraphFamily CHAIN = new GraphFamily.Chain();
  private static final GraphFamily STAR = new GraphFamily.Star();
  private static final GraphFamily PAIRS = new GraphFamily.Pairs();
  private static final GraphFamily SECOND = dag(2, 0);

  private static GraphFamily dag(int k, int delay) {
    return new GraphFamily.Dag(k, GraphFamily.Dag.Pattern.CONSECUTIVE, delay);
  }

  /** Structures: what each sequence draws, their weights, the pool, roots, flips and jitter. */
  static Stream<Arguments> processes() {
    Mixture lags = new Mixture(List.of(dag(1, 0), dag(1, 1)), List.of(1.0, 3.0));
    Mixture threeLags = new Mixture(List.of(dag(1, 0), dag(1, 1), dag(1, 2)), List.of());
    Mixture orders = new Mixture(List.of(dag(1, 0), SECOND, dag(1, 1)), List.of(2.0, 2.0, 0.0));
    Mixture trees = new Mixture(List.of(CHAIN, STAR), List.of(1.0, 3.0));
    Mixture forests = new Mixture(List.of(CHAIN, PAIRS, STAR), List.of());
    return Stream.of(
        Arguments.of(lags, 0, RootDistribution.UNIFORM, 0.0, 0.0),
        Arguments.of(orders, 0, RootDistribution.DRAWN, 0.0, 0.0),
        Arguments.of(threeLags, 1, RootDistribution.UNIFORM, 0.0, 0.0),
        Arguments.of(lags, 3, RootDistribution.DRAWN, 0.2, 0.0),
        Arguments.of(lags, 2, RootDistribution.UNIFORM, 0.0, 0.3),
        Arguments.of(SECOND, 2, RootDistribution.DRAWN, 0.0, 0.0),
        Arguments.of(CHAIN, 3, RootDistribution.STATIONARY, 0.0, 0.0),
        Arguments.of(trees, 2, RootDistribution.STATIONARY, 0.1, 0.0),
        Arguments.of(forests, 0, RootDistribution.UNIFORM, 0.0, 0.0),
        Arguments.of(forests, 0, RootDistribution.DRAWN, 0.0, 0.0),
        Arguments.of(forests, 2, RootDistribution.DRAWN, 0.0, 0.2));
  }

  static SequenceProcess process(
      GraphFamily family,
      int pool,
      RootDistribution roots,
      double flip,
      double jitter,
      int length,
      Target target) {
    var prior = new TransitionPrior.Dirichlet(0.8);
    var task = new TaskSettings(2, length, prior, flip, 0, roots, target, pool);
    var violations = new Violations(0, 8, 0, 0, jitter);
    return SequenceProcess.of(GraphMixture.draw(family, violations, length, null), task, 21);
  }

  private static int[] sequence(int cell, int length) {
    return IntStream.range(0, length).map(i -> cell >> (length - 1 - i) & 1).toArray();
  }

  /** Each chi-square fails by chance once in 1e7 seeds. */
  @ParameterizedTest(name = "{0}, pool {1}, roots {2}, flip {3}, jitter {4}")
  @MethodSource("processes")
  void everySequenceAndTheTokenAfterItAreAsFrequentAsTheyShouldBe(
      GraphFamily family, int pool, RootDistribution roots, double flip, double jitter) {
    int length = 5;
    SequenceProcess process = process(family, pool, roots, flip, jitter, length, Target.TOKEN);
    var batch = SequenceBatch.allocate(SEQUENCES, length, 2);
    long seed = Seeds.of("everySequenceOfAMixture", 81);
    new SequenceSampler(process, seed).draw(batch);
    var law = new HypothesisLaw(process);
    double[] expected = new double[1 << (length + 1)];
    Arrays.setAll(expected, cell -> law.shown(sequence(cell >> 1, length), cell & 1));
    assertThat(Arrays.stream(expected).sum()).isCloseTo(1, within(1e-9));
    long[] counts = new long[expected.length];
    for (int b = 0; b < SEQUENCES; b++) {
      int cell = 0;
      for (int i = 0; i < length; i++) {
        cell = 2 * cell + batch.token(b, i);
      }
      counts[2 * cell + (batch.target(b, 1) == 1 ? 1 : 0)]++;
    }
    assertCounts(counts, expected);
  }

  /** As one cell those that are expected less than ten times. */
  private static void assertCounts(long[] counts, double[] probabilities) {
    var frequent = new ArrayList<Integer>();
    double rest = 1;
    long others = SEQUENCES;
    for (int cell = 0; cell < counts.length; cell++) {
      if (SEQUENCES * probabilities[cell] >= 10) {
        frequent.add(cell);
        rest -= probabilities[cell];
        others -= counts[cell];
      }
    }
    boolean hasRest = SEQUENCES * rest >= 10;
    int cells = frequent.size() + (hasRest ? 1 : 0);
    assertThat(cells).isGreaterThan(15);
    long[] merged = new long[cells];
    double[] expected = new double[cells];
    for (int c = 0; c < frequent.size(); c++) {
      merged[c] = counts[frequent.get(c)];
      expected[c] = probabilities[frequent.get(c)];
    }
    if (hasRest) {
      merged[cells - 1] = others;
      expected[cells - 1] = rest;
    }
    Statistics.assertCounts(merged, expected);
  }

  @ParameterizedTest(name = "{0}, pool {1}, roots {2}, flip {3}, jitter {4}")
  @MethodSource("processes")
  void sequencesDoNotDependOnHowManyAreDrawnAtATime(
      GraphFamily family, int pool, RootDistribution roots, double flip, double jitter) {
    SequenceProcess process = process(family, pool, roots, flip, jitter, 9, Target.LAW);
    var whole = SequenceBatch.allocate(96, 9, 2);
    new SequenceSampler(process, 11).draw(whole);
    var sampler = new SequenceSampler(process, 11);
    int done = 0;
    for (int size : new int[] {1, 40, 32, 23}) {
      var batch = SequenceBatch.allocate(size, 9, 2);
      sampler.draw(batch);
      for (int b = 0; b < size; b++, done++) {
        for (int i = 0; i < 9; i++) {
          assertThat(batch.token(b, i)).isEqualTo(whole.token(done, i));
        }
        assertThat(batch.target(b, 1)).isEqualTo(whole.target(done, 1));
      }
    }
  }

  @Test
  void aPoolHasItsMatricesWhicheverSeedDrawsSequences() {
    for (GraphFamily family : List.of(CHAIN, dag(1, 2))) {
      SequenceProcess process = process(family, 3, RootDistribution.AUTO, 0, 0, 8, Target.LAW);
      Set<Float> ofOne = targets(process, 5);
      assertThat(ofOne).hasSize(2 * 3); // a row for each of two symbols in three matrices
      assertThat(targets(process, 6)).isEqualTo(ofOne);
      assertThat(targets(process.with(process.task().withPool(0)), 5)).hasSizeGreaterThan(100);
    }
  }

  private static Set<Float> targets(SequenceProcess process, long seed) {
    var batch = SequenceBatch.allocate(500, 8, 2);
    new SequenceSampler(process, seed).draw(batch);
    Set<Float> targets = new HashSet<>();
    for (int b = 0; b < batch.size(); b++) {
      targets.add(batch.target(b, 0));
    }
    return targets;
  }

  /** A pool is drawn from the prior: each matrix a draw, so Kolmogorov's test applies. */
  @Test
  void thePoolIsDrawnFromThePrior() {
    for (GraphFamily family : List.of(CHAIN, dag(1, 0))) {
      var task =
          new TaskSettings(
              2,
              5,
              new TransitionPrior.Dirichlet(0.5),
              0,
              0,
              RootDistribution.AUTO,
              Target.LAW,
              4000);
      TransitionPool pool =
          TransitionPool.draw(
              GraphMixture.draw(family, Violations.NONE, 5, null),
              task,
              Seeds.of("thePoolIsDrawnFromThePrior", 82));
      double[] firsts =
          IntStream.range(0, pool.size()).mapToDouble(m -> pool.probability(m, 1, 0)).toArray();
      Statistics.assertDrawnFrom(x -> Statistics.betaCdf(0.5, 0.5, x), firsts);
    }
  }
}
