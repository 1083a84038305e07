package org.espalier.theory;

import java.util.Arrays;
import org.espalier.graph.CausalGraph;

/**
 * How far each two positions of a forest are from their nearest common ancestor.
 *
 * <p>In a stationary sequence the joint distribution of two tokens depends on these two distances
 * alone.
 */
final class TreePaths {

  /** Distance between nodes of different trees. */
  static final int UNCONNECTED = -1;

  private final int[][] up; // [n][n] from the row's position to the nearest common ancestor

  private TreePaths(int[][] up) {
    this.up = up;
  }

  /**
   * @param nodes the forest, shown or not
   * @param shown [n] the node at each position
   * @throws IllegalArgumentException if a node has several parents or is its own ancestor
   */
  static TreePaths of(CausalGraph nodes, int[] shown) {
    if (!isForest(nodes)) {
      throw new IllegalArgumentException(
          "mutual informations are exact on forests only, not on " + nodes);
    }
    int n = shown.length;
    int[][] lines = new int[n][]; // each node, its parent, its parent's parent, ..
    for (int i = 0; i < n; i++) {
      lines[i] = line(nodes, shown[i]);
    }
    int[][] up = new int[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        up[i][j] = distanceToCommon(lines[i], lines[j]);
      }
    }
    return new TreePaths(up);
  }

  /** Whether no node has several parents or is its own ancestor. */
  static boolean isForest(CausalGraph nodes) {
    int n = nodes.size();
    for (int i = 0; i < n; i++) {
      int at = i;
      for (int steps = 0; !nodes.isRoot(at); steps++) {
        if (nodes.parents(at).length > 1 || steps == n) {
          return false;
        }
        at = nodes.parents(at)[0];
      }
    }
    return true;
  }

  private static int[] line(CausalGraph nodes, int node) {
    int[] line = new int[nodes.size()];
    int length = 0;
    for (int at = node; at >= 0; ) {
      line[length++] = at;
      at = nodes.isRoot(at) ? -1 : nodes.parents(at)[0];
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

  int longest() {
    int longest = 0;
    for (int[] row : up) {
      for (int distance : row) {
        longest = Math.max(longest, distance);
      }
    }
    return longest;
  }

  /** The nearest shown ancestor of a position, or {@link #UNCONNECTED} if it has none. */
  int parent(int i) {
    int parent = UNCONNECTED;
    for (int j = 0; j < up.length; j++) {
      boolean isAncestor = j != i && up[j][i] == 0;
      if (isAncestor && (parent == UNCONNECTED || up[i][j] < up[i][parent])) {
        parent = j;
      }
    }
    return parent;
  }
}
