package org.espalier.rival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.espalier.graph.CausalGraph;
import org.espalier.task.RootDistribution;
import org.espalier.task.TransitionPrior;

/**
 * How well a graph explains sequences of which each has a transition distribution of its own,
 * unknown and integrated out:
 *
 * <p>ln p(sequences | graph) = sum over sequences and rows s of [ln Gamma(A) - ln Gamma(A + n_s) +
 * sum_t (ln Gamma(a_t + n_st) - ln Gamma(a_t))], A = sum_t a_t, n_st the transitions from s to t
 * along the edges of the graph; for another prior of the rows its own integral. It is decomposable
 * over no position, for they share the rows: a Bayesian score of a network with tied parameters
 * (Cooper and Herskovits 1992 have the untied one).
 *
 * <p>With k parents a row is a k-tuple of symbols, in the order of the parents' positions. By the
 * distribution of the roots ({@link RootDistribution}) these
 *
 * <ul>
 *   <li>share a row of their own if they are drawn, and cost ln S each if they are uniform. Both
 *       are exact, and a position may be left without parents.
 *   <li>if they are stationary, have a distribution that the transitions know something of, and
 *       their evidence no closed form. Then every position with k before it is given parents, and
 *       the others cost ln S.
 * </ul>
 */
final class GraphEvidence {

  /**
   * A graph that no change of one position's parents improves.
   *
   * @param parents [n][0 or k] ascending
   * @param logEvidence in nats
   */
  record Optimum(int[][] parents, double logEvidence) {
    CausalGraph graph() {
      return CausalGraph.ofParentLists(parents);
    }
  }

  private static final int[] NONE = new int[0];

  /** Gains below it are rounding. */
  private static final double LEAST_GAIN = 1e-9;

  private static final int MOST_SWEEPS = 100;

  private final ContextTokens tokens;
  private final int k;
  private final boolean rootsAllowed;
  private final RowEvidence rows;
  private final RowEvidence roots;
  private final TransitionCounts counts;
  private final double[] bySymbol; // [S] work space

  private GraphEvidence(
      ContextTokens tokens, int k, boolean rootsAllowed, RowEvidence rows, RowEvidence roots) {
    this.tokens = tokens;
    this.k = k;
    this.rootsAllowed = rootsAllowed;
    this.rows = rows;
    this.roots = roots;
    counts = new TransitionCounts(tokens, k);
    bySymbol = new double[tokens.vocab()];
  }

  /**
   * The evidence of graphs of no or k parents.
   *
   * @param k at least 1
   */
  static GraphEvidence of(
      ContextTokens tokens, TransitionPrior prior, int k, RootDistribution rootDistribution) {
    RowEvidence rows = RowEvidence.of(prior, tokens.vocab(), tokens.positions());
    RowEvidence roots =
        rootDistribution == RootDistribution.DRAWN
            ? rows
            : new RowEvidence.Known(-Math.log(tokens.vocab()));
    return new GraphEvidence(
        tokens, k, rootDistribution != RootDistribution.STATIONARY, rows, roots);
  }

  /**
   * ln p(sequences | graph), roots included, by the chain rule: each position's symbol predicted
   * from those counted before it.
   *
   * @param parents [n][0 or k] ascending, each before its child
   */
  double logEvidence(int[][] parents) {
    counts.clear();
    double sum = 0;
    for (int i = 0; i < parents.length; i++) {
      sum += gain(i, parents[i]);
      counts.add(i, parents[i]);
    }
    return sum;
  }

  /**
   * What each candidate does to the log evidence of a graph, all other positions as they are. With
   * k = 1: what it adds as the parent, less what no parent adds. With k > 1: what it adds in the
   * place of the parent that it replaces best, less what that parent adds, so 0 for a parent and
   * negative for the others of an optimum; NaN for a position without parents.
   *
   * @return [n][i] of position i with each j < i, in nats
   */
  double[][] gains(int[][] parents) {
    logEvidence(parents);
    double[][] gains = new double[parents.length][];
    for (int i = 0; i < gains.length; i++) {
      counts.remove(i);
      gains[i] = k == 1 ? againstNone(i) : againstParents(i, parents[i]);
      counts.add(i, parents[i]);
    }
    return gains;
  }

  private double[] againstNone(int i) {
    double none = gain(i, NONE);
    return Arrays.stream(singleGains(i)).map(gain -> gain - none).toArray();
  }

  private double[] againstParents(int i, int[] parents) {
    double[] gains = new double[i];
    double own = gain(i, parents);
    for (int j = 0; j < i; j++) {
      if (Arrays.binarySearch(parents, j) < 0) {
        gains[j] = parents.length == 0 ? Double.NaN : Double.NEGATIVE_INFINITY;
        for (int slot = 0; slot < parents.length; slot++) {
          gains[j] = Math.max(gains[j], gain(i, replaced(parents, slot, j)) - own);
        }
      }
    }
    return gains;
  }

  private static int[] replaced(int[] parents, int slot, int by) {
    int[] other = parents.clone();
    other[slot] = by;
    Arrays.sort(other);
    return other;
  }

