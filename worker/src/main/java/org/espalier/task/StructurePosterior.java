package org.espalier.task;

import java.util.Arrays;
import java.util.Optional;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphMixture;

/**
 * What a sequence so far tells of its structure and of its transition matrix, and what comes next.
 *
 * <p>A structure c has the prior probability w_c. Along the sequence its evidence is the product of
 * the predictions of each token s_i from its parents under c:
 *
 * <pre>
 *   p(s | c) = prod_i f_c(s_i),   P(c | s) = w_c p(s | c) / sum_c' w_c' p(s | c')
 * </pre>
 *
 * <p>Where matrices are fresh, f_c is the posterior mean of the row given the transitions before i
 * that c sees, so that the matrix is integrated out. Where there is a pool of M matrices, f_c is
 * the mean over the matrices, weighted by their posterior.
 *
 * <p>Which positions count is one of two things. {@link Compared#COMMON}: those at which every
 * structure has parents, so that structures are compared on the same tokens; others are not even
 * counted as transitions (D'Angelo et al., arXiv 2509.08184). Where roots share a drawn row of
 * their own, a structure predicts its roots from those before them all the same: with one structure
 * this is {@link TransitionPosterior}. {@link Compared#ALL}: every position, roots with the
 * distribution that they have; this is exact where roots have one that is known.
 *
 * <p>A position counts if it and all its parents are shown, at distance 1, the parents before it.
 * Not for several threads at once.
 */
public final class StructurePosterior {

  /** Which positions count. */
  enum Compared {
    /** Those at which every structure has parents. */
    COMMON,
    /** All. */
    ALL
  }

  private final int vocab;
  private final int structures; // C
  private final int matrices; // M, 1 where they are fresh
  private final double[] logWeights; // [C]
  private final TransitionRows rows;
  private final Optional<TransitionPool> pool;
  private final TransitionPrior prior;
  private final int[][][] parents; // [C][positions][k] null if the position does not count
  private final boolean[] compared; // [positions] whether it counts for the evidence
  private final int[][][] next; // [C][positions][k] parents of what comes after a position

  private final double[] log; // [C,M] logarithms of weight times evidence so far
  private final double[] weights; // [C,M] the posterior
  private final int[][] counts; // [C][rows,S] where matrices are fresh
  private final double[] mean; // [S]

  private StructurePosterior(SequenceProcess process, int positions, Compared compared) {
    GraphMixture graphs = process.graphs();
    TaskSettings task = process.task();
    vocab = task.vocab();
    structures = graphs.size();
    pool = process.pool();
    prior = task.prior();
    rows = TransitionRows.of(graphs, task);
    matrices = Math.max(1, task.pool());
    logWeights = graphs.weights().stream().mapToDouble(Math::log).toArray();
    parents = new int[structures][][];
    next = new int[structures][][];
    int length = graphs.length();
    for (int c = 0; c < structures; c++) {
      GenerativeGraph graph = graphs.graphs().get(c);
      int shown = graph.shown().length;
      parents[c] = new int[shown][];
      Arrays.setAll(parents[c], i -> parents(graph, graph.shown()[i], i));
      next[c] = new int[length][];
      for (int i = length - positions; i < length; i++) {
        next[c][i] =
            i == length - 1 ? graph.targetParents() : parents(graph, graph.shown()[i + 1], i + 1);
      }
    }
    this.compared = new boolean[parents[0].length];
    Arrays.fill(this.compared, true);
    if (compared == Compared.COMMON) {
      leaveOutOthers(task.roots().of(graphs.first()) == RootDistribution.DRAWN);
    }
    log = new double[structures * matrices];
    weights = new double[structures * matrices];
    counts = new int[pool.isPresent() ? 0 : structures][rows.count() * vocab];
    mean = new double[vocab];
  }

  /**
   * Of a task.
   *
   * @param positions number of positions, the last, after which something is predicted: 1 or T
   */
  static StructurePosterior of(SequenceProcess process, int positions, Compared compared) {
    return new StructurePosterior(process, positions, compared);
  }

  /** The same compared on positions at which every structure has parents. */
  public static StructurePosterior of(SequenceProcess process, int positions) {
    return of(process, positions, Compared.COMMON);
  }

  private static int[] parents(GenerativeGraph graph, int node, int position) {
    int[] parents = graph.nodes().parents(node).clone();
    for (int p = 0; p < parents.length; p++) {
      parents[p] = graph.position(parents[p]);
      if (parents[p] < 0 || parents[p] >= position) {
        return null;
      }
    }
    return parents;
  }

  /** Other positions than the common ones; of these roots with a row of their own are kept. */
  private void leaveOutOthers(boolean rootsAreDrawn) {
    boolean rootsAreCounted = pool.isEmpty() && rootsAreDrawn;
    for (int i = 0; i < parents[0].length; i++) {
      for (int[][] of : parents) {
        compared[i] &= of[i] != null && of[i].length > 0;
      }
      for (int[][] of : parents) {
        boolean isCountedRoot = rootsAreCounted && of[i] != null && of[i].length == 0;
        of[i] = compared[i] || isCountedRoot ? of[i] : null;
      }
    }
  }

  /** C. */
  public int structures() {
    return structures;
  }

  /**
   * The positions of the parents that a structure gives to what comes after a position that is
   * predicted from; none for a root, or for a query.
   */
  public int[] nextParents(int structure, int position) {
    return next[structure][position];
  }

