package org.espalier.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;

/**
 * The predictor that no other can beat: the posterior mean of the target's row given all shown
 * tokens, for one that knows the graph and the prior, the distribution of the roots included.
 *
 * <p>With single parents and stationary roots, f = E[w pi(. | q)] / E[w] over pi from the Dirichlet
 * posterior of the shown transitions, row by row; w = prod_r mu_pi(s_r) over the roots. The mean is
 * by importance sampling, self-normalised, with the posterior mean of pi(. | q) without weights as
 * a control variate, where that is known. Where nodes are hidden, w is the probability of the shown
 * tokens over that of the shown transitions, by summing over the hidden nodes from the leaves up.
 *
 * <p>There are K draws. Where w may be the product of several factors (several roots, hidden nodes,
 * scaled matrices) few of them may have nearly all the weight: then K more are drawn until the
 * effective sample size is K / 2, {@link #MOST_ROUNDS} K of them at most.
 *
 * <p>Not for several threads at once.
 */
final class BayesPredictor {

  /** A predicted probability is at least this share of the one without weights. */
  private static final double LEAST_SHARE = 0.01;

  /** Draws behind one prediction, as a multiple of K. */
  static final int MOST_ROUNDS = 32;

  /**
   * One prediction.
   *
   * @param distribution [S] f, sums to 1
   * @param error [S] its Monte Carlo standard error
   * @param effectiveSampleSize (sum w)^2 / sum w^2, from 1 to the number of draws
   */
  record Prediction(double[] distribution, double[] error, double effectiveSampleSize) {}

  private final int vocab;
  private final int query;
  private final TransitionPrior prior;
  private final PosteriorTransitions distributions;
  private final int round; // K
  private final int mostDraws;

  private final CausalGraph nodes;
  private final int[] position; // [N] of each node, -1 if hidden
  private final List<int[]> transitions = new ArrayList<>(); // positions of parent and child
  private final List<Integer> roots = new ArrayList<>(); // positions
  private final List<Integer> hidden = new ArrayList<>(); // nodes, the last first
  private final List<List<Integer>> children = new ArrayList<>(); // of each node

  private final int[] counts; // [S,S]
  private final int[] rootCounts; // [S]
  private final double[][] messages; // [N][S] of hidden nodes
  private final double[] mean; // [S]
  private double[] draws; // [n,S] pi(. | q), of n draws at least
  private double[] weights; // [n], their logarithms at first
  private double[] residuals; // [n,S] of the last prediction, over n - 1
  private final WeightSums sums = new WeightSums();
  private int drawn; // of the last prediction
  private long drawnInAll;

  private BayesPredictor(GenerativeGraph graph, TaskSettings task, int draws, long seed) {
    vocab = task.vocab();
    query = graph.length() - 1;
    prior = task.prior();
    nodes = graph.nodes();
    distributions = new PosteriorTransitions(prior, vocab, nodes.size(), seed);
    round = roundedUp(draws, distributions.lanes());
    position = new int[nodes.size()];
    Arrays.setAll(position, graph::position);
    for (int node = 0; node < nodes.size(); node++) {
      children.add(new ArrayList<>());
    }
    for (int node = nodes.size() - 1; node >= 0; node--) {
      place(node);
    }
    counts = new int[vocab * vocab];
    rootCounts = new int[vocab];
    messages = new double[nodes.size()][vocab];
    mean = new double[vocab];
    boolean mayNeedMore = roots.size() > 1 || !hidden.isEmpty() || !distributions.hasKnownMean();
    mostDraws = mayNeedMore ? mostDraws(round, vocab) : round;
    this.draws = new double[round * vocab];
    weights = new double[round];
    residuals = new double[round * vocab];
  }

  private static int roundedUp(int draws, int lanes) {
    return (draws + lanes - 1) / lanes * lanes;
  }

  /** {@link #MOST_ROUNDS} rounds, or as many as arrays hold. */
  private static int mostDraws(int round, int vocab) {
    int rounds = Math.min(MOST_ROUNDS, Integer.MAX_VALUE / 2 / vocab / round);
    return Math.max(1, rounds) * round;
  }

  private void place(int node) {
    boolean isHidden = position[node] < 0;
    if (isHidden) {
      hidden.add(node);
    }
    if (nodes.isRoot(node)) {
      if (!isHidden) {
        roots.add(position[node]);
      }
      return;
    }
    int parent = nodes.parents(node)[0];
    children.get(parent).add(node);
    if (!isHidden && position[parent] >= 0) {
      transitions.add(new int[] {position[parent], position[node]});
    }
  }

