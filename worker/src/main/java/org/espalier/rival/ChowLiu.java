package org.espalier.rival;

import java.util.Arrays;
import org.espalier.graph.CausalGraph;

/**
 * The tree of Chow and Liu (1968): the spanning tree of greatest total mutual information, by
 * Prim's algorithm in O(n^2). Its edges have no direction of their own; here the earlier position
 * is the parent, so that a position may get several.
 */
final class ChowLiu {

  private ChowLiu() {}

  /**
   * The tree.
   *
   * @param information [n][i] of position i with each j < i
   */
  static CausalGraph tree(double[][] information) {
    int n = information.length;
    double[] most = new double[n]; // greatest information with a position of the tree
    int[] nearest = new int[n];
    boolean[] joined = new boolean[n];
    boolean[][] edges = new boolean[n][n];
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
    most[0] = 0;
    for (int size = 0; size < n; size++) {
      int next = -1;
      for (int i = 0; i < n; i++) {
        if (!joined[i] && (next < 0 || most[i] > most[next])) {
          next = i;
        }
      }
      joined[next] = true;
      if (size > 0) {
        edges[Math.max(next, nearest[next])][Math.min(next, nearest[next])] = true;
      }
      for (int i = 0; i < n; i++) {
        double with = i == next ? 0 : information[Math.max(i, next)][Math.min(i, next)];
        if (!joined[i] && with > most[i]) {
          most[i] = with;
          nearest[i] = next;
        }
      }
    }
    return CausalGraph.ofParentLists(parents(edges));
  }

  private static int[][] parents(boolean[][] edges) {
    int[][] parents = new int[edges.length][];
    for (int i = 0; i < parents.length; i++) {
      int[] list = new int[i];
      int found = 0;
      for (int j = 0; j < i; j++) {
        if (edges[i][j]) {
          list[found++] = j;
        }
      }
      parents[i] = Arrays.copyOf(list, found);
    }
    return parents;
  }
}
