package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.espalier.task.Statistics.Frequency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Are sequences drawn from the distribution they should be? A sequence tells its transition
 * distribution only at the target, so a child is held against the target wherever its parents'
 * tokens are the target's.
 */
class SamplerDistributionTest {

  private static final int SEQUENCES = 60_000;
  private static final TransitionPrior DIRICHLET = new TransitionPrior.Dirichlet(0.3);
  private static final GraphFamily PAPER = new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.PAPER);

  static Stream<GenerativeGraph> graphs() {
    var random = Seeds.random(Seeds.of("graphs", 31));
    return Stream.of(
        Violations.NONE.apply(new GraphFamily.RandomForest(0.4), 9, random),
        Violations.NONE.apply(new GraphFamily.Branching(2), 9, random),
        new Violations(1, 8, 0, 0, 0).apply(new GraphFamily.RandomForest(0.4), 9, random),
        new Violations(0, 8, 0.3, 0, 0).apply(new GraphFamily.RandomTree(), 9, random),
        new Violations(0, 8, 0, 2, 0).apply(new GraphFamily.Pairs(), 9, random),
        new Violations(1, 3, 0.3, 1, 0).apply(new GraphFamily.RandomForest(0.5), 9, random),
        Violations.NONE.apply(PAPER, 9, random),
        Violations.NONE.apply(new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.RANDOM), 9, random),
        Violations.NONE.apply(new GraphFamily.Dag(3, GraphFamily.Dag.Pattern.RANDOM), 9, random),
        Violations.NONE.apply(
            new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.CONSECUTIVE), 9, random),
        Violations.NONE.apply(
            new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.CONSECUTIVE, 2), 9, random),
        new Violations(1, 4, 0.2, 0, 0).apply(PAPER, 9, random));
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void childrenFollowTheDistributionOfTheirParents(GenerativeGraph graph) {
    var task = new TaskSettings(3, 9, DIRICHLET, 0, 0);
    SequenceBatch batch = draw(graph, task, SEQUENCES, 32);
    int[] target = graph.targetParents();
    int checked = 0;
    boolean cyclic = false;
    for (int child = 0; child < graph.shown().length; child++) {
      int[] parents =
          Arrays.stream(graph.nodes().parents(graph.shown()[child])).map(graph::position).toArray();
      int last = child;
      if (parents.length != target.length
          || Arrays.stream(parents).anyMatch(p -> p < 0 || p >= last)) {
        continue;
      }
      if (CycleDistributionTest.isOnACycle(graph.nodes(), graph.shown()[child])) {
        cyclic = true; // another distribution: CycleDistributionTest
        continue;
      }
      checked++;
      for (int s = 0; s < 3; s++) {
        var frequency = new Frequency();
        for (int b = 0; b < SEQUENCES; b++) {
          if (same(batch, b, parents, target)) {
            frequency.add(batch.token(b, child) == s, batch.target(b, s));
          }
        }
        frequency.check(
            String.format(Locale.ROOT, "token %d at position %d of %s", s, child, graph.nodes()));
      }
    }
    assertThat(checked > 0 || cyclic).isTrue();
  }

  @Test
  void queryIsUniformWhateverTheContext() {
    var task = new TaskSettings(5, 9, DIRICHLET, 0, 0);
    SequenceBatch batch = draw(chain(9), task, SEQUENCES, 33);
    long[] pairs = new long[25];
    long[] contexts = new long[5];
    for (int b = 0; b < SEQUENCES; b++) {
      pairs[5 * batch.token(b, 7) + batch.token(b, 8)]++;
      contexts[batch.token(b, 7)]++;
    }
    double[] expected = new double[25];
    Arrays.setAll(expected, i -> contexts[i / 5] / (5.0 * SEQUENCES));
    Statistics.assertCounts(pairs, expected);
  }

  @Test
  void rootsOfADagAreUniform() {
    SequenceBatch batch =
        draw(graphOf(PAPER, 9), new TaskSettings(4, 9, DIRICHLET, 0, 0), SEQUENCES, 34);
    long[] pairs = new long[16];
    for (int b = 0; b < SEQUENCES; b++) {
      pairs[4 * batch.token(b, 0) + batch.token(b, 1)]++;
    }
    double[] even = new double[16];
    Arrays.fill(even, 1 / 16.0);
    Statistics.assertCounts(pairs, even);
  }

  /** Of a root and its child, under mu, the child has the distribution of the root. */
  @Test
  void marginalsAreStationaryDownTheChain() {
    var task = new TaskSettings(3, 9, new TransitionPrior.Asymmetric(List.of(0.2, 0.5, 2.0)), 0, 0);
    SequenceBatch batch = draw(chain(9), task, SEQUENCES, 35);
    SequenceBatch other = draw(chain(9), task, SEQUENCES, 36);
    Statistics.assertSameDistribution(counts(batch, 3, 0), counts(other, 3, 7));
  }

  /** Without sweeps the root of a dag would be uniform; drawn from a parent it favours symbol 2. */
  @Test
  void sweepsRedrawTheNodeThatClosesACycleFromItsParent() {
    var skewed = new TransitionPrior.Asymmetric(List.of(0.5, 0.5, 9.0));
    var family = new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.RANDOM);
    GenerativeGraph graph = new Violations(1, 1, 0, 0, 0).apply(family, 5, Seeds.random(40));
    var task = new TaskSettings(3, 5, skewed, 0, 0);
    SequenceBatch batch = draw(graph, task, SEQUENCES, 41);
    Statistics.assertCounts(counts(batch, 3, 0), new double[] {0.05, 0.05, 0.9});
  }

  @Test
  void hiddenNodesOfAChainLeaveTheDistributionOfTheOthers() {
    var task = new TaskSettings(3, 5, DIRICHLET, 0, 0);
    GenerativeGraph latent =
        new Violations(0, 8, 0.5, 0, 0).apply(new GraphFamily.Chain(), 5, Seeds.random(42));
    int[] shown = latent.shown();
    assertThat(latent.nodes().size()).isEqualTo(8);
    SequenceBatch all = draw(chain(9), new TaskSettings(3, 9, DIRICHLET, 0, 0), SEQUENCES, 43);
    Statistics.assertSameDistribution(
        counts(draw(latent, task, SEQUENCES, 44), 3, 0, 1, 2, 3), counts(all, 3, shown));
  }

  @Test
  void confoundedPairsDependThroughTheirCauseAlone() {
    var task = new TaskSettings(3, 9, DIRICHLET, 0, 0);
    GenerativeGraph graph =
        new Violations(0, 8, 0, 1, 0).apply(new GraphFamily.Pairs(), 9, Seeds.random(45));
    CausalGraph.ConfoundedPair pair =
        graph.observed().confoundedPairs().stream()
            .filter(p -> p.first() % 2 == 0 && p.second() % 2 == 0)
            .findFirst()
            .orElseThrow();
    int other = (pair.first() != 0 && pair.second() != 0) ? 0 : (pair.second() == 2 ? 4 : 2);
    SequenceBatch batch = draw(graph, task, SEQUENCES, 46);
    double confounded = 0;
    double unrelated = 0;
    for (int b = 0; b < SEQUENCES; b++) {
      confounded += batch.token(b, pair.first()) == batch.token(b, pair.second()) ? 1 : 0;
      unrelated += batch.token(b, pair.first()) == batch.token(b, other) ? 1 : 0;
    }
    // roots of one sequence agree more often than not by mu alone; the confounded more than those
    assertThat((confounded - unrelated) / Math.sqrt(SEQUENCES / 2.0)).isGreaterThan(6);

    // the same nodes with the cause shown: given the cause, the pair is independent
    GenerativeGraph seen = GenerativeGraph.of(graph.nodes());
    SequenceBatch open = draw(seen, new TaskSettings(3, 10, DIRICHLET, 0, 0), SEQUENCES, 47);
    for (int x = 0; x < 3; x++) {
      for (int y = 0; y < 3; y++) {
        var frequency = new Frequency();
        for (int b = 0; b < SEQUENCES; b++) {
          if (open.token(b, 0) == open.token(b, 9)) {
            boolean both =
                open.token(b, pair.first() + 1) == x && open.token(b, pair.second() + 1) == y;
            frequency.add(both, (double) open.target(b, x) * open.target(b, y));
          }
        }
        frequency.check(String.format(Locale.ROOT, "the pair (%d, %d) given its cause", x, y));
      }
    }
  }

  /** Sequences with and without flips share all numbers up to the flips of the first sequence. */
  @ParameterizedTest
  @MethodSource("flipped")
  void contextTokensAreFlippedAtTheGivenRate(GraphFamily family) {
    double eta = 0.2;
    int length = 9;
    GenerativeGraph graph = graphOf(family, length);
    var clean = SequenceBatch.allocate(1, length, 4);
    var noisy = SequenceBatch.allocate(1, length, 4);
    var changed = new Frequency();
    for (int seed = 0; seed < 8000; seed++) {
      new SequenceSampler(graph, new TaskSettings(4, length, DIRICHLET, 0, 0), seed).draw(clean);
      new SequenceSampler(graph, new TaskSettings(4, length, DIRICHLET, eta, 0), seed).draw(noisy);
      for (int i = 0; i < length - 1; i++) {
        changed.add(clean.token(0, i) != noisy.token(0, i), eta * 3 / 4);
      }
      assertThat(noisy.token(0, length - 1)).isEqualTo(clean.token(0, length - 1));
      assertThat(noisy.targets()).isEqualTo(clean.targets());
    }
    changed.check("changed tokens");
  }

  static Stream<GraphFamily> flipped() {
    return Stream.of(new GraphFamily.Chain(), PAPER);
  }

  @Test
  void flippedEverywhereTheContextIsUniform() {
    SequenceBatch batch = draw(chain(6), new TaskSettings(3, 6, DIRICHLET, 1, 0), SEQUENCES, 48);
    long[] counts = counts(batch, 3, 0, 1, 4);
    double[] even = new double[27];
    Arrays.fill(even, 1 / 27.0);
    Statistics.assertCounts(counts, even);
  }

  /** Against sequences of graphs whose edges are redrawn here, a new graph for every twenty. */
  @ParameterizedTest
  @MethodSource("flipped")
  void redrawnEdgesAreThoseThatTokensFollow(GraphFamily family) {
    double e = 1;
    var jittered = new Violations(0, 8, 0, 0, e);
    GenerativeGraph graph = jittered.apply(family, 8, Seeds.random(49));
    var task = new TaskSettings(3, 8, DIRICHLET, 0, 0);
    SequenceBatch batch = draw(graph, task, SEQUENCES, 50);
    var random = Seeds.random(Seeds.of("edgesAreRedrawn", 51));
    long[] expected = new long[81];
    var one = SequenceBatch.allocate(20, 8, 3);
    for (int n = 0; n < SEQUENCES / 20; n++) {
      int[][] parents = new int[graph.nodes().size()][];
      for (int i = 0; i < parents.length; i++) {
        parents[i] = graph.nodes().parents(i).clone();
        boolean target = family.equals(PAPER) && i == parents.length - 1;
        for (int k = 0; k < parents[i].length && !target; k++) {
          if (random.nextDouble() < e) {
            int now = random.nextInt(i);
            while (contains(parents[i], now, k)) {
              now = random.nextInt(i);
            }
            parents[i][k] = now;
          }
        }
        Arrays.sort(parents[i]);
      }
      CausalGraph nodes = CausalGraph.ofParentLists(parents);
      GenerativeGraph redrawn =
          family.equals(PAPER) ? GenerativeGraph.ofDag(nodes) : GenerativeGraph.of(nodes);
      new SequenceSampler(redrawn, task, random.nextLong()).draw(one);
      long[] counts = counts(one, 3, 2, 3, 5, 6);
      for (int c = 0; c < 81; c++) {
        expected[c] += counts[c];
      }
    }
    Statistics.assertSameDistribution(counts(batch, 3, 2, 3, 5, 6), expected);
  }

  private static boolean contains(int[] parents, int value, int except) {
    for (int k = 0; k < parents.length; k++) {
      if (k != except && parents[k] == value) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(SequenceBatch batch, int b, int[] at, int[] target) {
    for (int k = 0; k < at.length; k++) {
      if (batch.token(b, at[k]) != batch.token(b, target[k])) {
        return false;
      }
    }
    return true;
  }

  private static long[] counts(SequenceBatch batch, int vocab, int... positions) {
    long[] counts = new long[(int) Math.pow(vocab, positions.length)];
    for (int b = 0; b < batch.size(); b++) {
      int index = 0;
      for (int p : positions) {
        index = index * vocab + batch.token(b, p);
      }
      counts[index]++;
    }
    return counts;
  }

  private static GenerativeGraph chain(int length) {
    return graphOf(new GraphFamily.Chain(), length);
  }

  private static GenerativeGraph graphOf(GraphFamily family, int length) {
    return Violations.NONE.apply(family, length, Seeds.random(1));
  }

  private static SequenceBatch draw(GenerativeGraph graph, TaskSettings task, int size, long seed) {
    var batch = SequenceBatch.allocate(size, task.length(), task.vocab());
    new SequenceSampler(graph, task, Seeds.of("sequences", seed)).draw(batch);
    return batch;
  }
}
