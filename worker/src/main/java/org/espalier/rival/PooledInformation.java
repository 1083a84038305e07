package org.espalier.rival;

import java.util.Arrays;
import org.espalier.graph.CausalGraph;

/**
 * The plug-in mutual information of two positions, from counts pooled over all sequences: with n_st
 * = #{sequences: s_j = s, s_i = t},
 *
 * <p>I(i, j) = sum_st (n_st / N) ln(N n_st / (n_s. n_.t)), in nats.
 *
 * <p>It is wrong for a task whose transition distribution is drawn anew for every sequence: given
 * one distribution two positions may be independent and yet, over all distributions, dependent.
 */
final class PooledInformation {

  private PooledInformation() {}

  /**
   * All pairs.
   *
   * @return [n][i] the information of position i with each j < i
   */
  static double[][] of(ContextTokens tokens) {
    double[] logs = new double[tokens.sequences() + 1];
    for (int n = 1; n < logs.length; n++) {
      logs[n] = Math.log(n);
    }
    double[][] information = new double[tokens.positions()][];
    for (int i = 0; i < information.length; i++) {
      information[i] = new double[i];
      for (int j = 0; j < i; j++) {
        information[i][j] = information(tokens, i, j, logs);
      }
    }
    return information;
  }

  private static double information(ContextTokens tokens, int i, int j, double[] logs) {
    int vocab = tokens.vocab();
    int[] joint = new int[vocab * vocab];
    byte[] child = tokens.position(i);
    byte[] parent = tokens.position(j);
    for (int b = 0; b < child.length; b++) {
      joint[parent[b] * vocab + child[b]]++;
    }
    int[] ofParent = new int[vocab];
    int[] ofChild = new int[vocab];
    for (int s = 0; s < vocab; s++) {
      for (int t = 0; t < vocab; t++) {
        ofParent[s] += joint[s * vocab + t];
        ofChild[t] += joint[s * vocab + t];
      }
    }
    double sum = 0;
    for (int s = 0; s < vocab; s++) {
      for (int t = 0; t < vocab; t++) {
        int n = joint[s * vocab + t];
        sum += n * (logs[child.length] + logs[n] - logs[ofParent[s]] - logs[ofChild[t]]);
      }
    }
    return sum / child.length;
  }

  /**
   * The graph in which every position has its k most informative predecessors as parents; of equal
   * ones the earlier. Positions with fewer than k before them are roots.
   */
  static CausalGraph mostInformative(double[][] information, int k) {
    int[][] parents = new int[information.length][];
    for (int i = 0; i < parents.length; i++) {
      parents[i] = i < k ? new int[0] : largest(information[i], k);
    }
    return CausalGraph.ofParentLists(parents);
  }

  private static int[] largest(double[] values, int k) {
    boolean[] taken = new boolean[values.length];
    int[] largest = new int[k];
    for (int pick = 0; pick < k; pick++) {
      int best = -1;
      for (int j = 0; j < values.length; j++) {
        if (!taken[j] && (best < 0 || values[j] > values[best])) {
          best = j;
        }
      }
      taken[best] = true;
      largest[pick] = best;
    }
    Arrays.sort(largest);
    return largest;
  }
}
