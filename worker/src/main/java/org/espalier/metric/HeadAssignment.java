package org.espalier.metric;

import java.util.Arrays;
import org.espalier.graph.CausalGraph;

/**
 * Which head answers for which parent: for each position the one-to-one assignment of heads to
 * parents under which the heads' attention on their parents sums to the most.
 *
 * <p>With one head and one parent it is that head. With more heads than parents the idle ones do
 * not count; with fewer heads than parents a parent may be left without a head, which counts as
 * attention 0. A weight that is not a number counts as 0 to the assignment.
 */
public final class HeadAssignment {

  /** The head of a parent for which none is left. */
  public static final int NONE = -1;

  private final LayerAttention attention;
  private final int[][] parents; // [n][k_i]
  private final int[][] heads; // [n][k_i]

  private HeadAssignment(LayerAttention attention, int[][] parents, int[][] heads) {
    this.attention = attention;
    this.parents = parents;
    this.heads = heads;
  }

  /**
   * Assigns at each position on its own.
   *
   * @throws IllegalArgumentException if the graph has more positions than the attention
   */
  public static HeadAssignment perChild(
      LayerAttention attention, CausalGraph graph, EdgeScope scope) {
    int[][] parents = parents(attention, graph, scope);
    int[][] heads = new int[parents.length][];
    for (int i = 0; i < parents.length; i++) {
      heads[i] = OptimalAssignment.columnOfRow(weights(attention, i, parents[i]));
    }
    return new HeadAssignment(attention, parents, heads);
  }

  /**
   * One assignment for the whole graph: the k-th parent (ascending) of every position has the same
   * head. This is what the second layer needs in order to compare parents of a kind with each
   * other; it is never better than {@link #perChild}.
   *
   * @throws IllegalArgumentException if the graph has more positions than the attention
   */
  public static HeadAssignment shared(
      LayerAttention attention, CausalGraph graph, EdgeScope scope) {
    int[][] parents = parents(attention, graph, scope);
    int most = Arrays.stream(parents).mapToInt(p -> p.length).max().orElse(0);
    double[][] weights = new double[most][attention.heads()];
    for (int i = 0; i < parents.length; i++) {
      double[][] here = weights(attention, i, parents[i]);
      for (int k = 0; k < here.length; k++) {
        for (int h = 0; h < attention.heads(); h++) {
          weights[k][h] += here[k][h];
        }
      }
    }
    int[] headOfRank = OptimalAssignment.columnOfRow(weights);
    int[][] heads = new int[parents.length][];
    for (int i = 0; i < parents.length; i++) {
      heads[i] = Arrays.copyOf(headOfRank, parents[i].length);
    }
    return new HeadAssignment(attention, parents, heads);
  }

  private static int[][] parents(LayerAttention attention, CausalGraph graph, EdgeScope scope) {
    EdgeScope.requireRows(attention, graph);
    int[][] parents = new int[graph.size()][];
    for (int i = 0; i < parents.length; i++) {
      parents[i] = scope.parents(graph, i);
    }
    return parents;
  }

  /** [k][m] attention of each head on each parent, 0 where it is masked or not a number. */
  private static double[][] weights(LayerAttention attention, int child, int[] parents) {
    double[][] weights = new double[parents.length][attention.heads()];
    for (int k = 0; k < parents.length; k++) {
      for (int h = 0; h < attention.heads() && parents[k] <= child; h++) {
        double weight = attention.weight(h, child, parents[k]);
        weights[k][h] = Double.isNaN(weight) ? 0 : weight;
      }
    }
    return weights;
  }

  /** n, the number of positions of the graph. */
  public int size() {
    return parents.length;
  }

  /** The parents of a position within the scope, ascending. */
  public int[] parents(int child) {
    return parents[child].clone();
  }

  /** The number of parents of a position within the scope. */
  public int parentCount(int child) {
    return parents[child].length;
  }

  /** The head (from 0) of the k-th parent (from 0) of a position, or {@link #NONE}. */
  public int head(int child, int k) {
    return heads[child][k];
  }

  /**
   * The attention of the assigned head on the k-th parent: 0 if there is no head for it or the mask
   * hides it, NaN if the attention is.
   */
  public double mass(int child, int k) {
    int parent = parents[child][k];
    int head = heads[child][k];
    return parent > child || head == NONE ? 0 : attention.weight(head, child, parent);
  }

  /** Whether the assigned head attends to the k-th parent more than to any other position. */
  public boolean isRecovered(int child, int k) {
    int head = heads[child][k];
    return head != NONE && attention.pointsAt(head, child) == parents[child][k];
  }

  /** Share of the edges that are recovered; NaN if there are none. */
  public double accuracy() {
    int edges = 0;
    int recovered = 0;
    for (int i = 0; i < parents.length; i++) {
      for (int k = 0; k < parents[i].length; k++) {
        edges++;
        recovered += isRecovered(i, k) ? 1 : 0;
      }
    }
    return (double) recovered / edges;
  }
}
