package org.espalier.theory;

import java.util.stream.IntStream;
import org.espalier.graph.CausalGraph;

/**
 * What the paper's gradient at initialisation is made of (Section 4 of arXiv 2402.14735): for child
 * i and candidate j
 *
 * <pre>
 *   g_ij = E_pi[ sum_{s,s'} pi(s'|s) / mu(s') P_pi(s_j = s, s_i = s') ] - 1.
 * </pre>
 *
 * For the parent j = p(i) it is the chi-squared mutual information of s_i and s_p(i) given pi,
 * averaged over pi; it is 0 between trees. It is exact for each pi, so that all Monte Carlo error
 * is in the average over pi.
 *
 * <p>On a forest whose parents precede their children, no j &lt; i exceeds the parent, for any
 * single pi: with K = diag(mu)^(1/2) pi diag(mu)^(-1/2), which has norm 1, g_ij + 1 = &lt;K, M
 * K&gt; with |M| at most 1, hence at most |K|_F^2 = g_ip(i) + 1. That does not extend to j = i:
 * g_ii = trace(pi) - 1 may exceed the parent's for a pi that likes to repeat symbols; its average
 * over independent, equally distributed rows is 0.
 *
 * @param draws number of matrices pi behind the averages
 * @param mean [n][n] g_ij; row: child, column: candidate
 * @param standardError [n][n] of the mean
 * @param excessError [n][n] standard error of the mean of g_ij - g_ip(i), which is far smaller than
 *     the single errors suggest, for both are measured on the same pi; that of g_ij itself for a
 *     root i
 */
public record MutualInformation(
    int draws, double[][] mean, double[][] standardError, double[][] excessError) {

  /** Differences below this are rounding. */
  private static final double ROUNDING = 1e-9;

  /**
   * g for a single transition matrix.
   *
   * @param forest at most one parent for each position, without cycles
   * @param pi [S,S]
   * @param mu [S] its stationary distribution, which doubles must hold: a symbol of probability 0
   *     is left out
   * @return [n][n]
   * @throws IllegalArgumentException if the graph is not a forest
   */
  public static double[][] of(CausalGraph forest, double[] pi, double[] mu) {
    var paths = TreePaths.of(forest, all(forest));
    var information = new PathInformation(mu.length, paths.longest());
    information.set(pi, PathInformation.reversed(pi, mu));
    return information.between(paths);
  }

  /**
   * g averaged over transition matrices.
   *
   * @param forest at most one parent for each position, without cycles
   * @param vocab S
   * @param draws number of matrices, at least 2
   * @param source of the matrices
   * @throws IllegalArgumentException if the graph is not a forest or there are too few draws
   */
  public static MutualInformation average(
      CausalGraph forest, int vocab, int draws, TransitionSource source) {
    return average(forest, all(forest), vocab, draws, source);
  }

  /**
   * g averaged over transition matrices, where some nodes are hidden. The parent of a position is
   * then its nearest shown ancestor, and others may well exceed it.
   *
   * @param nodes at most one parent for each node, without cycles
   * @param shown [n] the node that is shown at each position
   * @param vocab S
   * @param draws number of matrices, at least 2
   * @param source of the matrices
   * @throws IllegalArgumentException if the graph is not a forest or there are too few draws
   */
  public static MutualInformation average(
      CausalGraph nodes, int[] shown, int vocab, int draws, TransitionSource source) {
    if (draws < 2) {
      throw new IllegalArgumentException("draws = " + draws + " must be >= 2");
    }
    var paths = TreePaths.of(nodes, shown);
    var information = new PathInformation(vocab, paths.longest());
    var values = new RunningMeans(paths.size());
    var excesses = new RunningMeans(paths.size());
    double[] pi = new double[vocab * vocab];
    double[] reversed = new double[vocab * vocab];
    for (int d = 0; d < draws; d++) {
      source.draw(pi, reversed);
      information.set(pi, reversed);
      double[][] g = information.between(paths);
      values.add(g);
      for (int i = 0; i < g.length; i++) {
        int parent = paths.parent(i);
        double most = parent == TreePaths.UNCONNECTED ? 0 : g[i][parent];
        for (int j = 0; j < g.length; j++) {
          g[i][j] -= most;
        }
      }
      excesses.add(g);
    }
    return new MutualInformation(
        draws, values.means(), values.standardErrors(), excesses.standardErrors());
  }

  /**
   * Whether g can be computed on a graph: whether each node has at most one parent and none is its
   * own ancestor.
   */
  public static boolean isDefinedOn(CausalGraph nodes) {
    return TreePaths.isForest(nodes);
  }

  private static int[] all(CausalGraph forest) {
    return IntStream.range(0, forest.size()).toArray();
  }

  /**
   * Number of pairs (i, j), j &lt; i, in which a position that is not the parent of i exceeds the
   * parent by more than so many standard errors of their difference: what would contradict the
   * data-processing inequality.
   *
   * @param graph the graph over the positions for which this was computed
   * @param errors number of standard errors, such as 3
   */
  public int contradictions(CausalGraph graph, double errors) {
    int count = 0;
    for (CausalGraph.Edge edge : graph.edges()) {
      int i = edge.child();
      for (int j = 0; j < i && edge.parent() < i; j++) {
        double excess = mean[i][j] - mean[i][edge.parent()];
        count += excess > errors * excessError[i][j] + ROUNDING ? 1 : 0;
      }
    }
    return count;
  }

  /** The largest standard error of an entry, in the units of g. */
  public double largestError() {
    double largest = 0;
    for (double[] row : standardError) {
      for (double error : row) {
        largest = Math.max(largest, error);
      }
    }
    return largest;
  }
}
