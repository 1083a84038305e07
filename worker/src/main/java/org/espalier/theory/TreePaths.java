package org.espalier.theory;

import java.util.Arrays;
import org.espalier.graph.CausalGraph;

/**
 * How far each two nodes of a forest are from their nearest common ancestor.
 *
 * <p>In a stationary sequence the joint law of two tokens depends on these two distances alone.
 */
final class TreePaths {

  /** Distance between nodes of different trees. */
  static final int UNCONNECTED = -1;

  private final int[][] up; // [n][n] from the row's node to the nearest common ancestor

  private TreePaths(int[][] up) {
    this.up = up;
  }

  /**
   * @throws IllegalArgumentException if a node has several parents or is its own ancestor
   */
  static TreePaths of(CausalGraph forest) {
    int n = forest.size();
    int[][] above = new int[n][]; // each node, its parent, its parent's parent, ..
    for (int i = 0; i < n; i++) {
      above[i] = ancestry(forest, i);
    }
    int[][] up = new int[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        up[i][j] = distanceToCommon(above[i], above[j]);
      }
    }
    return new TreePaths(up);
  }

  private static int[] ancestry(CausalGraph forest, int node) {
    int n = forest.size();
    int[] line = new int[n];
    int length = 0;
    for (int at = node; at >= 0; ) {
      int[] parents = forest.parents(at);
      if (parents.length > 1 || length == n) {
        throw new IllegalArgumentException(
            "mutual informations are exact on forests only, not on " + forest);
      }
      line[length++] = at;
      at = parents.length == 0 ? -1 : parents[0];
    }
    return Arrays.copyOf(line, length);
  }

  private static int distanceToCommon(int[] line, int[] other) {
    for (int d = 0; d < line.length; d++) {
      for (int ancestor : other) {
        if (ancestor == line[d]) {
          return d;
        }
      }
    }
    return UNCONNECTED;
  }

  int size() {
    return up.length;
  }

  /** Edges from i up to the nearest common ancestor with j, or {@link #UNCONNECTED}. */
  int up(int i, int j) {
    return up[i][j];
  }
}
