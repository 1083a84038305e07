package org.espalier.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The graphs that a task's sequences come from: one for all of them, or several of which each
 * sequence draws its own.
 *
 * <p>All have one length, and all a query or none.
 */
public final class GraphMixture {
  private final List<GenerativeGraph> graphs;
  private final List<Double> weights;
  private final CausalGraph observed;

  private GraphMixture(List<GenerativeGraph> graphs, List<Double> weights) {
    this.graphs = List.copyOf(graphs);
    this.weights = List.copyOf(weights);
    observed = graphs.size() == 1 ? graphs.get(0).observed() : union(graphs);
  }

  /** One graph for all sequences. */
  public static GraphMixture of(GenerativeGraph graph) {
    return new GraphMixture(List.of(graph), List.of(1.0));
  }

  /**
   * The graphs of a family, violated: one, or one for each structure of a mixture whose weight is
   * not 0, in their order.
   *
   * @param length T
   * @throws org.espalier.InvalidValueException if there is no such graph
   */
  public static GraphMixture draw(
      GraphFamily family, Violations violations, int length, UniformRandomProvider random) {
    if (!(family instanceof Mixture mixture)) {
      return of(violations.apply(family, length, random));
    }
    var graphs = new ArrayList<GenerativeGraph>();
    var weights = new ArrayList<Double>();
    for (int c = 0; c < mixture.structures().size(); c++) {
      GenerativeGraph graph = violations.apply(mixture.structures().get(c), length, random);
      if (mixture.weights().get(c) > 0) {
        graphs.add(graph);
        weights.add(mixture.weights().get(c));
      }
    }
    return new GraphMixture(graphs, weights);
  }

  /** Number of graphs C. */
  public int size() {
    return graphs.size();
  }

  /** The graphs, at least one. */
  public List<GenerativeGraph> graphs() {
    return graphs;
  }

  /** The first graph; what all graphs agree in can be asked of it. */
  public GenerativeGraph first() {
    return graphs.get(0);
  }

  /** The probability of each graph; they sum to 1. */
  public List<Double> weights() {
    return weights;
  }

  /** T, the length of the sequences. */
  public int length() {
    return first().length();
  }

  /** Whether the last position holds a query. */
  public boolean hasQuery() {
    return first().hasQuery();
  }

  /**
   * Each number of parents that nodes with a parent have, once, in the order in which nodes have
   * them: of all nodes, hidden ones and the target of a task without a query among them.
   */
  public List<Integer> inDegrees() {
    return graphs.stream()
        .map(GenerativeGraph::nodes)
        .flatMapToInt(nodes -> IntStream.range(0, nodes.size()).map(i -> nodes.parents(i).length))
        .filter(k -> k > 0)
        .distinct()
        .boxed()
        .toList();
  }

  /**
   * What can be seen: the graph over positions 0..T-2, in which an edge of any of the graphs is an
   * edge.
   */
  public CausalGraph observed() {
    return observed;
  }

  private static CausalGraph union(List<GenerativeGraph> graphs) {
    int[][] parents = new int[graphs.get(0).observed().size()][];
    Arrays.setAll(
        parents,
        i ->
            graphs.stream()
                .flatMapToInt(graph -> Arrays.stream(graph.observed().parents(i)))
                .distinct()
                .sorted()
                .toArray());
    int[][] distances = new int[parents.length][];
    for (int i = 0; i < parents.length; i++) {
      int child = i;
      distances[i] = Arrays.stream(parents[i]).map(p -> distance(graphs, child, p)).toArray();
    }
    var confounded = new TreeSet<CausalGraph.ConfoundedPair>();
    graphs.forEach(graph -> confounded.addAll(graph.observed().confoundedPairs()));
    return CausalGraph.observed(parents, distances, confounded);
  }

  private static int distance(List<GenerativeGraph> graphs, int child, int parent) {
    return graphs.stream()
        .map(GenerativeGraph::observed)
        .filter(graph -> graph.isEdge(child, parent))
        .mapToInt(graph -> graph.distance(child, parent))
        .min()
        .orElseThrow();
  }

  @Override
  public String toString() {
    return graphs + " with weights " + weights;
  }
}
