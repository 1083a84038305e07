package org.espalier.task;

import java.util.Arrays;
import org.espalier.graph.CausalGraph;

/**
 * The baseline that knows the graph and the prior but not the transition matrix: the posterior mean
 * of the queried row given the observed transitions,
 *
 * <p>f(s') = E[pi(s' | q) | n_q.] with n_qs' = #{context positions i with a parent: s_p(i) = q, s_i
 * = s'}; for a Dirichlet prior (n_qs' + alpha) / (n_q + S alpha).
 *
 * <p>A root is no one's child and adds no count. That a root was drawn from mu, which depends on
 * pi, is ignored, so this is not the exact Bayes predictor of a task with roots. Only edges whose
 * parent stands before the child count.
 */
public final class TransitionPosterior {

  private final TransitionPrior prior;
  private final int[] children;
  private final int[] parents;

  private TransitionPosterior(TransitionPrior prior, int[] children, int[] parents) {
    this.prior = prior;
    this.children = children;
    this.parents = parents;
  }

  /** The baseline of a graph of single parents. */
  public static TransitionPosterior of(CausalGraph graph, TransitionPrior prior) {
    var edges = graph.edges().stream().filter(e -> e.parent() < e.child()).toList();
    return new TransitionPosterior(
        prior,
        edges.stream().mapToInt(CausalGraph.Edge::child).toArray(),
        edges.stream().mapToInt(CausalGraph.Edge::parent).toArray());
  }

  /**
   * Predicts for one sequence of a batch.
   *
   * @param counts [S], work space
   * @param mean [S], filled with f
   */
  public void predict(SequenceBatch batch, int b, int[] counts, double[] mean) {
    int query = batch.token(b, batch.length() - 1);
    Arrays.fill(counts, 0);
    for (int e = 0; e < children.length; e++) {
      if (batch.token(b, parents[e]) == query) {
        counts[batch.token(b, children[e])]++;
      }
    }
    prior.posteriorMean(counts, mean);
  }
}
