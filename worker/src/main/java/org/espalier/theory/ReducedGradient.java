package org.espalier.theory;

import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceSource;

/**
 * The gradient of the reduced model (Section 4 of arXiv 2402.14735) with respect to its first
 * layer.
 *
 * <pre>
 *   P = softmax(A1) over j &lt;= i                             [T,T]
 *   score_i = sum_j P_ij A2[q, s_j],  w = softmax(score)     [T], q = s_{T-1}
 *   f(s) = sum_i w_i 1[s_i = s],      L = -mean_b sum_s t(s) log(f(s) + epsilon)
 *
 *   dL/dw_i     = -t(s_i) / (f(s_i) + epsilon)
 *   dL/dscore_i = w_i (dL/dw_i - sum_k w_k dL/dw_k)
 *   dL/dP_ij    = dL/dscore_i A2[q, s_j]
 *   dL/dA1_ij   = P_ij (dL/dP_ij - sum_k P_ik dL/dP_ik)
 * </pre>
 *
 * <p>The theory is about this gradient at A1 = 0, A2 = beta0 I. There it is also what stands for
 * "before any training" beside trials of the other models, on the same sequences: the disentangled
 * model starts at zero, where the gradient of its first layer is exactly zero, for no signal gets
 * through a second layer and an output that are zero; it becomes the reduced model's once the
 * second layer has begun to compare tokens.
 */
public final class ReducedGradient {

  /** A small beta0, for trials of models that have none of their own. */
  public static final double BETA0 = 0.1;

  /** A small epsilon, for trials of models that have none of their own. */
  public static final double EPSILON = 0.01;

  private static final int BATCH = 1024;

  private ReducedGradient() {}

  /**
   * dL/dA1 at A1 = 0, A2 = beta0 I, averaged over a batch.
   *
   * @return [T][T], 0 behind the mask
   */
  public static double[][] atInitialization(SequenceBatch batch, double beta0, double epsilon) {
    double[][] a1 = new double[batch.length()][batch.length()];
    double[][] a2 = new double[batch.vocab()][batch.vocab()];
    for (int s = 0; s < a2.length; s++) {
      a2[s][s] = beta0;
    }
    return of(batch, a1, a2, epsilon);
  }

  /**
   * The same averaged over many sequences.
   *
   * @param source of the sequences
   * @param sequences how many, at least 1
   * @param vocab S
   * @param length T
   * @return [T][T], 0 behind the mask
   */
  public static double[][] atInitialization(
      SequenceSource source, int sequences, int vocab, int length, double beta0, double epsilon) {
    double[][] mean = new double[length][length];
    for (int done = 0; done < sequences; ) {
      int size = Math.min(BATCH, sequences - done);
      var batch = SequenceBatch.allocate(size, length, vocab);
      source.draw(batch);
      double[][] gradient = atInitialization(batch, beta0, epsilon);
      for (int i = 0; i < length; i++) {
        for (int j = 0; j <= i; j++) {
          mean[i][j] += gradient[i][j] * size / sequences;
        }
      }
      done += size;
    }
    return mean;
  }

  /**
   * dL/dA1 anywhere.
   *
   * @param a1 [T][T], not read behind the mask
   * @param a2 [S][S]
   * @param epsilon > 0
   * @return [T][T], 0 behind the mask
   */
  public static double[][] of(SequenceBatch batch, double[][] a1, double[][] a2, double epsilon) {
    int length = batch.length();
    double[][] attention = causalSoftmax(a1);
    double[][] byAttention = new double[length][length]; // dL/dP
    double[] byScore = new double[length];
    for (int b = 0; b < batch.size(); b++) {
      double[] query = a2[batch.token(b, length - 1)];
      double[] match = new double[length]; // A2[q, s_j]
      for (int j = 0; j < length; j++) {
        match[j] = query[batch.token(b, j)];
      }
      scoreGradient(batch, b, weights(attention, match), epsilon, byScore);
      for (int i = 0; i < length; i++) {
        for (int j = 0; j <= i; j++) {
          byAttention[i][j] += byScore[i] * match[j] / batch.size();
        }
      }
    }
    return throughSoftmax(attention, byAttention);
  }

  /** w = softmax_i(sum_j P_ij match_j). */
  private static double[] weights(double[][] attention, double[] match) {
    double[] scores = new double[match.length];
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j <= i; j++) {
        scores[i] += attention[i][j] * match[j];
      }
    }
    return softmax(scores, scores.length);
  }

  /** dL/dscore of one sequence. */
  private static void scoreGradient(
      SequenceBatch batch, int b, double[] weights, double epsilon, double[] byScore) {
    double[] predicted = new double[batch.vocab()];
    for (int i = 0; i < weights.length; i++) {
      predicted[batch.token(b, i)] += weights[i];
    }
    double mean = 0;
    for (int i = 0; i < weights.length; i++) {
      int s = batch.token(b, i);
      byScore[i] = -batch.target(b, s) / (predicted[s] + epsilon);
      mean += weights[i] * byScore[i];
    }
    for (int i = 0; i < weights.length; i++) {
      byScore[i] = weights[i] * (byScore[i] - mean);
    }
  }

  /** dL/dA_ij = P_ij (dL/dP_ij - sum_k P_ik dL/dP_ik). */
  static double[][] throughSoftmax(double[][] attention, double[][] byAttention) {
    double[][] gradient = new double[attention.length][attention.length];
    for (int i = 0; i < gradient.length; i++) {
      double mean = 0;
      for (int j = 0; j <= i; j++) {
        mean += attention[i][j] * byAttention[i][j];
      }
      for (int j = 0; j <= i; j++) {
        gradient[i][j] = attention[i][j] * (byAttention[i][j] - mean);
      }
    }
    return gradient;
  }

  static double[][] causalSoftmax(double[][] logits) {
    double[][] rows = new double[logits.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = softmax(logits[i], i + 1);
    }
    return rows;
  }

  /** Of the first {@code count} entries; the others get 0. */
  private static double[] softmax(double[] logits, int count) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < count; k++) {
      largest = Math.max(largest, logits[k]);
    }
    double[] weights = new double[logits.length];
    double sum = 0;
    for (int k = 0; k < count; k++) {
      weights[k] = Math.exp(logits[k] - largest);
      sum += weights[k];
    }
    for (int k = 0; k < count; k++) {
      weights[k] /= sum;
    }
    return weights;
  }
}
