package org.espalier.graph;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How a sequence comes about: all nodes in the order in which they are drawn, hidden ones among
 * them, and which node is shown at which position.
 *
 * <p>Nodes are numbered 0..N-1 in drawing order. A parent with a smaller number is drawn before its
 * child; one with a greater number closes a cycle.
 *
 * <p>There are two kinds of task. With a query, the T-1 context positions show nodes and position
 * T-1 holds a uniform query, whose successor's distribution is the target. Without one, all T
 * positions show nodes, and the target is the distribution of node N-1, which is never shown, given
 * its parents.
 */
public final class GenerativeGraph {

  private final CausalGraph nodes;
  private final int[] shown;
  private final boolean query;
  private final Violations violations;
  private final CausalGraph observed;

  GenerativeGraph(CausalGraph nodes, int[] shown, boolean query, Violations violations) {
    this.nodes = nodes;
    this.shown = shown;
    this.query = query;
    this.violations = violations;
    int rows = query ? shown.length : shown.length - 1;
    this.observed = Observation.of(nodes, shown, rows);
  }

  /** Every node shown, the i-th at position i, and a query after them. */
  public static GenerativeGraph of(CausalGraph graph) {
    int[] all = IntStream.range(0, graph.size()).toArray();
    return new GenerativeGraph(graph, all, true, Violations.NONE);
  }

  /** Every node shown but the last, which is the target. */
  public static GenerativeGraph ofDag(CausalGraph graph) {
    int[] shown = IntStream.range(0, graph.size() - 1).toArray();
    return new GenerativeGraph(graph, shown, false, Violations.NONE);
  }

  /** T, the length of its sequences. */
  public int length() {
    return query ? shown.length + 1 : shown.length;
  }

  /** The graph over all nodes 0..N-1. */
  public CausalGraph nodes() {
    return nodes;
  }

  /** The node shown at each position, ascending: [T-1], or [T] without a query. Do not write. */
  public int[] shown() {
    return shown;
  }

  /** Whether the last position holds a query; otherwise node N-1 is the target. */
  public boolean hasQuery() {
    return query;
  }

  /** What the graph violates; its sweeps and jitter are the sampler's to carry out. */
  public Violations violations() {
    return violations;
  }

  /**
   * What of it can be seen: the graph over positions 0..T-2, whatever the kind of task. Position
   * T-1, where a model predicts, has other things to do than to attend to its own parents.
   */
  public CausalGraph observed() {
    return observed;
  }

  /** The position at which a node is shown, or -1. */
  public int position(int node) {
    for (int p = 0; p < shown.length; p++) {
      if (shown[p] == node) {
        return p;
      }
    }
    return -1;
  }

  /**
   * The positions whose tokens determine the target's distribution: the query, or the target's
   * parents in ascending order.
   */
  public int[] targetParents() {
    return query
        ? new int[] {shown.length}
        : IntStream.of(nodes.parents(nodes.size() - 1)).map(this::position).toArray();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s shown %s, %s, %s",
        nodes,
        Arrays.toString(shown),
        query ? "query" : "no query",
        violations);
  }
}