  /** What is asked for at each position that is predicted from. */
  interface Visitor {

    /**
     * After the tokens up to a position.
     *
     * @param number of the position among those that are predicted from
     */
    void at(int number, int position);
  }

  /**
   * P(c | tokens up to a position) for each position that is predicted from.
   *
   * @param posterior [P,C], filled
   */
  public void weights(SequenceBatch batch, int b, double[] posterior) {
    walk(
        batch,
        b,
        (number, position) -> {
          normalise();
          for (int c = 0; c < structures; c++) {
            posterior[number * structures + c] = weight(c);
          }
        });
  }

  /**
   * The prediction averaged over structures and matrices by their posterior.
   *
   * @param f [P,S], filled
   */
  void average(SequenceBatch batch, int b, double[] f) {
    Arrays.fill(f, 0);
    walk(
        batch,
        b,
        (number, position) -> {
          normalise();
          for (int c = 0; c < structures; c++) {
            addPrediction(c, batch, b, position, 1, f, number * vocab);
          }
        });
  }

  /** The prediction of the most likely structure, the first of equally likely ones; likewise. */
  void mostLikely(SequenceBatch batch, int b, double[] f) {
    Arrays.fill(f, 0);
    walk(
        batch,
        b,
        (number, position) -> {
          normalise();
          int best = 0;
          for (int c = 1; c < structures; c++) {
            best = weight(c) > weight(best) ? c : best;
          }
          addPrediction(best, batch, b, position, 1 / weight(best), f, number * vocab);
        });
  }

  /** Goes along a sequence and has its visitor ask after each position that is predicted from. */
  private void walk(SequenceBatch batch, int b, Visitor visitor) {
    for (int h = 0; h < log.length; h++) {
      log[h] = logWeights[h / matrices] - Math.log(matrices);
    }
    int length = batch.length();
    int first = length - batch.targetPositions();
    for (int i = 0; i < length; i++) {
      if (i < parents[0].length) {
        observe(batch, b, i);
      }
      if (i >= first) {
        visitor.at(i - first, i);
      }
    }
    forget(batch, b);
  }

  /** Sets to 0 what was counted, which is little of what could be. */
  private void forget(SequenceBatch batch, int b) {
    for (int c = 0; c < counts.length; c++) {
      for (int i = 0; i < parents[c].length; i++) {
        int row = parents[c][i] == null ? -1 : row(parents[c][i], batch, b);
        if (row >= 0) {
          counts[c][row * vocab + batch.token(b, i)] = 0;
        }
      }
    }
  }

  /**
   * The row that shown tokens select; -1 for a root whose symbol is uniform whatever the matrix.
   */
  private int row(int[] of, SequenceBatch batch, int b) {
    boolean isUniformRoot = of.length == 0 && pool.isEmpty() && prior.hasUniformStationary();
    return isUniformRoot ? -1 : rows.of(of, batch, b);
  }

  private void observe(SequenceBatch batch, int b, int position) {
    int token = batch.token(b, position);
    for (int c = 0; c < structures; c++) {
      int[] of = parents[c][position];
      if (of == null) {
        continue;
      }
      int row = row(of, batch, b);
      if (row < 0) {
        addLog(c, -Math.log(vocab));
      } else if (pool.isPresent()) {
        for (int m = 0; m < matrices; m++) {
          log[c * matrices + m] += Math.log(pool.get().probability(m, row, token));
        }
      } else {
        if (compared[position]) {
          prior.posteriorMean(counts[c], row, mean);
          addLog(c, Math.log(mean[token]));
        }
        counts[c][row * vocab + token]++;
      }
    }
  }

  private void addLog(int structure, double value) {
    for (int m = 0; m < matrices; m++) {
      log[structure * matrices + m] += value;
    }
  }

  /** The posterior of structures and matrices; the prior's where nothing is possible. */
  private void normalise() {
    double most = Double.NEGATIVE_INFINITY;
    for (double value : log) {
      most = Math.max(most, value);
    }
    double sum = 0;
    for (int h = 0; h < log.length; h++) {
      weights[h] =
          most == Double.NEGATIVE_INFINITY
              ? Math.exp(logWeights[h / matrices]) / matrices
              : Math.exp(log[h] - most);
      sum += weights[h];
    }
    for (int h = 0; h < weights.length; h++) {
      weights[h] /= sum;
    }
  }

  private double weight(int structure) {
    double sum = 0;
    for (int m = 0; m < matrices; m++) {
      sum += weights[structure * matrices + m];
    }
    return sum;
  }

  /** Adds a structure's prediction times its weight and a factor. */
  private void addPrediction(
      int structure, SequenceBatch batch, int b, int position, double factor, double[] f, int at) {
    int row = row(next[structure][position], batch, b);
    if (row < 0 || pool.isEmpty()) {
      predictFresh(structure, row);
      double weight = factor * weight(structure);
      for (int s = 0; s < vocab; s++) {
        f[at + s] += weight * mean[s];
      }
      return;
    }
    for (int m = 0; m < matrices; m++) {
      double weight = factor * weights[structure * matrices + m];
      for (int s = 0; s < vocab; s++) {
        f[at + s] += weight * pool.get().probability(m, row, s);
      }
    }
  }

  private void predictFresh(int structure, int row) {
    if (row < 0) {
      Arrays.fill(mean, 1.0 / vocab);
    } else {
      prior.posteriorMean(counts[structure], row, mean);
    }
  }
}
