package org.espalier.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.espalier.graph.CausalGraph.ConfoundedPair;

/** What is seen of a graph of which only some nodes are shown. */
final class Observation {

  private final CausalGraph nodes;

  /** [N] the position of each node, -1 if it is hidden. */
  private final int[] position;

  private Observation(CausalGraph nodes, int[] shown) {
    this.nodes = nodes;
    position = new int[nodes.size()];
    Arrays.fill(position, -1);
    for (int p = 0; p < shown.length; p++) {
      position[shown[p]] = p;
    }
  }

  /**
   * The graph over the first of the shown nodes, the p-th of them as position p.
   *
   * <p>Its edges lead from the nearest shown ancestors, along every path upwards through hidden
   * nodes. A pair is confounded if one of its nearest common ancestors (common ancestors, the two
   * themselves included, that are above no other) is hidden, with ancestors along edges that close
   * no cycle; in a forest there is at most one.
   *
   * @param shown all nodes that are shown: no way upwards leads through one of them
   * @param positions how many of them the graph has; edges from the others are not in it
   */
  static CausalGraph of(CausalGraph nodes, int[] shown, int positions) {
    return new Observation(nodes, shown).graph(Arrays.copyOf(shown, positions));
  }

  private CausalGraph graph(int[] shown) {
    int[][] parents = new int[shown.length][];
    int[][] distances = new int[shown.length][];
    for (int p = 0; p < shown.length; p++) {
      SortedMap<Integer, Integer> nearest = nearestShown(shown[p]).headMap(shown.length);
      parents[p] = nearest.keySet().stream().mapToInt(Integer::intValue).toArray();
      distances[p] = nearest.values().stream().mapToInt(Integer::intValue).toArray();
    }
    return CausalGraph.observed(parents, distances, confounded(shown));
  }

  /** Position to distance of the nearest shown ancestors of a node, breadth first. */
  private SortedMap<Integer, Integer> nearestShown(int child) {
    var found = new TreeMap<Integer, Integer>();
    var seen = new BitSet();
    seen.set(child);
    List<Integer> front = List.of(child);
    for (int distance = 1; !front.isEmpty(); distance++) {
      var next = new ArrayList<Integer>();
      for (int node : front) {
        for (int parent : nodes.parents(node)) {
          if (seen.get(parent)) {
            continue;
          }
          seen.set(parent);
          if (position[parent] >= 0) {
            found.put(position[parent], distance);
          } else {
            next.add(parent);
          }
        }
      }
      front = next;
    }
    return found;
  }

  private List<ConfoundedPair> confounded(int[] shown) {
    var pairs = new ArrayList<ConfoundedPair>();
    if (Arrays.stream(position).noneMatch(p -> p < 0)) {
      return pairs;
    }
    BitSet[] above = new BitSet[nodes.size()];
    Arrays.setAll(above, this::ancestorsAndSelf);
    for (int second = 1; second < shown.length; second++) {
      for (int first = 0; first < second; first++) {
        if (isNearestCauseHidden(above, shown[first], shown[second])) {
          pairs.add(new ConfoundedPair(first, second));
        }
      }
    }
    return pairs;
  }

  private boolean isNearestCauseHidden(BitSet[] above, int a, int b) {
    BitSet common = (BitSet) above[a].clone();
    common.and(above[b]);
    BitSet farther = new BitSet();
    common.stream()
        .forEach(
            node -> {
              BitSet strictly = (BitSet) above[node].clone();
              strictly.clear(node);
              farther.or(strictly);
            });
    common.andNot(farther);
    return common.stream().anyMatch(node -> position[node] < 0);
  }

  private BitSet ancestorsAndSelf(int node) {
    var above = new BitSet();
    above.set(node);
    var open = new ArrayDeque<Integer>();
    open.push(node);
    while (!open.isEmpty()) {
      int child = open.pop();
      for (int parent : nodes.parents(child)) {
        if (parent < child && !above.get(parent)) {
          above.set(parent);
          open.push(parent);
        }
      }
    }
    return above;
  }
}
