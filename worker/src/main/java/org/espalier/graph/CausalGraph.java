package org.espalier.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who causes whom among the n = T-1 context positions 0..n-1: for each position the list of its
 * parents, empty for a root.
 */
public final class CausalGraph {

  /**
   * One causal relation. Child first, as in the paper's adjacency matrix: row child, column parent.
   */
  public record Edge(int child, int parent) {}

  private final int[][] parents;

  private CausalGraph(int[][] parents) {
    this.parents = parents;
  }

  /**
   * A graph of at most one parent per position.
   *
   * @param parents [n], -1 for a root
   * @throws IllegalArgumentException if a parent is outside -1..n-1 or a position its own parent
   */
  public static CausalGraph ofParents(int... parents) {
    int[][] lists = new int[parents.length][];
    for (int i = 0; i < parents.length; i++) {
      lists[i] = parents[i] == -1 ? new int[0] : new int[] {parents[i]};
    }
    return ofParentLists(lists);
  }

  /**
   * A graph of any number of parents per position.
   *
   * @param parents [n][k_i], the parents of each position in ascending order
   * @throws IllegalArgumentException if a parent is outside 0..n-1, repeated, or the position
   *     itself
   */
  public static CausalGraph ofParentLists(int[][] parents) {
    int n = parents.length;
    int[][] copy = new int[n][];
    for (int i = 0; i < n; i++) {
      copy[i] = parents[i].clone();
      for (int k = 0; k < copy[i].length; k++) {
        int p = copy[i][k];
        if (p < 0 || p >= n || p == i || (k > 0 && copy[i][k - 1] >= p)) {
          throw new IllegalArgumentException(
              "parents %s of position %d in a graph of %d"
                  .formatted(Arrays.toString(copy[i]), i, n));
        }
      }
    }
    return new CausalGraph(copy);
  }

  /** n, the number of context positions. */
  public int size() {
    return parents.length;
  }

  /** The parents of a position in ascending order; empty for a root. Not a copy: do not write. */
  public int[] parents(int child) {
    return parents[child];
  }

  /** Whether a position has no parent. */
  public boolean isRoot(int position) {
    return parents[position].length == 0;
  }

  /** Whether {@code parent} is a parent of {@code child}. */
  public boolean isEdge(int child, int parent) {
    return Arrays.binarySearch(parents[child], parent) >= 0;
  }

  /** Whether a causal mask can represent the edge: the parent stands before the child. */
  public boolean isIdentifiable(int child, int parent) {
    return parent < child && isEdge(child, parent);
  }

  /** All edges, by child and then by parent. */
  public List<Edge> edges() {
    var edges = new ArrayList<Edge>();
    for (int child = 0; child < parents.length; child++) {
      for (int parent : parents[child]) {
        edges.add(new Edge(child, parent));
      }
    }
    return edges;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CausalGraph that && Arrays.deepEquals(parents, that.parents);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(parents);
  }

  @Override
  public String toString() {
    return "CausalGraph" + Arrays.deepToString(parents);
  }
}