  /**
   * The predictor of a task, or none where it is not this: where roots say nothing of the
   * transition distribution, and {@link TransitionPosterior} is it unless nodes are hidden; with
   * cycles, jitter or flips, where it would have to sum over more than a forest's hidden nodes.
   *
   * @param draws K, at least 2; rounded up to a multiple of what is drawn together
   * @param seed of the draws
   */
  static Optional<BayesPredictor> of(
      GenerativeGraph graph, TaskSettings task, int draws, long seed) {
    if (draws < 2) {
      throw new IllegalArgumentException(draws + " draws, must be at least 2");
    }
    return isExact(graph, task) && graph.hasQuery() && rootsAreStationary(task)
        ? Optional.of(new BayesPredictor(graph, task, draws, seed))
        : Optional.empty();
  }

  /** Of a task with a query. */
  private static boolean rootsAreStationary(TaskSettings task) {
    RootDistribution roots = task.roots().resolved(true);
    return roots == RootDistribution.STATIONARY
        || (roots == RootDistribution.UNIFORM && task.prior().hasUniformStationary());
  }

  /**
   * Whether there may be a predictor of a family's graphs: not with several parents, flips or
   * jitter, nor with roots of a distribution of their own.
   */
  static boolean mayBe(GraphFamily family, Violations violations, TaskSettings task) {
    return family.hasQuery()
        && rootsAreStationary(task)
        && task.flip() == 0
        && violations.jitter() == 0;
  }

  /** Whether more than K draws may be needed for a graph of a family. */
  static boolean mayNeedMoreDraws(GraphFamily family, Violations violations, TaskSettings task) {
    TransitionPrior prior = task.prior();
    return mayBe(family, violations, task)
        && (violations.latent() > 0
            || violations.confounders() > 0
            || !prior.hasExactPosteriorMean(task.vocab())
            || (family.mayHaveSeveralRoots() && !prior.hasUniformStationary()));
  }

  /**
   * The bytes of what is held of n draws at most, 8 n (2 S + 1), wherever there may be a predictor;
   * 0 of families and settings for which there is none.
   */
  static double bytes(GraphFamily family, Violations violations, TaskSettings task, int draws) {
    if (draws == 0 || !mayBe(family, violations, task)) {
      return 0;
    }
    int round = roundedUp(draws, PosteriorTransitions.lanes(task.vocab()));
    int most = mayNeedMoreDraws(family, violations, task) ? mostDraws(round, task.vocab()) : round;
    return (double) Double.BYTES * most * (2 * task.vocab() + 1);
  }

  /** Whether neither flips nor jitter nor cycles stand between the graph and what is shown. */
  static boolean isExact(GenerativeGraph graph, TaskSettings task) {
    return task.flip() == 0
        && graph.violations().jitter() == 0
        && graph.nodes().edges().stream().allMatch(edge -> edge.parent() < edge.child());
  }

  /** Predicts for one sequence of a batch. */
  Prediction predict(SequenceBatch batch, int b) {
    count(batch, b);
    int q = batch.token(b, query);
    prior.posteriorMean(counts, q, mean);
    drawDistributions(batch, b, q);
    return estimate();
  }

  private void count(SequenceBatch batch, int b) {
    Arrays.fill(counts, 0);
    Arrays.fill(rootCounts, 0);
    for (int[] transition : transitions) {
      counts[batch.token(b, transition[0]) * vocab + batch.token(b, transition[1])]++;
    }
    for (int root : roots) {
      rootCounts[batch.token(b, root)]++;
    }
  }

  /** Fills the draws of the target's row and their weights, the greatest of which is 1. */
  private void drawDistributions(SequenceBatch batch, int b, int q) {
    drawn = 0;
    sums.clear();
    do {
      drawRound(batch, b, q);
    } while (drawn < mostDraws && sums.effectiveSampleSize() < round / 2.0);
    drawnInAll += drawn;
    for (int k = 0; k < drawn; k++) {
      weights[k] = WeightSums.exp(weights[k] - sums.most());
    }
  }

  /** K more draws, and the logarithms of their weights. */
  private void drawRound(SequenceBatch batch, int b, int q) {
    int until = drawn + round;
    if (until > weights.length) {
      int room = Math.min(mostDraws, 2 * until);
      draws = Arrays.copyOf(draws, room * vocab);
      weights = Arrays.copyOf(weights, room);
      residuals = new double[room * vocab];
    }
    while (drawn < until) {
      distributions.draw(counts);
      for (int lane = 0; lane < distributions.lanes(); lane++, drawn++) {
        for (int s = 0; s < vocab; s++) {
          draws[drawn * vocab + s] = distributions.pi(q, s, lane);
        }
        weights[drawn] = logWeight(batch, b, lane);
        sums.add(weights[drawn]);
      }
    }
  }

