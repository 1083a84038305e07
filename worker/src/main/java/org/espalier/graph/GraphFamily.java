package org.espalier.graph;

import static org.espalier.InvalidValueException.require;
import static org.espalier.setting.Parameter.input;
import static org.espalier.setting.Parameter.integer;
import static org.espalier.setting.Parameter.integers;
import static org.espalier.setting.Parameter.oneOf;
import static org.espalier.setting.Parameter.real;
import static org.espalier.setting.Range.atLeast;
import static org.espalier.setting.Range.probability;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.espalier.setting.Declaration;
import org.espalier.setting.Family;
import org.espalier.setting.Type;

/**
 * A distribution over causal graphs of a given size in which every parent stands before its
 * children; i is a context position and p(i) its parent. Position 0 is always a root.
 */
public sealed interface GraphFamily extends Serializable
    permits GraphFamily.Chain,
        GraphFamily.Pairs,
        GraphFamily.Lag,
        GraphFamily.Branching,
        GraphFamily.Star,
        GraphFamily.RandomTree,
        GraphFamily.RandomForest,
        GraphFamily.UniformForest,
        GraphFamily.Explicit,
        GraphFamily.Dag,
        Mixture {

  /** The families, of which {@code graph.family} chooses one. */
  @SuppressWarnings("ClassInitializationDeadlock") // the list is made when it is first needed
  Family<GraphFamily> FAMILY =
      Family.of(
          "graph.family",
          GraphFamily.class,
          () ->
              List.of(
                  Chain.SETTINGS,
                  Pairs.SETTINGS,
                  Lag.SETTINGS,
                  Branching.SETTINGS,
                  Star.SETTINGS,
                  RandomTree.SETTINGS,
                  RandomForest.SETTINGS,
                  UniformForest.SETTINGS,
                  Explicit.SETTINGS,
                  Dag.SETTINGS,
                  Mixture.SETTINGS));

  /** The name in a sweep file. */
  default String name() {
    return FAMILY.name(this);
  }

  /** Number of positions, the first, that are roots whatever is drawn. */
  default int leadingRoots() {
    return 1;
  }

  /** Whether a graph of it may have more than one root, where nothing is violated. */
  default boolean mayHaveSeveralRoots() {
    return leadingRoots() > 1;
  }

  /**
   * Whether sequences end in a query, of which the target is the next symbol; else the target is
   * the distribution of the node after the last.
   */
  default boolean hasQuery() {
    return true;
  }

  /** Number of parents of a node that has any, at most. */
  default int mostParents() {
    return 1;
  }

  /**
   * Each number of parents that nodes with a parent have, once, where nothing is violated; without
   * a query that of the target is among them.
   */
  default List<Integer> inDegrees() {
    return List.of(1);
  }

  /**
   * Draws a graph. A family without randomness leaves the source untouched.
   *
   * @param size n, number of positions, at least 1
   * @throws IllegalArgumentException if the family has no graph of that size
   */
  CausalGraph draw(int size, UniformRandomProvider random);

  /** p(i) = i-1: the induction head's graph. */
  record Chain() implements GraphFamily {
    private static final Declaration<Chain> SETTINGS = Declaration.of("chain", Chain.class);

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> i - 1);
    }
  }

  /** Even positions are roots, p(i) = i-1 for odd i. */
  record Pairs() implements GraphFamily {
    private static final Declaration<Pairs> SETTINGS = Declaration.of("pairs", Pairs.class);

    @Override
    public boolean mayHaveSeveralRoots() {
      return true;
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
    private static final Declaration<Lag> SETTINGS =
        Declaration.of("lag", Lag.class, integer("graph.k", Lag::k).within(atLeast(1)));

    public Lag {
      SETTINGS.check(k);
    }

    @Override
    public int leadingRoots() {
      return k;
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
    private static final Declaration<Branching> SETTINGS =
        Declaration.of(
            "branching", Branching.class, integer("graph.k", Branching::k).within(atLeast(1)));

    public Branching {
      SETTINGS.check(k);
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> Math.floorDiv(i - 1, k));
    }
  }

  /** p(i) = 0 for all i &ge; 1. */
  record Star() implements GraphFamily {
    private static final Declaration<Star> SETTINGS = Declaration.of("star", Star.class);

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> i == 0 ? -1 : 0);
    }
  }

  /** p(i) uniform on 0..i-1. */
  record RandomTree() implements GraphFamily {
    private static final Declaration<RandomTree> SETTINGS =
        Declaration.of("random-tree", RandomTree.class);

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> i == 0 ? -1 : random.nextInt(i));
    }
  }

  /**
   * Position i &ge; 1 is a root with a given probability, else p(i) is uniform on 0..i-1.
   *
   * @param rootProbability in [0, 1]
   */
  record RandomForest(double rootProbability) implements GraphFamily {
    private static final Declaration<RandomForest> SETTINGS =
        Declaration.of(
            "random-forest",
            RandomForest.class,
            real("graph.root-probability", RandomForest::rootProbability).within(probability()));

    public RandomForest {
      SETTINGS.check(rootProbability);
    }

    @Override
    public boolean mayHaveSeveralRoots() {
      return rootProbability > 0;
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> i == 0 ? -1 : parent(i, random));
    }

    private int parent(int i, UniformRandomProvider random) {
      return random.nextDouble() < rootProbability ? -1 : random.nextInt(i);
    }
  }

  /**
   * p(i) uniform on -1..i-1: position i is a root with probability 1/(i+1). Its trials have the ids
   * that they had when it was a random forest with {@code root-probability = uniform}.
   */
  record UniformForest() implements GraphFamily {
    private static final Declaration<UniformForest> SETTINGS =
        Declaration.of("uniform-forest", UniformForest.class)
            .identifiedBy(
                Map.of("graph.family", "random-forest", "graph.root-probability", "uniform"));

    @Override
    public boolean mayHaveSeveralRoots() {
      return true;
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      return ofParents(size, i -> i == 0 ? -1 : random.nextInt(i + 1) - 1);
    }
  }

  /**
   * One given graph.
   *
   * @param parents p(i) for each context position, -1 for a root, else before i; with hidden nodes
   *     for each node
   */
  record Explicit(List<Integer> parents) implements GraphFamily {
    private static final Declaration<Explicit> SETTINGS =
        Declaration.of(
                "explicit",
                Explicit.class,
                integers("graph.parents", Explicit::parents).within(Explicit::complaint))
            .readFrom(
                input("graph.file", Type.text()),
                input("graph.index", Type.integer()).within(atLeast(0)));

    public Explicit {
      SETTINGS.check(parents);
      parents = List.copyOf(parents);
    }

    private static Optional<String> complaint(List<Integer> parents) {
      if (parents.isEmpty()) {
        return Optional.of("must name the parent of each position");
      }
      for (int i = 0; i < parents.size(); i++) {
        int p = parents.get(i);
        if (p < -1 || p >= i) {
          String allowed =
              i == 0
                  ? "-1 (a root)"
                  : String.format(
                      Locale.ROOT, "-1 (a root) or a position before it, 0 to %d,", i - 1);
          return Optional.of(
              String.format(Locale.ROOT, "must have %s at position %d, not %d", allowed, i, p));
        }
      }
      return Optional.empty();
    }

    @Override
    public boolean mayHaveSeveralRoots() {
      return Collections.frequency(parents, -1) > 1;
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      require(
          parents.size() == size,
          "graph.parents",
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
   * Every node has k parents but the first, k + delay of them, which are roots (Section 6 of the
   * paper). A sequence of such a graph has no query: its target is the distribution of the node
   * after the last.
   *
   * @param k at least 1
   * @param pattern which parents
   * @param delay of {@link Pattern#CONSECUTIVE}, at least 0; 0 with another pattern
   */
  record Dag(int k, Pattern pattern, int delay) implements GraphFamily {

    /** Which k parents a node has. */
    public enum Pattern {
      /** floor((i-1)/2) and i-1; k must be 2. */
      PAPER,
      /** A uniform k-subset of the earlier nodes. */
      RANDOM,
      /**
       * i-k-delay to i-1-delay: a chain of order k (an n-gram with n = k + 1, Edelman et al. 2024),
       * whose parents stand {@code delay} positions further back than next to the child.
       */
      CONSECUTIVE;

      /** The name in a sweep file. */
      public String label() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    private static final Declaration<Dag> SETTINGS =
        Declaration.of(
            "dag",
            Dag.class,
            integer("graph.k", Dag::k).within(atLeast(1)),
            oneOf("graph.pattern", Pattern.class, Pattern::label, Dag::pattern),
            integer("graph.delay", Dag::delay)
                .within(atLeast(0))
                .offAt(0)
                .when(dag -> dag.pattern() == Pattern.CONSECUTIVE));

    /** A dag whose parents may stand next to their child. */
    public Dag(int k, Pattern pattern) {
      this(k, pattern, 0);
    }

    public Dag {
      SETTINGS.check(k, pattern, delay);
      delay = pattern == Pattern.CONSECUTIVE ? delay : 0;
      require(
          pattern != Pattern.PAPER || k == 2, "graph.k", k, "must be 2 with graph.pattern = paper");
    }

    @Override
    public boolean hasQuery() {
      return false;
    }

    @Override
    public int mostParents() {
      return k;
    }

    @Override
    public List<Integer> inDegrees() {
      return List.of(k);
    }

    @Override
    public int leadingRoots() {
      return (int) Math.min(Integer.MAX_VALUE, (long) k + delay);
    }

    @Override
    public CausalGraph draw(int size, UniformRandomProvider random) {
      require(
          leadingRoots() < size,
          "graph.k",
          k,
          String.format(
              Locale.ROOT,
              "must be <= %d: no position of %d has more before it",
              size - 1 - delay,
              size));
      int[][] parents = new int[size][];
      for (int i = 0; i < size; i++) {
        parents[i] = i < leadingRoots() ? new int[0] : parents(i, random);
      }
      return CausalGraph.ofParentLists(parents);
    }

    private int[] parents(int i, UniformRandomProvider random) {
      return switch (pattern) {
        case PAPER -> new int[] {(i - 1) / 2, i - 1};
        case RANDOM -> subset(i, random);
        case CONSECUTIVE -> IntStream.range(i - k - delay, i - delay).toArray();
      };
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
