package org.espalier.graph;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/** A law over causal graphs of a given size; i is a context position and p(i) its parent. */
public sealed interface GraphFamily extends Serializable {

  /** The name in a sweep file. */
  String name();

  /** p(i) = i-1: the induction head's graph. */
  record Chain() implements GraphFamily {
    @Override
    public String name() {
      return "chain";
    }
  }

  /** Even positions are roots, p(i) = i-1 for odd i. */
  record Pairs() implements GraphFamily {
    @Override
    public String name() {
      return "pairs";
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
  }

  /** p(i) = 0 for all i &ge; 1. */
  record Star() implements GraphFamily {
    @Override
    public String name() {
      return "star";
    }
  }

  /** p(i) uniform on 0..i-1. */
  record RandomTree() implements GraphFamily {
    @Override
    public String name() {
      return "random-tree";
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
  }

  /**
   * One given graph.
   *
   * @param parents p(i) for each context position, -1 for a root, else before i
   */
  record Explicit(List<Integer> parents) implements GraphFamily {
    public Explicit {
      for (int i = 0; i < parents.size(); i++) {
        int p = parents.get(i);
        require(
            p >= -1 && p < i, "parents", parents, "must have -1.." + (i - 1) + " at position " + i);
      }
      parents = List.copyOf(parents);
    }

    @Override
    public String name() {
      return "explicit";
    }
  }

  /**
   * Every node from k on has k parents; the first k are roots.
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
  }
}
