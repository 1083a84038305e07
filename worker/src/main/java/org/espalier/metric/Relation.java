package org.espalier.metric;

import java.util.Locale;
import org.espalier.graph.CausalGraph;

/**
 * What one position of a graph is to another. Where several hold, the first in this order counts.
 */
public enum Relation {
  /** A parent. */
  PARENT,
  /** The position itself. */
  SELF,
  /** A parent's parent, or one further up. */
  ANCESTOR,
  /** A child; before its parent only in a cyclic graph. */
  CHILD,
  /** Dependent through a nearest common cause that is not shown. */
  CONFOUNDED,
  /** Another child of a parent. */
  SIBLING,
  /** None of these. */
  OTHER;

  /** The name in tables: {@code parent}, {@code self}, ... */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What {@code other} is to {@code position}. */
  public static Relation of(CausalGraph graph, int position, int other) {
    if (graph.isEdge(position, other)) {
      return PARENT;
    }
    if (position == other) {
      return SELF;
    }
    if (graph.ancestors(position).get(other)) {
      return ANCESTOR;
    }
    if (graph.isEdge(other, position)) {
      return CHILD;
    }
    if (graph.isConfounded(position, other)) {
      return CONFOUNDED;
    }
    for (int parent : graph.parents(position)) {
      if (graph.isEdge(other, parent)) {
        return SIBLING;
      }
    }
    return OTHER;
  }
}
