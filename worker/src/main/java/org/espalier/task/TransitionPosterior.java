package org.espalier.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;

/**
 * The baseline that knows the graph and the prior but not the transition distribution: the
 * posterior mean of the target's row given the observed transitions.
 *
 * <p>With single parents f(s') = E[pi(s' | q) | n_q.], n_qs' = #{context positions i with a parent:
 * s_p(i) = q, s_i = s'}; for a Dirichlet prior (n_qs' + alpha) / (n_q + S alpha). A root is no
 * one's child and adds no count. That a root was drawn from mu, which depends on pi, is ignored, so
 * this is not the exact Bayes predictor of a task with roots.
 *
 * <p>Of a dag, the counts are of the nodes with as many parents as the target whose parents' tokens
 * are those of the target's parents, in order. There it is the exact Bayes predictor, if nothing is
 * hidden, flipped, jittered or cyclic.
 *
 * <p>Where the rows of the prior depend on one another, all transitions tell of the target's row.
 *
 * <p>A transition counts if the child and all its parents are shown, at distance 1, the parents
 * before the child. Tokens are taken as they are shown and the graph as it was drawn: the baseline
 * knows nothing of flips and jitter.
 */
public final class TransitionPosterior {

  private final TransitionPrior prior;
  private final int[] target;

  /** Of each transition, the positions of the parents in order, then that of the child. */
  private final int[][] transitions;

  private TransitionPosterior(TransitionPrior prior, int[] target, int[][] transitions) {
    this.prior = prior;
    this.target = target;
    this.transitions = transitions;
  }

  /** The baseline of a graph. */
  public static TransitionPosterior of(GenerativeGraph graph, TransitionPrior prior) {
    int[] target = graph.targetParents();
    int[] shown = graph.shown();
    List<int[]> transitions = new ArrayList<>();
    for (int child = 0; child < shown.length; child++) {
      int[] parents = graph.nodes().parents(shown[child]);
      int[] transition = Arrays.copyOf(parents, parents.length + 1);
      transition[parents.length] = child;
      boolean counts = parents.length == target.length;
      for (int k = 0; k < parents.length; k++) {
        transition[k] = graph.position(parents[k]);
        counts &= transition[k] >= 0 && transition[k] < child;
      }
      if (counts) {
        transitions.add(transition);
      }
    }
    return new TransitionPosterior(prior, target, transitions.toArray(int[][]::new));
  }

  /** The baseline of a graph of single parents without violations. */
  public static TransitionPosterior of(CausalGraph graph, TransitionPrior prior) {
    return of(GenerativeGraph.of(graph), prior);
  }

  /** The work space of {@link #predict}: [S], or [S,S] where rows depend on one another. */
  public int[] counts(int vocab) {
    return new int[prior.hasIndependentRows() ? vocab : vocab * vocab];
  }

  /**
   * Predicts for one sequence of a batch.
   *
   * @param counts work space
   * @param mean [S], filled with f
   */
  public void predict(SequenceBatch batch, int b, int[] counts, double[] mean) {
    Arrays.fill(counts, 0);
    if (counts.length > mean.length) {
      for (int[] transition : transitions) {
        int parent = batch.token(b, transition[0]);
        counts[parent * mean.length + batch.token(b, transition[1])]++;
      }
      prior.posteriorMean(counts, batch.token(b, target[0]), mean);
      return;
    }
    for (int[] transition : transitions) {
      if (isTheTargets(transition, batch, b)) {
        counts[batch.token(b, transition[target.length])]++;
      }
    }
    prior.posteriorMean(counts, 0, mean);
  }

  private boolean isTheTargets(int[] transition, SequenceBatch batch, int b) {
    for (int k = 0; k < target.length; k++) {
      if (batch.token(b, transition[k]) != batch.token(b, target[k])) {
        return false;
      }
    }
    return true;
  }
}