  /** Draws behind all predictions so far. */
  long drawnInAll() {
    return drawnInAll;
  }

  private double logWeight(SequenceBatch batch, int b, int lane) {
    double log = distributions.logWeight(lane);
    for (int s = 0; s < vocab; s++) {
      if (rootCounts[s] > 0) {
        log += rootCounts[s] * Math.log(distributions.mu(s, lane));
      }
    }
    for (int node : hidden) {
      log += passUp(batch, b, node, lane);
    }
    return Math.max(log, -Double.MAX_VALUE);
  }

  /**
   * The message m(u) = P(shown tokens below | the hidden node has u); the logarithm of what it
   * comes to where nothing hidden is above, else 0.
   */
  private double passUp(SequenceBatch batch, int b, int node, int lane) {
    double[] message = messages[node];
    for (int u = 0; u < vocab; u++) {
      double product = 1;
      for (int child : children.get(node)) {
        product *=
            position[child] >= 0
                ? distributions.pi(u, batch.token(b, position[child]), lane)
                : expected(u, messages[child], lane);
      }
      message[u] = product;
    }
    if (nodes.isRoot(node)) {
      double sum = 0;
      for (int u = 0; u < vocab; u++) {
        sum += distributions.mu(u, lane) * message[u];
      }
      return Math.log(sum);
    }
    int parent = position[nodes.parents(node)[0]];
    return parent < 0 ? 0 : Math.log(expected(batch.token(b, parent), message, lane));
  }

  /** sum_v pi(v | u) m(v). */
  private double expected(int u, double[] message, int lane) {
    double sum = 0;
    for (int v = 0; v < vocab; v++) {
      sum += distributions.pi(u, v, lane) * message[v];
    }
    return sum;
  }

  /**
   * f = sum w pi / sum w - beta (mean pi - E pi), beta by least squares over all symbols. Leaves
   * the residuals of each draw behind.
   */
  private Prediction estimate() {
    int k = drawn;
    double sum = 0;
    double squares = 0;
    for (int d = 0; d < k; d++) {
      sum += weights[d];
      squares += weights[d] * weights[d];
    }
    double[] plain = new double[vocab]; // self-normalised, without control
    double[] average = new double[vocab];
    for (int d = 0; d < k; d++) {
      for (int s = 0; s < vocab; s++) {
        plain[s] += weights[d] / sum * draws[d * vocab + s];
        average[s] += draws[d * vocab + s] / k;
      }
    }
    double covariance = 0;
    double variance = 0;
    for (int d = 0; d < k; d++) {
      double weight = weights[d] * k / sum;
      for (int s = 0; s < vocab; s++) {
        double control = draws[d * vocab + s] - average[s];
        covariance += weight * (draws[d * vocab + s] - plain[s]) * control;
        variance += control * control;
      }
    }
    double beta = variance > 0 && distributions.hasKnownMean() ? covariance / variance : 0;
    double[] distribution = new double[vocab];
    double[] error = new double[vocab];
    for (int s = 0; s < vocab; s++) {
      distribution[s] = plain[s] - beta * (average[s] - mean[s]);
      for (int d = 0; d < k; d++) {
        double draw = draws[d * vocab + s];
        double residual = weights[d] * k / sum * (draw - plain[s]) - beta * (draw - average[s]);
        residuals[d * vocab + s] = residual / (k - 1);
        error[s] += residual * residual;
      }
      error[s] = Math.sqrt(error[s] / k / (k - 1));
    }
    keepPositive(distribution);
    return new Prediction(distribution, error, sum * sum / squares);
  }

  /** Moves towards the mean without weights as far as no probability stays all but 0, or below. */
  private void keepPositive(double[] distribution) {
    double share = 0;
    for (int s = 0; s < vocab; s++) {
      double least = LEAST_SHARE * mean[s];
      if (distribution[s] < least) {
        share = Math.max(share, (least - distribution[s]) / (mean[s] - distribution[s]));
      }
    }
    for (int s = 0; s < vocab; s++) {
      distribution[s] += share * (mean[s] - distribution[s]);
    }
  }

  /**
   * The Monte Carlo variance of the last prediction's loss -sum_s t_s ln f_s, to first order.
   *
   * @param target [S] t
   */
  double lossVariance(Prediction prediction, double[] target) {
    double sum = 0;
    for (int d = 0; d < drawn; d++) {
      double change = 0;
      for (int s = 0; s < vocab; s++) {
        change += target[s] / prediction.distribution()[s] * residuals[d * vocab + s];
      }
      sum += change * change;
    }
    return sum;
  }
}
