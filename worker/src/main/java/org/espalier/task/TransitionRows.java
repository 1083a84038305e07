package org.espalier.task;

import static org.espalier.InvalidValueException.require;

import java.util.Arrays;
import java.util.Locale;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphMixture;

/**
 * How the distributions of one sequence are numbered: a row for each tuple of parents' symbols, the
 * tuples of k parents after one another with the last parent's symbol running fastest; and one for
 * the roots, unless they are uniform.
 */
final class TransitionRows {

  /** Entries of all rows together: 64 MB of running sums and probabilities. */
  static final long MOST_ENTRIES = 1 << 22;

  private final int[] first; // by number of parents; -1 if no node has so many
  private final int root;
  private final int count;

  private TransitionRows(int[] first, int root, int count) {
    this.first = first;
    this.root = root;
    this.count = count;
  }

  /**
   * The rows that the graphs of a task need.
   *
   * @throws org.espalier.InvalidValueException if they have more than 2^22 entries
   */
  static TransitionRows of(GraphMixture graphs, TaskSettings task) {
    int vocab = task.vocab();
    RootDistribution roots = task.roots().of(graphs.first());
    if (graphs.hasQuery()) {
      int rootRow = roots == RootDistribution.UNIFORM ? -1 : vocab;
      return new TransitionRows(new int[] {rootRow, 0}, rootRow, vocab + 1);
    }
    int most = 0;
    for (GenerativeGraph graph : graphs.graphs()) {
      for (int node = 0; node < graph.nodes().size(); node++) {
        most = Math.max(most, graph.nodes().parents(node).length);
      }
    }
    int[] first = new int[most + 1];
    Arrays.fill(first, -1);
    long rows = 0;
    if (roots == RootDistribution.DRAWN) {
      first[0] = 0;
      rows = 1;
    }
    for (GenerativeGraph graph : graphs.graphs()) {
      CausalGraph nodes = graph.nodes();
      for (int node = 0; node < nodes.size(); node++) {
        int k = nodes.parents(node).length;
        if (k > 0 && first[k] < 0) {
          first[k] = (int) rows;
          rows += Math.round(Math.pow(vocab, k));
          require(
              rows * vocab <= MOST_ENTRIES,
              "graph.k",
              most,
              String.format(
                  Locale.ROOT,
                  "with vocab = %d needs a tensor of more than %d entries",
                  vocab,
                  MOST_ENTRIES));
        }
      }
    }
    return new TransitionRows(first, first[0], (int) rows);
  }

  /** The first row of the nodes with {@code k} parents, of which there is one at least. */
  int first(int k) {
    return first[k];
  }

  /** The row of the roots; -1 if they are uniform. */
  int root() {
    return root;
  }

  /** Number of rows, that of the roots included. */
  int count() {
    return count;
  }

  /**
   * The row that shown tokens select.
   *
   * @param parents positions of the parents, ascending; none for a root
   * @return -1 for a uniform root
   */
  int of(int[] parents, SequenceBatch batch, int b) {
    int index = 0;
    for (int parent : parents) {
      index = index * batch.vocab() + batch.token(b, parent);
    }
    return parents.length == 0 ? root : first[parents.length] + index;
  }
}
