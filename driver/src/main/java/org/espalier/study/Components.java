package org.espalier.study;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Connected components of the graph of cells and replicates, in which a trial is the edge between
 * its cell and its replicate. Numbers for cells and numbers for replicates can be told apart but
 * for one constant in each component.
 */
final class Components {
  private final int[] parent;

  private Components(int nodes) {
    parent = IntStream.range(0, nodes).toArray();
  }

  /** How many there are. */
  static int count(List<Observations.Cell> cells) {
    int replicates =
        1 + cells.stream().flatMapToInt(c -> IntStream.of(c.replicates())).max().orElse(-1);
    var components = new Components(replicates);
    for (Observations.Cell cell : cells) {
      for (int replicate : cell.replicates()) {
        components.join(cell.replicates()[0], replicate);
      }
    }
    return (int)
        cells.stream().mapToInt(cell -> components.root(cell.replicates()[0])).distinct().count();
  }

  private void join(int a, int b) {
    parent[root(a)] = root(b);
  }

  private int root(int node) {
    int at = node;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
}
