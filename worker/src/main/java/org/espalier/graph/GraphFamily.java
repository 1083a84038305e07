package org.espalier.graph;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A law over causal graphs of a given size in which every parent stands before its children; i is a
 * context position and p(i) its parent. Position 0 is always a root.
 */
public sealed interface GraphFamily extends Serializable {

  /** The name in a sweep file. */
  String name();

  /**
   * Draws a graph. A family without randomness leaves the source untouched.
   *
   * @param size n, number of positions, at least 1
   * @throws IllegalArgumentException if the family has no graph of that size
   */
  CausalGraph draw(int size, UniformRandomProvider random);

  /** p(i) = i-1: the induction head's graph. */
  record Chain() implements GraphFamily {
    @Override
    public String name() {
      return "chain";
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> i - 1);
    }
  }

  /** Even positions are roots, p(i) = i-1 for odd i. */
  record Pairs() implements GraphFamily {
    @Override
    public String name() {
      return "pairs";
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> i % 2 == 0 ? -1 : i - 1);
    }
  }

  /**
   * p(i) = i-k; the first k positions are roots.
   *
   * @param k at least 1
   */
  record Lag(int k) implements GraphFamily {
    public Lag {
      require(k >= 1, "k", k, "must be >= 1");
    }

    @Override
    public String name() {
      return "lag";
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> Math.max(i - k, -1));
    }
  }

  /**
   * p(i) = floor((i-1)/k); position 0 is the root.
   *
   * @param k children of a node, at least 1
   */
  record Branching(int k) implements GraphFamily {
    public Branching {
      require(k >= 1, "k", k, "must be >= 1");
    }

    @Override
    public String name() {
      return "branching";
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> Math.floorDiv(i - 1, k));
    }
  }

  /** p(i) = 0 for all i &ge; 1. */
  record Star() implements GraphFamily {
    @Override
    public String name() {
      return "star";
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> i == 0 ? -1 : 0);
    }
  }

  /** p(i) uniform on 0..i-1. */
  record RandomTree() implements GraphFamily {
    @Override
    public String name() {
      return "random-tree";
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> i == 0 ? -1 : random.nextInt(i));
    }
  }

  /**
   * Position i &ge; 1 is a root with a given probability, else p(i) is uniform on 0..i-1.
   *
   * @param rootProbability in [0, 1]; -1 stands for 1/(i+1), that is p(i) uniform on -1..i-1
   */
  record RandomForest(double rootProbability) implements GraphFamily {
    public RandomForest {
      require(
          (rootProbability >= 0 && rootProbability <= 1) || rootProbability == -1,
          "rootProbability",
          rootProbability,
          "must be in [0, 1] or uniform");
    }

    /** p(i) uniform on -1..i-1. */
    public static RandomForest uniform() {
      return new RandomForest(-1);
    }

    /** Whether p(i) is uniform on -1..i-1. */
    public boolean isUniform() {
      return rootProbability == -1;
    }

    @Override
    public String name() {
      return "random-forest";
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> i == 0 ? -1 : parent(i, random));
    }

    private int parent(int i, UniformRandomProvider random) {
      if (isUniform()) {
        return random.nextInt(i + 1) - 1;
      }
      return random.nextDouble() < rootProbability ? -1 : random.nextInt(i);
    }
  }

  /**
   * One given graph.
   *
   * @param parents p(i) for each context position, -1 for a root, else before i; with hidden nodes
   *     for each node
   */
  record Explicit(List<Integer> parents) implements GraphFamily {
    public Explicit {
      require(!parents.isEmpty(), "parents", parents, "must name the parent of each position");
      for (int i = 0; i < parents.size(); i++) {
        int p = parents.get(i);
        String allowed =
            i == 0
                ? "-1 (a root)"
                : String.format(
                    Locale.ROOT, "-1 (a root) or a position before it, 0 to %d,", i - 1);
        require(
            p >= -1 && p < i,
            "parents",
            parents,
            String.format(Locale.ROOT, "must have %s at position %d, not %d", allowed, i, p));
      }
      parents = List.copyOf(parents);
    }

    @Override
    public String name() {
      return "explicit";
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      require(
          parents.size() == size,
          "parents",
          parents,
          String.format(
              Locale.ROOT,
              "must have %d entries, one for each node, not %d",
              size,
              parents.size()));
      return ofParents(size, parents::get);
    }
  }

  /**
   * Every node from k on has k parents; the first k are roots (Section 6 of the paper). A sequence
   * of such a graph has no query: its target is the law of the node after the last.
   *
   * @param k at least 1
   * @param pattern which parents
   */
  record Dag(int k, Pattern pattern) implements GraphFamily {

    /** Which k parents a node has. */
    public enum Pattern {
      /** floor((i-1)/2) and i-1; k must be 2. */
      PAPER,
      /** A uniform k-subset of the earlier nodes. */
      RANDOM;

      /** The name in a sweep file. */
      public String label() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    public Dag {
      require(k >= 1, "k", k, "must be >= 1");
      require(pattern == Pattern.RANDOM || k == 2, "k", k, "must be 2 with graph.pattern = paper");
    }

    @Override
    public String name() {
      return "dag";
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      require(
          k < size,
          "k",
          k,
          String.format(
              Locale.ROOT, "must be <= %d: no position of %d has more before it", size - 1, size));
      int[][] parents = new int[size][];
      for (int i = 0; i < size; i++) {
        if (i < k) {
          parents[i] = new int[0];
        } else if (pattern == Pattern.PAPER) {
          parents[i] = new int[] {(i - 1) / 2, i - 1};
        } else {
          parents[i] = subset(i, random);
        }
      }
      return CausalGraph.ofParentLists(parents);
    }

    /** A uniform k-subset of 0..n-1 in ascending order (Floyd's algorithm). */
    private int[] subset(int n, UniformRandomProvider random) {
      boolean[] taken = new boolean[n];
      for (int j = n - k; j < n; j++) {
        int pick = random.nextInt(j + 1);
        taken[taken[pick] ? j : pick] = true;
      }
      int[] subset = new int[k];
      for (int i = 0, found = 0; i < n; i++) {
        if (taken[i]) {
          subset[found++] = i;
        }
      }
      return subset;
    }
  }

  private static CausalGraph ofParents(int size, IntUnaryOperator parent) {
    int[] parents = new int[size];
    Arrays.setAll(parents, parent);
    return CausalGraph.ofParents(parents);
  }
}
