package org.espalier.rival;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.espalier.graph.CausalGraph;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionSampler;

/**
 * For one pair of positions (i, j), j before i, how much better the sequences are explained if s_i
 * is drawn from pi(. | s_j) rather than from the stationary distribution mu, all other positions
 * being drawn from mu on their own; pi is integrated out sequence by sequence:
 *
 * <p>score_ij = sum over sequences of ln( E[w pi(s_i | s_j) / mu(s_i)] / E[w] ), w = prod_m mu(s_m)
 * over the context, E over pi from the prior.
 *
 * <p>It is the evidence of the graph of that one edge against that of no edge, and the
 * finite-sample counterpart of g_ij, the chi-squared mutual information averaged over pi (Nichani,
 * Damian, Lee 2024): E_pi under the weights takes the place of the pi that is not known. No search.
 * A position takes the parent of the highest score, or none if no score is positive.
 *
 * <p>The expectations are Monte Carlo means over {@link #DRAWS} distributions, the same for all
 * sequences. They depend on a sequence by the counts of its symbols alone, so what they are for a
 * vector of counts is kept, as far as {@link #MOST_KEPT_BYTES} go, and else worked out again.
 */
final class ConditionalInformation {

  /** Distributions behind each expectation. */
  static final int DRAWS = 2048;

  /** Most bytes of the expectations that are kept: 32 MB. */
  static final long MOST_KEPT_BYTES = 32L << 20;

  /** Of an entry of the map beside its arrays' numbers: objects, headers and references. */
  private static final int ENTRY_BYTES = 160;

  /**
   * Below it an entry of mu is taken for it: w holds mu(s_i) at least once, so nothing blows up.
   */
  private static final double LEAST_PROBABILITY = 1e-300;

  private final int vocab;
  private final double[] logMu; // [draws][S]
  private final double[] ratios; // [draws][S][S] pi(t | s) / mu(t)
  private final Map<ByteBuffer, double[]> byCounts = new HashMap<>();
  private final long mostKept;

  /**
   * For one prior.
   *
   * @param task whose transition distributions the sequences have
   * @param mostKeptBytes of expectations that are kept: no bit of a score depends on it
   */
  ConditionalInformation(TaskSettings task, long seed, long mostKeptBytes) {
    vocab = task.vocab();
    mostKept = mostKeptBytes / keptBytes(vocab);
    logMu = new double[DRAWS * vocab];
    ratios = new double[DRAWS * vocab * vocab];
    var distributions = new TransitionSampler(task, seed);
    double[] pi = new double[vocab * vocab];
    double[] mu = new double[vocab];
    for (int d = 0; d < DRAWS; d++) {
      distributions.draw(pi, mu);
      for (int t = 0; t < vocab; t++) {
        double probability = Math.max(mu[t], LEAST_PROBABILITY);
        logMu[d * vocab + t] = Math.log(probability);
        for (int s = 0; s < vocab; s++) {
          ratios[(d * vocab + s) * vocab + t] = pi[s * vocab + t] / probability;
        }
      }
    }
  }

  /**
   * All pairs.
   *
   * @param task whose transition distributions the sequences have
   * @return [n][i] the score of position i with each j < i, in nats
   */
  static double[][] of(ContextTokens tokens, TaskSettings task, long seed) {
    return new ConditionalInformation(task, seed, MOST_KEPT_BYTES).scores(tokens);
  }

  /**
   * The bytes of what is held while scores are worked out: 8 S (S + 1) of each draw, and the
   * expectations that are kept, of no more vectors of counts than there are of n symbols.
   *
   * @param positions n
   */
  static double bytes(int sequences, int positions, int vocab) {
    double vectors = 1; // (n + S - 1) over (S - 1)
    for (int s = 1; s < vocab; s++) {
      vectors *= (double) (positions + s) / s;
    }
    return (double) Double.BYTES * DRAWS * vocab * (vocab + 1)
        + Math.min(MOST_KEPT_BYTES, Math.min(sequences, vectors) * keptBytes(vocab));
  }

  /** Of what is kept for a vector of counts. */
  private static long keptBytes(int vocab) {
    return ENTRY_BYTES + (long) Short.BYTES * vocab + (long) Double.BYTES * vocab * vocab;
  }

  /** [n][i] the score of position i with each j < i, in nats. */
  double[][] scores(ContextTokens tokens) {
    double[][] scores = new double[tokens.positions()][];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = new double[i];
    }
    for (int b = 0; b < tokens.sequences(); b++) {
      byte[] sequence = tokens.sequence(b);
      double[] logRatios = logRatiosOf(counts(sequence));
      for (int i = 1; i < sequence.length; i++) {
        for (int j = 0; j < i; j++) {
          scores[i][j] += logRatios[sequence[j] * vocab + sequence[i]];
        }
      }
    }
    return scores;
  }

  /** {@link #logRatios}, kept from the first time as long as there is room. */
  private double[] logRatiosOf(ByteBuffer counts) {
    double[] known = byCounts.get(counts);
    if (known != null) {
      return known;
    }
    double[] logRatios = logRatios(counts);
    if (byCounts.size() < mostKept) {
      byCounts.put(counts, logRatios);
    }
    return logRatios;
  }

  private ByteBuffer counts(byte[] sequence) {
    var counts = ByteBuffer.allocate(Short.BYTES * vocab);
    for (byte symbol : sequence) {
      int at = Short.BYTES * symbol;
      counts.putShort(at, (short) (counts.getShort(at) + 1));
    }
    return counts;
  }

  /** [S,S] ln(E[w pi(t | s) / mu(t)] / E[w]) for symbols t that occur; else unused. */
  private double[] logRatios(ByteBuffer counts) {
    double[] logWeights = new double[DRAWS];
    double most = Double.NEGATIVE_INFINITY;
    for (int d = 0; d < DRAWS; d++) {
      for (int s = 0; s < vocab; s++) {
        logWeights[d] += counts.getShort(Short.BYTES * s) * logMu[d * vocab + s];
      }
      most = Math.max(most, logWeights[d]);
    }
    double total = 0;
    double[] sums = new double[vocab * vocab];
    for (int d = 0; d < DRAWS; d++) {
      double weight = Math.exp(logWeights[d] - most);
      if (weight > 0) {
        total += weight;
        for (int e = 0; e < sums.length; e++) {
          sums[e] += weight * ratios[d * sums.length + e];
        }
      }
    }
    for (int e = 0; e < sums.length; e++) {
      sums[e] = Math.log(Math.max(sums[e] / total, LEAST_PROBABILITY));
    }
    return sums;
  }

  /** The graph in which every position has the parent of its highest positive score. */
  static CausalGraph graph(double[][] scores) {
    int[] parents = new int[scores.length];
    for (int i = 0; i < parents.length; i++) {
      parents[i] = -1;
      for (int j = 0; j < i; j++) {
        if (scores[i][j] > (parents[i] < 0 ? 0 : scores[i][parents[i]])) {
          parents[i] = j;
        }
      }
    }
    return CausalGraph.ofParents(parents);
  }
}
