package org.espalier.metric;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.CausalGraph.Edge;
import org.espalier.metric.EdgeRecovery.Detection;

/**
 * A graph that some method claims beside the true one, judged as {@link EdgeRecovery} judges
 * attention: on the positions that have a parent within the {@link EdgeScope}.
 *
 * @param accuracy share of the true edges that are claimed, where the position's claims are no more
 *     than its true parents; a position with more claims than parents counts a share of its hits,
 *     parents over claims, as a guess among them would; NaN without edges
 * @param chance expected accuracy of claiming as many earlier positions for each position at
 *     random: mean over true edges of min(m, k) / i, with m claims and k parents of position i; NaN
 *     without edges
 * @param detection precision, recall and structural Hamming distance
 * @param rootsLeft share of the positions but the first that have no parent at all and were left
 *     without one; NaN if there is none
 */
public record GraphComparison(
    double accuracy, double chance, Detection detection, double rootsLeft) {

  /**
   * Compares two graphs over the same positions.
   *
   * @throws IllegalArgumentException if they have not the same size
   */
  public static GraphComparison of(CausalGraph claimed, CausalGraph graph, EdgeScope scope) {
    if (claimed.size() != graph.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a graph of %d positions beside one of %d",
              claimed.size(),
              graph.size()));
    }
    Set<Edge> truth = new HashSet<>();
    Set<Edge> claims = new HashSet<>();
    double hits = 0;
    double guessed = 0;
    for (int i : scope.children(graph)) {
      int[] parents = scope.parents(graph, i);
      int[] found = claimed.parents(i);
      double credit = Math.min(1, (double) parents.length / found.length);
      guessed += (double) parents.length * Math.min(found.length, parents.length) / i;
      for (int parent : parents) {
        truth.add(new Edge(i, parent));
        hits += claimed.isEdge(i, parent) ? credit : 0;
      }
      for (int parent : found) {
        claims.add(new Edge(i, parent));
      }
    }
    return new GraphComparison(
        hits / truth.size(),
        guessed / truth.size(),
        Detection.of(claims, truth),
        rootsLeft(claimed, graph));
  }

  private static double rootsLeft(CausalGraph claimed, CausalGraph graph) {
    int[] roots = IntStream.range(1, graph.size()).filter(graph::isRoot).toArray();
    return (double) IntStream.of(roots).filter(claimed::isRoot).count() / roots.length;
  }
}
