package org.espalier.task;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The distribution of all tokens of a cyclic graph, against plain constructions of it, by
 * chi-square.
 */
class CycleDistributionTest {
  private static final int SEQUENCES = 60_000;
  private static final int VOCAB = 2;

  static Stream<CausalGraph> cyclic() {
    return Stream.of(
        CausalGraph.ofParents(1, 0),
        CausalGraph.ofParents(2, 0, 1, 0, 3, 1),
        CausalGraph.ofParents(-1, 4, 1, 0, 2, 1),
        CausalGraph.ofParents(3, 2, 1, 0, 2, 3));
  }

  /** Each cycle of L nodes becomes L forests, each without one of its edges, all equally likely. */
  @ParameterizedTest
  @MethodSource("cyclic")
  void cycleOfSingleParentsIsAMixtureOfForests(CausalGraph graph) {
    var prior = new TransitionPrior.Dirichlet(0.5);
    int n = graph.size();
    var task = new TaskSettings(VOCAB, n + 1, prior, 0, 0);
    int[] all = IntStream.range(0, n).toArray();
    long[] found = counts(draw(GenerativeGraph.of(graph), task, SEQUENCES, 81), all);
    long[] mixture = new long[found.length];
    int[][] cuts =
        IntStream.range(0, n)
            .filter(i -> isOnACycle(graph, i) && cycle(graph, i).nextSetBit(0) == i)
            .mapToObj(first -> cycle(graph, first).stream().toArray())
            .toArray(int[][]::new);
    int forests = Arrays.stream(cuts).mapToInt(c -> c.length).reduce(1, (a, b) -> a * b);
    for (int f = 0; f < forests; f++) {
      int[] parents = new int[n];
      Arrays.setAll(parents, i -> graph.isRoot(i) ? -1 : graph.parents(i)[0]);
      int rest = f;
      for (int[] cut : cuts) {
        parents[cut[rest % cut.length]] = -1;
        rest /= cut.length;
      }
      int[] rank = drawingOrder(parents);
      int[] renumbered = new int[n];
      for (int i = 0; i < n; i++) {
        renumbered[rank[i]] = parents[i] < 0 ? -1 : rank[parents[i]];
      }
      GenerativeGraph forest = GenerativeGraph.of(CausalGraph.ofParents(renumbered));
      long[] counts = counts(draw(forest, task, SEQUENCES / forests, 82 + f), rank);
      Arrays.setAll(mixture, c -> mixture[c] + counts[c]);
    }
    Statistics.assertSameDistribution(found, mixture);
  }

  /** The definition carried out node by node, every row of the tensors drawn beforehand. */
  @Test
  void cycleOfADagIsSweptFromAUniformNodeOnward() {
    int length = 5;
    int sweeps = 2;
    var paper = new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.PAPER);
    GenerativeGraph graph =
        new Violations(1, sweeps, 0, 0, 0).apply(paper, length, Seeds.random(83));
    var task = new TaskSettings(VOCAB, length, new TransitionPrior.Uniform(), 0, 0);
    int[] all = IntStream.range(0, length).toArray();
    long[] found = counts(draw(graph, task, SEQUENCES, 84), all);

    CausalGraph nodes = graph.nodes();
    int[] cycle = IntStream.range(0, length).filter(i -> isOnACycle(nodes, i)).toArray();
    int[] after =
        IntStream.range(0, length)
            .filter(i -> !isOnACycle(nodes, i) && reaches(nodes, cycle[0]).get(i))
            .toArray();
    var random = Seeds.random(Seeds.of("cycleOfADagIsSwept", 85));
    long[] plain = new long[found.length];
    for (int b = 0; b < SEQUENCES; b++) {
      double[][] ones = new double[3][1 << 2]; // P(1 | parents) by in-degree
      for (double[] row : ones) {
        Arrays.setAll(row, r -> random.nextDouble());
      }
      int[] tokens = new int[length];
      for (int node = 0; node < length; node++) {
        int[] of = nodes.parents(node);
        boolean root = of.length == 0 || of[of.length - 1] > node;
        double one = root ? 0.5 : ones[of.length][row(of, tokens)];
        tokens[node] = random.nextDouble() < one ? 1 : 0;
      }
      int start = random.nextInt(cycle.length);
      for (int sweep = 0; sweep < sweeps; sweep++) {
        IntStream round =
            IntStream.range(0, cycle.length).map(k -> cycle[(start + k) % cycle.length]);
        IntStream.concat(round, Arrays.stream(after))
            .forEach(
                node -> {
                  int[] of = nodes.parents(node);
                  double one = ones[of.length][row(of, tokens)];
                  tokens[node] = random.nextDouble() < one ? 1 : 0;
                });
      }
      plain[row(all, tokens)]++;
    }
    Statistics.assertSameDistribution(found, plain);
  }

  /** Whether a node is its own ancestor. */
  static boolean isOnACycle(CausalGraph graph, int node) {
    return reaches(graph, node).get(node);
  }

  /** The nodes of the cycle through a node. */
  private static BitSet cycle(CausalGraph graph, int node) {
    BitSet cycle = reaches(graph, node);
    for (int i : cycle.stream().toArray()) {
      cycle.set(i, reaches(graph, i).get(node));
    }
    return cycle;
  }

  /** The descendants of a node. */
  private static BitSet reaches(CausalGraph graph, int node) {
    var below = new BitSet();
    for (int before = -1; before < below.cardinality(); ) {
      before = below.cardinality();
      for (CausalGraph.Edge edge : graph.edges()) {
        if (edge.parent() == node || below.get(edge.parent())) {
          below.set(edge.child());
        }
      }
    }
    return below;
  }

  /** For each node its place in an order in which parents come first. */
  private static int[] drawingOrder(int[] parents) {
    int[] rank = new int[parents.length];
    Arrays.fill(rank, -1);
    for (int next = 0; next < parents.length; ) {
      for (int i = 0; i < parents.length; i++) {
        if (rank[i] < 0 && (parents[i] < 0 || rank[parents[i]] >= 0)) {
          rank[i] = next++;
        }
      }
    }
    return rank;
  }

  private static int row(int[] of, int[] tokens) {
    int row = 0;
    for (int node : of) {
      row = row * VOCAB + tokens[node];
    }
    return row;
  }

  private static long[] counts(SequenceBatch batch, int[] positions) {
    long[] counts = new long[1 << positions.length];
    for (int b = 0; b < batch.size(); b++) {
      int index = 0;
      for (int p : positions) {
        index = index * VOCAB + batch.token(b, p);
      }
      counts[index]++;
    }
    return counts;
  }

  private static SequenceBatch draw(GenerativeGraph graph, TaskSettings task, int size, long seed) {
    var batch = SequenceBatch.allocate(size, task.length(), task.vocab());
    new SequenceSampler(graph, task, Seeds.of("sequences", seed)).draw(batch);
    return batch;
  }
}
