package org.espalier.task;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.espalier.graph.CausalGraph;
import org.espalier.graph.GenerativeGraph;

/**
 * The loss that the paper's own construction attains (Nichani, Damian, Lee 2024, Section 5): the
 * first layer attends wholly to the parent, the second to the positions whose parent shows what the
 * query shows.
 *
 * <p>x_j = share of the first layer's attention from j that falls on tokens equal to the query: 1
 * or 0 for a position with a parent; for one without, the share of 0..j that shows the query's
 * token. w = softmax_j(beta x_j) over positions 0..T-1, f(s) = sum_j w_j 1[s_j = s], and the
 * prediction is (f + epsilon) / (1 + S epsilon): the reduced model's, normalised. With k parents
 * there are k heads, the m-th to the m-th parent, compared with the token of the target's m-th
 * parent, and x_j is the sum over heads. A parent that is hidden, or behind its child, cannot be
 * attended to: the position is then as one without. Tokens are taken as they are shown.
 *
 * @param loss the least mean loss over beta, in nats
 * @param beta where it is attained, at most {@link #MOST_BETA}
 * @param epsilon of the prediction
 */
public record Construction(double loss, double beta, double epsilon) {

  /** Beyond it the second layer's softmax is a hard one. */
  public static final double MOST_BETA = 256;

  private static final int SEARCH_SEQUENCES = 4096;
  private static final double GOLDEN = (StrictMath.sqrt(5) - 1) / 2;
  private static final int REFINEMENTS = 20;

