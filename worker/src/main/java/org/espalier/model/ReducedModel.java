package org.espalier.model;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;
import org.espalier.task.SequenceBatch;

/**
 * {@link Model.Reduced} on tiles. P is the same for every sequence and computed once a step; q is
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
final class ReducedModel implements TileModel {
  private final TileLoops loops;
  private final ResidualLoops residualLoops;
  private final TokenTile tile;
  private final int vocab;
  private final int length;
  private final float epsilon;
  private final int a1At;
  private final int a2At;
  private final float[] attention; // [T,T] P
  private final float[] keys; // [T, WIDTH] a, then da
  private final float[] weights; // [T, WIDTH] w
  private final float[] scoreGradient; // [T, WIDTH]
  private final float[] distribution; // [S, WIDTH]
  private final float[] targets; // [S, WIDTH]
  private final float[] byToken; // [S, WIDTH]
  private final float[] attentionSums; // [T, T, FOLD] dP
  private final float[] tokenSums; // [S, S, FOLD] dA2
  private float[] parameters = {};

  private ReducedModel(Model.Reduced model, TokenTile tile, TileLoops loops) {
    this.loops = loops;
    this.residualLoops = loops.residual();
    this.tile = tile;
    vocab = tile.vocab();
    length = tile.length();
    epsilon = (float) model.epsilon();
    var layout = model.layout(vocab, length);
    a1At = layout.entry("A1").offset();
    a2At = layout.entry("A2").offset();
    attention = new float[length * length];
    keys = new float[length * WIDTH];
    weights = new float[length * WIDTH];
    scoreGradient = new float[length * WIDTH];
    distribution = new float[vocab * WIDTH];
    targets = new float[vocab * WIDTH];
    byToken = new float[vocab * WIDTH];
    attentionSums = new float[length * length * FOLD];
    tokenSums = new float[vocab * vocab * FOLD];
  }

  /** A kernel for the reduced model. */
  static GradientEngine kernel(
      Model.Reduced model, int vocab, int length, int batchSize, TileLoops loops) {
    var tile = new TokenTile(length, vocab);
    var tiles = new ReducedModel(model, tile, loops);
    return new TileKernel(tiles, model.layout(vocab, length), tile, batchSize);
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
    loops.multiply(length, length, attention, 0, length, 1, keys, 0, weights, 0);
    loops.softmax(length, weights, 0);
    Arrays.fill(distribution, 0);
    int stride = vocab * WIDTH;
    residualLoops.combine(
        length, weights, 0, WIDTH, vocab, 0, tile.indicators(), 0, stride, distribution, 0);
    return loss(batch, first);
  }

  /** a_k = A2[q, s_k]. */
  private void lookUpKeys() {
    int[] tokens = tile.tokens();
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
        loss -= targets[row + l] * Math.log(distribution[row + l] + epsilon);
      }
    }
    return loss;
  }

  @Override
  public float[] distribution() {
    return distribution;
  }

  @Override
  public void backward(int size) {
    for (int i = 0; i < byToken.length; i++) {
      byToken[i] = -targets[i] / ((distribution[i] + epsilon) * size); // df
    }
    int stride = vocab * WIDTH;
    Arrays.fill(scoreGradient, 0);
    residualLoops.dots(
        length, vocab, 0, tile.indicators(), 0, stride, byToken, 0, scoreGradient, 0);
    loops.softmaxGradient(length, weights, 0, scoreGradient, 0);
    residualLoops.contract(1, length, scoreGradient, 0, 0, length, keys, 0, 0, attentionSums, 0);
    loops.multiply(length, length, attention, 0, 1, length, scoreGradient, 0, keys, 0); // da
    Arrays.fill(byToken, 0);
    residualLoops.combine(
        length, keys, 0, WIDTH, vocab, 0, tile.indicators(), 0, stride, byToken, 0);
    int query = (length - 1) * stride;
    residualLoops.contract(
        1, vocab, tile.indicators(), query, 0, vocab, byToken, 0, 0, tokenSums, 0);
  }

  @Override
  public void writeGradient(float[] gradient) {
    Arrays.fill(gradient, 0);
    for (int j = 0; j < length; j++) {
      int row = j * length;
      float mean = 0;
      for (int k = 0; k <= j; k++) {
        mean = Math.fma(attention[row + k], TileLoops.total(attentionSums, (row + k) * FOLD), mean);
      }
      for (int k = 0; k <= j; k++) {
        float own = TileLoops.total(attentionSums, (row + k) * FOLD);
        gradient[a1At + row + k] = attention[row + k] * (own - mean);
      }
    }
    for (int e = 0; e < vocab * vocab; e++) {
      gradient[a2At + e] = TileLoops.total(tokenSums, e * FOLD);
    }
  }
}
