package org.espalier.task;

import static org.espalier.InvalidValueException.require;

import java.util.Locale;
import org.espalier.graph.GraphMixture;

/**
 * A finite pool of transition matrices (task diversity; Park, Lubana, Pres, Tanaka, arXiv
 * 2412.01003): M of them, drawn from the prior once, of which each sequence takes one, all equally
 * likely. With several parents they are tensors. A matrix comes with the distribution of its roots:
 * its stationary distribution, or a row of its own where roots are drawn.
 */
public final class TransitionPool {
  private final int vocab;
  private final double[][] probabilities; // [M][rows,S]
  private final double[][] sums; // [M][rows,S]

  private TransitionPool(int vocab, double[][] probabilities) {
    this.vocab = vocab;
    this.probabilities = probabilities;
    sums = new double[probabilities.length][];
    for (int m = 0; m < sums.length; m++) {
      sums[m] = runningSums(probabilities[m], vocab);
    }
  }

  private static double[] runningSums(double[] probabilities, int vocab) {
    double[] sums = new double[probabilities.length];
    double sum = 0;
    for (int e = 0; e < sums.length; e++) {
      sum = e % vocab == 0 ? probabilities[e] : sum + probabilities[e];
      sums[e] = sum;
    }
    return sums;
  }

  /**
   * Draws the pool of a task.
   *
   * @throws org.espalier.InvalidValueException if its matrices have more than 2^22 entries together
   */
  static TransitionPool draw(GraphMixture graphs, TaskSettings task, long seed) {
    TransitionRows rows = TransitionRows.of(graphs, task);
    requireEntries(task.pool(), (long) rows.count() * task.vocab());
    var random = new Xoshiro256(seed);
    double[][] probabilities = new double[task.pool()][rows.count() * task.vocab()];
    if (graphs.hasQuery()) {
      drawMatrices(graphs, task, probabilities, random);
    } else {
      drawTensors(task, rows, probabilities, random);
    }
    return new TransitionPool(task.vocab(), probabilities);
  }

  /**
   * Checks that a pool is not too large.
   *
   * @param size M
   * @param entries of one of its matrices or tensors
   * @throws org.espalier.InvalidValueException if it has more than 2^22 entries
   */
  static void requireEntries(int size, long entries) {
    long most = TransitionRows.MOST_ENTRIES / entries;
    require(
        size <= most,
        "task.pool",
        size,
        String.format(
            Locale.ROOT,
            "must be at most %d: matrices of %d entries each would have more than %d together (64"
                + " MB)",
            most,
            entries,
            TransitionRows.MOST_ENTRIES));
  }

  /** The matrix pi and, as row S, the distribution of the roots. */
  private static void drawMatrices(
      GraphMixture graphs, TaskSettings task, double[][] probabilities, Xoshiro256 random) {
    int vocab = task.vocab();
    var tile = new TransitionTile(task.prior(), vocab, task.roots().of(graphs.first()));
    for (int from = 0; from < probabilities.length; from += tile.lanes()) {
      int filled = Math.min(tile.lanes(), probabilities.length - from);
      for (int lane = 0; lane < filled; lane++) {
        tile.draw(lane, random);
      }
      tile.complete(filled);
      for (int lane = 0; lane < filled; lane++) {
        for (int e = 0; e < (vocab + 1) * vocab; e++) {
          int row = e / vocab;
          int s = e % vocab;
          probabilities[from + lane][e] =
              row == vocab ? tile.rootProbability(s, lane) : tile.probability(row, s, lane);
        }
      }
    }
  }

  private static void drawTensors(
      TaskSettings task, TransitionRows rows, double[][] probabilities, Xoshiro256 random) {
    if (!task.prior().hasIndependentRows()) {
      var matrices = new WholeMatrices(task.prior(), task.vocab());
      for (double[] matrix : probabilities) {
        matrices.draw(matrix, rows.first(1) * task.vocab(), random);
      }
      return;
    }
    RowSampler sampler = task.prior().rows(task.vocab(), 1, 1, TransitionLoops.fastest());
    for (double[] tensor : probabilities) {
      for (int at = 0; at < tensor.length; at += task.vocab()) {
        sampler.drawRow(tensor, at, random);
      }
    }
  }

  /** A pool of given matrices, for a graph without a query whose nodes have one parent or none. */
  static TransitionPool of(int vocab, double[]... matrices) {
    return new TransitionPool(vocab, matrices);
  }

  /** M. */
  public int size() {
    return probabilities.length;
  }

  /** Chooses the matrix of a sequence. */
  int choose(Xoshiro256 random) {
    return random.nextInt(probabilities.length);
  }

  /** [rows,S] of a matrix. Not a copy: do not write. */
  double[] probabilities(int matrix) {
    return probabilities[matrix];
  }

  /** [rows,S] the running sums of each row. Not a copy: do not write. */
  double[] sums(int matrix) {
    return sums[matrix];
  }

  /** P(s | row) of a matrix. */
  double probability(int matrix, int row, int s) {
    return probabilities[matrix][row * vocab + s];
  }
}