  /**
   * Measures it on held-out sequences.
   *
   * @param epsilon that of the model; empty to take the best, for a model that has none
   */
  public static Construction of(
      GenerativeGraph graph, List<SequenceBatch> batches, OptionalDouble epsilon, Runnable pause) {
    var keys = new Keys(graph, batches, pause);
    double[] epsilons =
        epsilon.isPresent()
            ? new double[] {epsilon.getAsDouble()}
            : new double[] {1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 2e-2, 3e-2, 5e-2, .1, .2, .3, .5, 1};
    double[] betas = new double[20];
    Arrays.setAll(betas, i -> i == 0 ? 0 : MOST_BETA * Math.pow(2, (i - 19) / 1.5));
    int bestBeta = 0;
    double bestEpsilon = epsilons[0];
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < betas.length; i++) {
      double[] losses = keys.losses(betas[i], epsilons, SEARCH_SEQUENCES, pause);
      for (int e = 0; e < epsilons.length; e++) {
        if (losses[e] < least) {
          least = losses[e];
          bestBeta = i;
          bestEpsilon = epsilons[e];
        }
      }
    }
    double low = betas[Math.max(0, bestBeta - 1)];
    double high = betas[Math.min(betas.length - 1, bestBeta + 1)];
    double beta = keys.lineSearch(low, betas[bestBeta], high, bestEpsilon, least, pause);
    double loss = keys.losses(beta, new double[] {bestEpsilon}, Integer.MAX_VALUE, pause)[0];
    return new Construction(loss, beta, bestEpsilon);
  }

  /** x_j of every sequence, and what else the loss needs. */
  private static final class Keys {
    private final List<SequenceBatch> batches;
    private final List<float[]> keys; // for each batch [B,T]
    private final int length;
    private final int vocab;

    Keys(GenerativeGraph graph, List<SequenceBatch> batches, Runnable pause) {
      this.batches = batches;
      length = graph.length();
      vocab = batches.get(0).vocab();
      int[] target = graph.targetParents();
      int[][] attended = attended(graph, target.length);
      keys = batches.stream().map(batch -> keys(batch, target, attended, pause)).toList();
    }

    /** [T] the positions that the heads of each position attend to, empty for all up to it. */
    private static int[][] attended(GenerativeGraph graph, int heads) {
      CausalGraph nodes = graph.nodes();
      int[][] attended = new int[graph.length()][0];
      int[] shown = graph.shown();
      for (int j = 0; j < shown.length; j++) {
        int[] parents = Arrays.stream(nodes.parents(shown[j])).map(graph::position).toArray();
        int child = j;
        if (parents.length == heads && Arrays.stream(parents).allMatch(p -> p >= 0 && p < child)) {
          attended[j] = parents;
        }
      }
      return attended;
    }

    private float[] keys(SequenceBatch batch, int[] target, int[][] attended, Runnable pause) {
      float[] keys = new float[batch.size() * length];
      int[] counts = new int[vocab];
      for (int b = 0; b < batch.size(); b++) {
        pause.run();
        Arrays.fill(counts, 0);
        for (int j = 0; j < length; j++) {
          counts[batch.token(b, j)]++;
          double sum = 0;
          for (int m = 0; m < target.length; m++) {
            int wanted = batch.token(b, target[m]);
            if (attended[j].length == 0) {
              sum += counts[wanted] / (j + 1.0);
            } else {
              sum += batch.token(b, attended[j][m]) == wanted ? 1 : 0;
            }
          }
          keys[b * length + j] = (float) sum;
        }
      }
      return keys;
    }

    /** Mean losses of the first sequences for each epsilon. */
    double[] losses(double beta, double[] epsilons, int sequences, Runnable pause) {
      double[] losses = new double[epsilons.length];
      double[] distribution = new double[vocab];
      int seen = 0;
      for (int at = 0; at < batches.size() && seen < sequences; at++) {
        pause.run();
        SequenceBatch batch = batches.get(at);
        for (int b = 0; b < batch.size() && seen < sequences; b++, seen++) {
          fill(distribution, batch, keys.get(at), b, beta);
          for (int e = 0; e < epsilons.length; e++) {
            for (int s = 0; s < vocab; s++) {
              double t = batch.target(b, s);
              losses[e] -=
                  t > 0
                      ? t * Math.log((distribution[s] + epsilons[e]) / (1 + vocab * epsilons[e]))
                      : 0;
            }
          }
        }
      }
      for (int e = 0; e < losses.length; e++) {
        losses[e] /= seen;
      }
      return losses;
    }

    private void fill(
        double[] distribution, SequenceBatch batch, float[] keys, int b, double beta) {
      double most = 0;
      for (int j = 0; j < length; j++) {
        most = Math.max(most, keys[b * length + j]);
      }
      Arrays.fill(distribution, 0);
      double total = 0;
      for (int j = 0; j < length; j++) {
        double log = beta * (keys[b * length + j] - most);
        double weight = log > FastExp.LOWEST ? FastExp.exp(log) : 0;
        distribution[batch.token(b, j)] += weight;
        total += weight;
      }
      for (int s = 0; s < vocab; s++) {
        distribution[s] /= total;
      }
    }

    /** Golden-section search; the best beta seen. */
    double lineSearch(
        double low, double start, double high, double epsilon, double least, Runnable pause) {
      double best = start;
      double bestLoss = least;
      double a = low;
      double b = high;
      double left = b - GOLDEN * (b - a);
      double right = a + GOLDEN * (b - a);
      double leftLoss = loss(left, epsilon, pause);
      double rightLoss = loss(right, epsilon, pause);
      for (int i = 0; i < REFINEMENTS; i++) {
        if (Math.min(leftLoss, rightLoss) < bestLoss) {
          bestLoss = Math.min(leftLoss, rightLoss);
          best = leftLoss < rightLoss ? left : right;
        }
        if (leftLoss < rightLoss) {
          b = right;
          right = left;
          rightLoss = leftLoss;
          left = b - GOLDEN * (b - a);
          leftLoss = loss(left, epsilon, pause);
        } else {
          a = left;
          left = right;
          leftLoss = rightLoss;
          right = a + GOLDEN * (b - a);
          rightLoss = loss(right, epsilon, pause);
        }
      }
      return best;
    }

    private double loss(double beta, double epsilon, Runnable pause) {
      return losses(beta, new double[] {epsilon}, SEARCH_SEQUENCES, pause)[0];
    }
  }
}
