package org.espalier.model;

import static org.espalier.model.Lanes.FOLD;
import static org.espalier.model.Lanes.WIDTH;

import java.util.Arrays;
import org.espalier.task.SequenceBatch;

/**
 * {@link Model.Reduced} on blocks. P is the same for every sequence and computed once a step; q is
 * the query token.
 *
 * <pre>
 *   a_k     = A2[q, s_k]
 *   w       = softmax_j(sum_{k&lt;=j} P_jk a_k)
 *   f_s     = sum_j w_j [s_j = s]
 *   loss    = -sum_s t_s log(f_s + epsilon)
 * </pre>
 *
 * and backwards, d being the derivative of the loss,
 *
 * <pre>
 *   df_s    = -t_s / (f_s + epsilon),   dw_j = df_{s_j}
 *   dscore  = w (dw - sum_j w_j dw_j)
 *   dP_jk   = dscore_j a_k,             da_k = sum_{j>=k} P_jk dscore_j
 *   dA2[q,s] = sum_k da_k [s_k = s],    dA1 = P (dP - sum_k P_jk dP_jk)
 * </pre>
 */
final class ReducedModel implements BlockModel {
  private final Lanes lanes;
  private final StreamLanes loops;
  private final TokenBlock block;
  private final int vocab;
  private final int length;
  private final float epsilon;
  private final int a1At;
  private final int a2At;
  private final float[] attention; // [T,T] P
  private final float[] keys; // [T, WIDTH] a, then da
  private final float[] weights; // [T, WIDTH] w
  private final float[] scoreGradient; // [T, WIDTH]
  private final float[] law; // [S, WIDTH]
  private final float[] targets; // [S, WIDTH]
  private final float[] byToken; // [S, WIDTH]
  private final float[] attentionSums; // [T, T, FOLD] dP
  private final float[] tokenSums; // [S, S, FOLD] dA2
  private float[] parameters = {};

  private ReducedModel(Model.Reduced model, TokenBlock block, Lanes lanes) {
    this.lanes = lanes;
    this.loops = lanes.stream();
    this.block = block;
    vocab = block.vocab();
    length = block.length();
    epsilon = (float) model.epsilon();
    var layout = model.layout(vocab, length);
    a1At = layout.entry("A1").offset();
    a2At = layout.entry("A2").offset();
    attention = new float[length * length];
    keys = new float[length * WIDTH];
    weights = new float[length * WIDTH];
    scoreGradient = new float[length * WIDTH];
    law = new float[vocab * WIDTH];
    targets = new float[vocab * WIDTH];
    byToken = new float[vocab * WIDTH];
    attentionSums = new float[length * length * FOLD];
    tokenSums = new float[vocab * vocab * FOLD];
  }

  /** A kernel for the reduced model. */
  static GradientEngine kernel(
      Model.Reduced model, int vocab, int length, int batchSize, Lanes lanes) {
    var block = new TokenBlock(length, vocab);
    var blocks = new ReducedModel(model, block, lanes);
    return new BlockKernel(blocks, model.layout(vocab, length), block, batchSize);
  }

  @Override
  public void prepare(float[] parameters) {
    this.parameters = parameters;
    Arrays.fill(attentionSums, 0);
    Arrays.fill(tokenSums, 0);
    for (int j = 0; j < length; j++) {
      int row = a1At + j * length;
      float max = Float.NEGATIVE_INFINITY;
      for (int k = 0; k <= j; k++) {
        max = Math.max(max, parameters[row + k]);
      }
      double sum = 0;
      for (int k = 0; k <= j; k++) {
        sum += Math.exp(parameters[row + k] - max);
      }
      for (int k = 0; k <= j; k++) {
        attention[j * length + k] = (float) (Math.exp(parameters[row + k] - max) / sum);
      }
    }
  }

  @Override
  public double forward(SequenceBatch batch, int first) {
    lookUpKeys();
    lanes.multiply(length, length, attention, 0, length, 1, keys, 0, weights, 0);
    lanes.softmax(length, weights, 0);
    Arrays.fill(law, 0);
    int stride = vocab * WIDTH;
    loops.combine(length, weights, 0, WIDTH, vocab, 0, block.indicators(), 0, stride, law, 0);
    return loss(batch, first);
  }

  /** a_k = A2[q, s_k]. */
  private void lookUpKeys() {
    int[] tokens = block.tokens();
    int query = (length - 1) * WIDTH;
    for (int k = 0; k < length; k++) {
      for (int l = 0; l < WIDTH; l++) {
        int entry = tokens[query + l] * vocab + tokens[k * WIDTH + l];
        keys[k * WIDTH + l] = parameters[a2At + entry];
      }
    }
  }

  private double loss(SequenceBatch batch, int first) {
    int count = Math.min(WIDTH, batch.size() - first);
    double loss = 0;
    for (int s = 0; s < vocab; s++) {
      int row = s * WIDTH;
      System.arraycopy(batch.targets(), s * batch.size() + first, targets, row, count);
      Arrays.fill(targets, row + count, row + WIDTH, 0);
      for (int l = 0; l < count; l++) {
        loss -= targets[row + l] * Math.log(law[row + l] + epsilon);
      }
    }
    return loss;
  }

  @Override
  public float[] law() {
    return law;
  }

  @Override
  public void backward(int size) {
    for (int i = 0; i < byToken.length; i++) {
      byToken[i] = -targets[i] / ((law[i] + epsilon) * size); // df
    }
    int stride = vocab * WIDTH;
    Arrays.fill(scoreGradient, 0);
    loops.dots(length, vocab, 0, block.indicators(), 0, stride, byToken, 0, scoreGradient, 0);
    lanes.softmaxGradient(length, weights, 0, scoreGradient, 0);
    loops.contract(1, length, scoreGradient, 0, 0, length, keys, 0, 0, attentionSums, 0);
    lanes.multiply(length, length, attention, 0, 1, length, scoreGradient, 0, keys, 0); // da
    Arrays.fill(byToken, 0);
    loops.combine(length, keys, 0, WIDTH, vocab, 0, block.indicators(), 0, stride, byToken, 0);
    int query = (length - 1) * stride;
    loops.contract(1, vocab, block.indicators(), query, 0, vocab, byToken, 0, 0, tokenSums, 0);
  }

  @Override
  public void writeGradient(float[] gradient) {
    Arrays.fill(gradient, 0);
    for (int j = 0; j < length; j++) {
      int row = j * length;
      float mean = 0;
      for (int k = 0; k <= j; k++) {
        mean = Math.fma(attention[row + k], Lanes.total(attentionSums, (row + k) * FOLD), mean);
      }
      for (int k = 0; k <= j; k++) {
        float own = Lanes.total(attentionSums, (row + k) * FOLD);
        gradient[a1At + row + k] = attention[row + k] * (own - mean);
      }
    }
    for (int e = 0; e < vocab * vocab; e++) {
      gradient[a2At + e] = Lanes.total(tokenSums, e * FOLD);
    }
  }
}
