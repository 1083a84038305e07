package org.espalier.graph;

import static org.espalier.InvalidValueException.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/** Carries out {@link Violations#apply}. */
final class GraphDrawing {

  private final Violations violations;
  private final UniformRandomProvider random;

  GraphDrawing(Violations violations, UniformRandomProvider random) {
    this.violations = violations;
    this.random = random;
  }

  GenerativeGraph draw(GraphFamily family, int length) {
    boolean query = family.hasQuery();
    int shownCount = query ? length - 1 : length;
    int size = violations.nodes(shownCount);
    CausalGraph graph = family.draw(query ? size : size + 1, random);
    int[] alwaysShown = query ? new int[0] : graph.parents(size);
    int[] shown = shown(size, shownCount, alwaysShown);
    graph = closeCycles(graph, size);
    int m = violations.confounders();
    if (m > 0) {
      graph = confound(graph, shown);
      shown = Arrays.stream(shown).map(node -> node + m).toArray();
    }
    return new GenerativeGraph(graph, shown, query, violations);
  }

  /** A uniform choice of the shown among the first {@code size} nodes, ascending. */
  private int[] shown(int size, int count, int[] always) {
    if (count == size) {
      return IntStream.range(0, size).toArray();
    }
    var shown = new BitSet();
    for (int node : always) {
      shown.set(node);
    }
    require(
        shown.cardinality() <= count,
        "graph.k",
        always.length,
        String.format(Locale.ROOT, "must be <= %d: a target's parents are shown", count));
    List<Integer> others =
        shuffled(IntStream.range(0, size).filter(node -> !shown.get(node)).boxed().toList());
    others.stream().limit(count - shown.cardinality()).forEach(shown::set);
    return shown.stream().toArray();
  }

  /**
   * Gives roots among the first {@code size} nodes a descendant as a parent, with probability c.
   */
  private CausalGraph closeCycles(CausalGraph graph, int size) {
    if (violations.cyclic() == 0) {
      return graph;
    }
    int[][] parents = parents(graph);
    for (int root = 0; root < size; root++) {
      if (graph.isRoot(root)) {
        int[] below = descendants(graph, root, size);
        if (below.length > 0 && random.nextDouble() < violations.cyclic()) {
          parents[root] = new int[] {below[random.nextInt(below.length)]};
        }
      }
    }
    return CausalGraph.ofParentLists(parents);
  }

  private static int[] descendants(CausalGraph graph, int root, int size) {
    var below = new BitSet();
    below.set(root);
    for (int node = root + 1; node < size; node++) {
      for (int parent : graph.parents(node)) {
        if (below.get(parent)) {
          below.set(node);
        }
      }
    }
    below.clear(root);
    return below.stream().toArray();
  }

  /** Puts m hidden roots before all nodes, each the parent of two shown ones that have none. */
  private CausalGraph confound(CausalGraph graph, int[] shown) {
    int m = violations.confounders();
    List<Integer> roots = Arrays.stream(shown).filter(graph::isRoot).boxed().toList();
    require(
        m <= roots.size() / 2,
        "graph.confounders",
        m,
        String.format(
            Locale.ROOT,
            "needs %d shown roots and the graph has %d, must be <= %d",
            2L * m,
            roots.size(),
            roots.size() / 2));
    List<Integer> chosen = shuffled(roots);
    int[][] parents = new int[graph.size() + m][0];
    for (int node = 0; node < graph.size(); node++) {
      parents[node + m] = Arrays.stream(graph.parents(node)).map(p -> p + m).toArray();
    }
    for (int pair = 0; pair < m; pair++) {
      parents[chosen.get(2 * pair) + m] = new int[] {pair};
      parents[chosen.get(2 * pair + 1) + m] = new int[] {pair};
    }
    return CausalGraph.ofParentLists(parents);
  }

  private List<Integer> shuffled(List<Integer> values) {
    var list = new ArrayList<>(values);
    for (int i = list.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Integer swapped = list.get(i);
      list.set(i, list.get(j));
      list.set(j, swapped);
    }
    return list;
  }

  private static int[][] parents(CausalGraph graph) {
    int[][] parents = new int[graph.size()][];
    Arrays.setAll(parents, i -> graph.parents(i).clone());
    return parents;
  }
}
