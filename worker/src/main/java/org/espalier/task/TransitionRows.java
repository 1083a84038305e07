package org.espalier.task;

import static org.espalier.InvalidValueException.require;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
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
    List<Integer> inDegrees = graphs.inDegrees();
    int most = Collections.max(inDegrees);
    requireTensors(entries(task, false, inDegrees), vocab, "graph.k", most);
    int[] first = new int[most + 1];
    Arrays.fill(first, -1);
    int rows = 0;
    if (roots == RootDistribution.DRAWN) {
      first[0] = 0;
      rows = 1;
    }
    for (int k : inDegrees) {
      first[k] = rows;
      rows += (int) Math.round(Math.pow(vocab, k));
    }
    return new TransitionRows(first, first[0], rows);
  }

  /**
   * Entries of all rows of a task: S (S + 1) with a query; else S^(k+1) for each number k of
   * parents, and S of the row of the roots where they have one that is drawn.
   *
   * @param inDegrees each number of parents that nodes with a parent have, once
   */
  static double entries(TaskSettings task, boolean hasQuery, List<Integer> inDegrees) {
    double vocab = task.vocab();
    if (hasQuery) {
      return vocab * (vocab + 1);
    }
    double ofRoots = task.roots() == RootDistribution.DRAWN ? vocab : 0;
    return ofRoots + inDegrees.stream().mapToDouble(k -> Math.pow(vocab, k + 1)).sum();
  }

  /**
   * Checks that the rows of a task are not too large.
   *
   * @param setting that says how many parents nodes have
   * @throws org.espalier.InvalidValueException if they have more than 2^22 entries
   */
  static void requireTensors(double entries, int vocab, String setting, Object value) {
    require(
        entries <= MOST_ENTRIES,
        setting,
        value,
        String.format(
            Locale.ROOT,
            "with task.vocab = %d needs tensors of more than %d entries (64 MB), the most there may be",
            vocab,
            MOST_ENTRIES));
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
