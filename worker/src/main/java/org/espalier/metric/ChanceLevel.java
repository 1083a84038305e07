package org.espalier.metric;

import org.espalier.graph.CausalGraph;

/**
 * What a uniform guess would score: each position that has a parent names one of 0..i, itself
 * included, as {@link EdgeRecovery} counts candidates. Attention before training is that guess
 * where the layer has one head; several heads are several guesses, the best of which counts.
 *
 * @param edgeAccuracy expected share of edges found, mean over edges of 1 / (i + 1), which is also
 *     the attention on the parent; NaN without edges
 * @param hammingDistance expected structural Hamming distance of the graph of one guess for each
 *     position; of a single parent 2 i / (i + 1), for a wrong guess counts 2
 */
public record ChanceLevel(double edgeAccuracy, double hammingDistance) {

  /** The chance level of a graph, for the edges within a scope. */
  public static ChanceLevel of(CausalGraph graph, EdgeScope scope) {
    double hits = 0;
    double distance = 0;
    for (int i : scope.children(graph)) {
      int parents = scope.parents(graph, i).length;
      double guess = 1.0 / (i + 1);
      hits += parents * guess;
      distance += parents * (1 - guess) + (i + 1 - parents) * guess;
    }
    return new ChanceLevel(hits / scope.edges(graph), distance);
  }
}
