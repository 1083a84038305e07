package org.espalier.task;

import java.util.Locale;
import org.espalier.graph.GenerativeGraph;

/** The distribution of the symbols of nodes without a parent. */
public enum RootDistribution {
  /** {@link #STATIONARY} where nodes have at most one parent, {@link #UNIFORM} of a dag. */
  AUTO,
  /**
   * mu, the stationary distribution of the sequence's transition matrix (Section 2 of the paper).
   */
  STATIONARY,
  /** Uniform on the vocabulary. */
  UNIFORM,
  /**
   * A row drawn from the prior of the transition distribution for each sequence, which all its
   * roots share. So in the paper's released code for several parents, which draws a tensor for
   * in-degree 0 too.
   */
  DRAWN;

  /** The name in a sweep file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The distribution for a graph: never {@link #AUTO}. */
  public RootDistribution of(GenerativeGraph graph) {
    return resolved(graph.hasQuery());
  }

  /** The distribution for a task with a query, or without one: never {@link #AUTO}. */
  public RootDistribution resolved(boolean hasQuery) {
    return this != AUTO ? this : hasQuery ? STATIONARY : UNIFORM;
  }
}
