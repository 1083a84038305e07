package org.espalier.task;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.espalier.graph.CausalGraph;

/**
 * Which nodes of a graph a sweep redraws, and in which order.
 *
 * <p>The nodes of a cycle (each an ancestor of the others) come together, at the place of the first
 * of them. In each sequence every sweep begins a cycle at the same one of its nodes, all being
 * equally likely, and goes round in drawing order. Were it always the first, the node that closes
 * the cycle would be redrawn from a value that is itself redrawn before the sweep ends, and the
 * closing edge would leave no trace.
 */
final class Cycles {

  /** The nodes of a sweep in order. */
  private final int[] nodes;

  /** For each place of the sweep, the first place of its cycle and the number of its nodes. */
  private final int[] first;

  private final int[] length;

  private Cycles(List<int[]> groups) {
    int size = groups.stream().mapToInt(group -> group.length).sum();
    nodes = new int[size];
    first = new int[size];
    length = new int[size];
    int at = 0;
    for (int[] group : groups) {
      for (int k = 0; k < group.length; k++) {
        nodes[at + k] = group[k];
        first[at + k] = at;
        length[at + k] = group.length;
      }
      at += group.length;
    }
  }

  /**
   * The sweep over the nodes that have a parent after them and all their descendants.
   *
   * @param jitter whether edges may be redrawn: then a cycle may reach every node with a parent
   * @param size only nodes below it are redrawn
   */
  static Cycles of(CausalGraph graph, boolean jitter, int size) {
    BitSet reached = reached(graph, jitter);
    reached.clear(size, Math.max(size, reached.length()));
    BitSet[] above = new BitSet[graph.size()];
    reached.stream().forEach(node -> above[node] = graph.ancestors(node));
    var groups = new ArrayList<int[]>();
    var grouped = new BitSet();
    for (int node = reached.nextSetBit(0); node >= 0; node = reached.nextSetBit(node + 1)) {
      if (!grouped.get(node)) {
        int from = node;
        int[] group =
            reached.stream()
                .filter(m -> m == from || (above[from].get(m) && above[m].get(from)))
                .toArray();
        for (int member : group) {
          grouped.set(member);
        }
        groups.add(group);
      }
    }
    return new Cycles(groups);
  }

  private static BitSet reached(CausalGraph graph, boolean jitter) {
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
    return reached;
  }

  /** The number of nodes of a sweep, 0 without cycles. */
  int size() {
    return nodes.length;
  }

  /** Whether a cycle begins at this place of the sweep. */
  boolean begins(int place) {
    return length[place] > 1 && first[place] == place;
  }

  /** The number of nodes of the cycle at a place of the sweep; 1 where there is none. */
  int length(int place) {
    return length[place];
  }

  /** The first place of the cycle that goes through a place of the sweep. */
  int first(int place) {
    return first[place];
  }

  /**
   * The node to redraw at a place of the sweep.
   *
   * @param start at which of its nodes, from 0, the place's cycle begins
   */
  int node(int place, int start) {
    int from = first[place];
    int turned = place - from + start;
    return nodes[from + (turned < length[place] ? turned : turned - length[place])];
  }
}
