package org.espalier.task;

import java.util.BitSet;
import org.espalier.graph.CausalGraph;

/** Which nodes of a graph have to be drawn more than once. */
final class Cycles {

  private Cycles() {}

  /**
   * The nodes that have a parent after them, and all their descendants; ascending.
   *
   * @param jitter whether edges may be redrawn: then a cycle may reach every node with a parent
   */
  static int[] reached(CausalGraph graph, boolean jitter) {
    var reached = new BitSet();
    for (int before = -1; before < reached.cardinality(); ) {
      before = reached.cardinality();
      for (int node = 0; node < graph.size(); node++) {
        for (int parent : graph.parents(node)) {
          if (parent > node || reached.get(parent) || (jitter && !reached.isEmpty())) {
            reached.set(node);
          }
        }
      }
    }
    return reached.stream().toArray();
  }
}