  /**
   * The best graph that coordinate ascent finds from several starts: the positions in random order
   * each take the parents that are best given all others', until none changes. k parents are looked
   * for greedily, by replacing one of them at a time as long as that helps.
   *
   * @param first the first start, [n][0 or k] ascending; empty for a random one
   * @param starts at least 1; those after the first give every position k random parents
   */
  Optimum best(Optional<int[][]> first, int starts, UniformRandomProvider random) {
    Optimum best = ascend(first.orElseGet(() -> randomGraph(random)), random);
    for (int start = 1; start < starts; start++) {
      Optimum other = ascend(randomGraph(random), random);
      if (other.logEvidence() > best.logEvidence() + LEAST_GAIN) {
        best = other;
      }
    }
    return best;
  }

  private int[][] randomGraph(UniformRandomProvider random) {
    int[][] parents = new int[tokens.positions()][];
    Arrays.setAll(parents, i -> i < k ? NONE : randomParents(i, random));
    return parents;
  }

  private Optimum ascend(int[][] start, UniformRandomProvider random) {
    counts.clear();
    int n = tokens.positions();
    for (int i = 0; i < n; i++) {
      counts.add(i, start[i]);
    }
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      shuffle(order, random);
      boolean changed = false;
      for (int i : order) {
        changed |= i >= k && improve(i, random);
      }
      if (!changed) {
        break;
      }
    }
    int[][] parents = new int[n][];
    Arrays.setAll(parents, counts::parents);
    return new Optimum(parents, logEvidence(parents));
  }

  /** Gives a position its best parents; whether they are others than before. */
  private boolean improve(int i, UniformRandomProvider random) {
    int[] before = counts.parents(i);
    counts.remove(i);
    double most = gain(i, before);
    int[] best = before;
    List<int[]> candidates = new ArrayList<>();
    if (rootsAllowed) {
      candidates.add(NONE);
    }
    candidates.add(k == 1 ? bestSingle(i) : bestSubset(i, before, random));
    for (int[] candidate : candidates) {
      double gain = gain(i, candidate);
      if (gain > most + LEAST_GAIN) {
        most = gain;
        best = candidate;
      }
    }
    counts.add(i, best);
    return !Arrays.equals(best, before);
  }

  private int[] bestSingle(int i) {
    double[] gains = singleGains(i);
    int best = 0;
    for (int j = 1; j < i; j++) {
      if (gains[j] > gains[best]) {
        best = j;
      }
    }
    return new int[] {best};
  }

  private int[] bestSubset(int i, int[] from, UniformRandomProvider random) {
    int[] best = from.length == k ? from : randomParents(i, random);
    double most = gain(i, best);
    for (boolean improved = true; improved; ) {
      improved = false;
      for (int slot = 0; slot < k; slot++) {
        int[] base = best;
        for (int j = 0; j < i; j++) {
          if (Arrays.binarySearch(base, j) < 0) {
            int[] other = replaced(base, slot, j);
            double gain = gain(i, other);
            if (gain > most + LEAST_GAIN) {
              most = gain;
              best = other;
              improved = true;
            }
          }
        }
        if (best != base) {
          break; // the slots have moved
        }
      }
    }
    return best;
  }

  /** ln of the predictions of a position's symbols, given all positions that are counted. */
  private double gain(int i, int[] parents) {
    RowEvidence distribution = parents.length == 0 ? roots : rows;
    byte[] child = tokens.position(i);
    double sum = 0;
    for (int b = 0; b < child.length; b++) {
      sum += distribution.logPrediction(counts.counts(), counts.row(b, parents), child[b]);
    }
    return sum;
  }

  /**
   * [i] the same for each single parent. All candidates that show a symbol have its prediction, so
   * where there are fewer symbols than candidates these come first.
   */
  private double[] singleGains(int i) {
    double[] sums = new double[i];
    boolean tabulate = bySymbol.length < i;
    short[] all = counts.counts();
    for (int b = 0; b < tokens.sequences(); b++) {
      byte[] sequence = tokens.sequence(b);
      int symbol = sequence[i];
      if (tabulate) {
        for (int s = 0; s < bySymbol.length; s++) {
          bySymbol[s] = rows.logPrediction(all, counts.row(b, s), symbol);
        }
        for (int j = 0; j < i; j++) {
          sums[j] += bySymbol[sequence[j]];
        }
      } else {
        for (int j = 0; j < i; j++) {
          sums[j] += rows.logPrediction(all, counts.row(b, sequence[j]), symbol);
        }
      }
    }
    return sums;
  }

  /** A uniform k-subset of the positions before i, ascending. */
  private int[] randomParents(int i, UniformRandomProvider random) {
    int[] pool = new int[i];
    Arrays.setAll(pool, j -> j);
    for (int m = 0; m < k; m++) {
      int pick = m + random.nextInt(i - m);
      int swapped = pool[m];
      pool[m] = pool[pick];
      pool[pick] = swapped;
    }
    int[] subset = Arrays.copyOf(pool, k);
    Arrays.sort(subset);
    return subset;
  }

  private static void shuffle(int[] order, UniformRandomProvider random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}
