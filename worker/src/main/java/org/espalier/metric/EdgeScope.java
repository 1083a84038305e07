package org.espalier.metric;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.espalier.graph.CausalGraph;

/**
 * Which edges of the graph a metric is about. On a graph whose parents all precede their children
 * the two are the same.
 */
public enum EdgeScope {
  /**
   * Every edge. One that a causal mask cannot represent has attention 0 and counts as missed; a
   * position that has only such edges is still asked for its parent.
   */
  ALL,
  /** The identifiable edges; a position without any is treated as a root. */
  IDENTIFIABLE;

  /** The parents of {@code child} that are within the scope, ascending. */
  public int[] parents(CausalGraph graph, int child) {
    int[] parents = graph.parents(child);
    return this == ALL
        ? parents
        : Arrays.stream(parents).filter(p -> graph.isIdentifiable(child, p)).toArray();
  }

  /** The positions that have a parent within the scope, ascending: the rows that metrics judge. */
  public int[] children(CausalGraph graph) {
    return IntStream.range(0, graph.size()).filter(i -> parents(graph, i).length > 0).toArray();
  }

  /** The number of edges within the scope. */
  public int edges(CausalGraph graph) {
    return IntStream.range(0, graph.size()).map(i -> parents(graph, i).length).sum();
  }

  /**
   * Checks that there is a row of attention for every position of the graph.
   *
   * @throws IllegalArgumentException if there is not
   */
  static void requireRows(LayerAttention attention, CausalGraph graph) {
    if (attention.length() < graph.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "attention over %d positions for a graph of %d",
              attention.length(),
              graph.size()));
    }
  }
}
