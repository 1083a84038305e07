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

  /** Whether the token that is predicted is a uniform root, of which nothing can be learnt. */
  private final boolean uniform;

  /** Of each transition, the positions of the parents in order, then that of the child. */
  private final int[][] transitions;

  private TransitionPosterior(
      TransitionPrior prior, int[] target, boolean uniform, int[][] transitions) {
    this.prior = prior;
    this.target = target;
    this.uniform = uniform;
    this.transitions = transitions;
  }

  /** The baseline of a graph. */
  public static TransitionPosterior of(GenerativeGraph graph, TransitionPrior prior) {
    int[] target = graph.targetParents();
    return new TransitionPosterior(
        prior, target, false, transitions(graph, target.length, graph.shown().length));
  }

  /**
   * The baselines of all positions of a task without a query: that of position i predicts the token
   * at i+1, and the last one the target, from the tokens up to there. A uniform root is predicted
   * uniformly, one that is drawn from the roots before it.
   *
   * @throws IllegalArgumentException if the graph has a query or a node that is not shown
   */
  public static List<TransitionPosterior> ofAllPositions(GenerativeGraph graph, TaskSettings task) {
    int length = graph.shown().length;
    if (graph.hasQuery() || graph.nodes().size() != length + 1) {
      throw new IllegalArgumentException("a query or a hidden node in " + graph);
    }
    boolean rootsDrawn = task.roots().of(graph) == RootDistribution.DRAWN;
    var all = new ArrayList<TransitionPosterior>();
    for (int position = 0; position < length; position++) {
      int[] parents = graph.nodes().parents(position + 1);
      boolean uniform = parents.length == 0 && !rootsDrawn;
      int[][] transitions =
          uniform ? new int[0][] : transitions(graph, parents.length, position + 1);
      all.add(new TransitionPosterior(task.prior(), parents, uniform, transitions));
    }
    return all;
  }

  /** Those of children before position {@code end} with {@code k} parents. */
  private static int[][] transitions(GenerativeGraph graph, int k, int end) {
    int[] shown = graph.shown();
    List<int[]> transitions = new ArrayList<>();
    for (int child = 0; child < end; child++) {
      int[] parents = graph.nodes().parents(shown[child]);
      int[] transition = Arrays.copyOf(parents, parents.length + 1);
      transition[parents.length] = child;
      boolean counts = parents.length == k;
      for (int p = 0; p < parents.length; p++) {
        transition[p] = graph.position(parents[p]);
        counts &= transition[p] >= 0 && transition[p] < child;
      }
      if (counts) {
        transitions.add(transition);
      }
    }
    return transitions.toArray(int[][]::new);
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
    if (uniform) {
      Arrays.fill(mean, 1.0 / mean.length);
      return;
    }
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
