package org.espalier.metric;

import org.espalier.graph.CausalGraph;
import org.espalier.graph.CausalGraph.Edge;

/**
 * What attention says of the edges that lie on cycles: the back edges, whose parent stands after
 * its child where a causal mask hides it, and the forward ones. With several heads the one that
 * says most of an edge counts.
 *
 * @param backEdges number of edges whose parent stands after its child
 * @param backAccuracy share of them whose parent is the largest entry of the child's row: 0 by the
 *     mask; NaN without back edges
 * @param reversed share of them whose child is the largest entry of the parent's row, as if the
 *     edge led the other way; NaN without back edges
 * @param forwardEdges number of identifiable edges that lie on a cycle
 * @param forwardAccuracy share of them whose parent is the largest entry of the child's row; NaN
 *     without such edges
 * @param forwardAttention mean attention from their children to their parents; NaN without such
 *     edges
 */
public record CycleRecovery(
    int backEdges,
    double backAccuracy,
    double reversed,
    int forwardEdges,
    double forwardAccuracy,
    double forwardAttention) {

  /**
   * Measures the attention of a layer.
   *
   * @throws IllegalArgumentException if the graph has more positions than the attention
   */
  public static CycleRecovery of(LayerAttention attention, CausalGraph graph) {
    EdgeScope.requireRows(attention, graph);
    int back = 0;
    int backFound = 0;
    int reversed = 0;
    int forward = 0;
    int forwardFound = 0;
    double mass = 0;
    for (Edge edge : graph.edges()) {
      if (edge.parent() > edge.child()) {
        back++;
        backFound += isPointedAt(attention, edge.child(), edge.parent()) ? 1 : 0;
        reversed += isPointedAt(attention, edge.parent(), edge.child()) ? 1 : 0;
      } else if (graph.ancestors(edge.parent()).get(edge.child())) {
        forward++;
        forwardFound += isPointedAt(attention, edge.child(), edge.parent()) ? 1 : 0;
        mass += attention.largestWeight(edge.child(), edge.parent());
      }
    }
    return new CycleRecovery(
        back,
        (double) backFound / back,
        (double) reversed / back,
        forward,
        (double) forwardFound / forward,
        mass / forward);
  }

  private static boolean isPointedAt(LayerAttention attention, int from, int to) {
    for (int h = 0; h < attention.heads(); h++) {
      if (attention.pointsAt(h, from) == to) {
        return true;
      }
    }
    return false;
  }
}
