package org.espalier.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who causes whom among the n = T-1 context positions 0..n-1: for each position the list of its
 * parents, empty for a root.
 *
 * <p>Where nodes are hidden, a parent is the nearest ancestor that is shown, at a distance of one
 * more than the hidden nodes between; and two positions whose nearest common cause is hidden are a
 * confounded pair.
 */
public final class CausalGraph {

  /**
   * One causal relation. Child first, as in the paper's adjacency matrix: row child, column parent.
   */
  public record Edge(int child, int parent) {}

  /** Two positions with a hidden common cause. */
  public record ConfoundedPair(int first, int second) implements Comparable<ConfoundedPair> {
    @Override
    public int compareTo(ConfoundedPair that) {
      int byFirst = Integer.compare(first, that.first);
      return byFirst != 0 ? byFirst : Integer.compare(second, that.second);
    }
  }

  private final int[][] parents;
  private final int[][] distances;
  private final Set<ConfoundedPair> confounded;

  private CausalGraph(int[][] parents, int[][] distances, Set<ConfoundedPair> confounded) {
    this.parents = parents;
    this.distances = distances;
    this.confounded = confounded;
  }

  /**
   * What is seen of a graph with hidden nodes.
   *
   * @param parents [n][k_i], as in {@link #ofParentLists}
   * @param distances [n][k_i], at least 1
   * @param confounded pairs with first < second
   */
  static CausalGraph observed(
      int[][] parents, int[][] distances, Collection<ConfoundedPair> confounded) {
    int[][] checked = ofParentLists(parents).parents;
    return new CausalGraph(
        checked, distances, Collections.unmodifiableSet(new TreeSet<>(confounded)));
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
              String.format(
                  Locale.ROOT,
                  "parents %s of position %d in a graph of %d",
                  Arrays.toString(copy[i]),
                  i,
                  n));
        }
      }
    }
    int[][] distances = new int[n][];
    for (int i = 0; i < n; i++) {
      distances[i] = new int[copy[i].length];
      Arrays.fill(distances[i], 1);
    }
    return new CausalGraph(copy, distances, Set.of());
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

  /**
   * Steps from the parent to the child: 1, or one more than the hidden nodes between them.
   *
   * @throws IllegalArgumentException if there is no such edge
   */
  public int distance(int child, int parent) {
    int at = Arrays.binarySearch(parents[child], parent);
    if (at < 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d is no parent of %d", parent, child));
    }
    return distances[child][at];
  }

  /** Its parents, their parents and so on; in a cyclic graph a position can be its own ancestor. */
  public BitSet ancestors(int position) {
    var ancestors = new BitSet();
    var open = new ArrayDeque<Integer>();
    open.push(position);
    while (!open.isEmpty()) {
      for (int parent : parents[open.pop()]) {
        if (!ancestors.get(parent)) {
          ancestors.set(parent);
          open.push(parent);
        }
      }
    }
    return ancestors;
  }

  /** The pairs of positions whose nearest common cause is hidden, first < second, ascending. */
  public Set<ConfoundedPair> confoundedPairs() {
    return confounded;
  }

  /** Whether the nearest common cause of two positions is hidden. */
  public boolean isConfounded(int a, int b) {
    return confounded.contains(new ConfoundedPair(Math.min(a, b), Math.max(a, b)));
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
    return other instanceof CausalGraph that
        && Arrays.deepEquals(parents, that.parents)
        && Arrays.deepEquals(distances, that.distances)
        && confounded.equals(that.confounded);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(parents);
  }

  @Override
  public String toString() {
    return "CausalGraph"
        + Arrays.deepToString(parents)
        + (confounded.isEmpty() ? "" : " confounded " + confounded);
  }
}
