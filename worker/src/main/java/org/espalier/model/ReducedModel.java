package org.espalier.model;

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
  private final float[] parameters;
  private final int a1At;
  private final int a2At;
  private final Matrix attention; // [T,T] P
  private final Rows keys; // [T, WIDTH] a, then da
  private final Rows weights; // [T, WIDTH] w
  private final Rows scoreGradient; // [T, WIDTH]
  private final Rows distribution; // [S, WIDTH]
  private final Prediction prediction; // its targets
  private final Rows byToken; // [S, WIDTH]
  private final Sums attentionSums; // [T, T] dP
  private final Sums tokenSums; // [S, S] dA2

  private ReducedModel(Model.Reduced model, TokenTile tile, TileLoops loops, float[] parameters) {
    this.loops = loops;
    this.residualLoops = loops.residual();
    this.tile = tile;
    this.parameters = parameters;
    vocab = tile.vocab();
    length = tile.length();
    epsilon = (float) model.epsilon();
    var layout = model.layout(vocab, length);
    a1At = layout.entry("A1").offset();
    a2At = layout.entry("A2").offset();
    attention = Matrix.of(new float[length * length], length, length);
    keys = Rows.of(new float[length * WIDTH], length);
    weights = Rows.of(new float[length * WIDTH], length);
    scoreGradient = Rows.of(new float[length * WIDTH], length);
    prediction = new Prediction(vocab);
    distribution = prediction.distribution();
    byToken = Rows.allocate(vocab);
    attentionSums = Sums.allocate(length, length);
    tokenSums = Sums.allocate(vocab, vocab);
  }

  /** A kernel for the reduced model. */
  static GradientEngine kernel(
      Model.Reduced model, int vocab, int length, int batchSize, TileLoops loops) {
    var tile = new TokenTile(length, vocab);
    float[] parameters = new float[model.layout(vocab, length).size()];
    var onTiles = new ReducedModel(model, tile, loops, parameters);
    return new TileKernel(onTiles, parameters, tile, batchSize);
  }

  @Override
  public void prepare() {
    attentionSums.clear();
    tokenSums.clear();
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
        attention.array()[j * length + k] = (float) (Math.exp(parameters[row + k] - max) / sum);
      }
    }
  }

  @Override
  public double forward(SequenceBatch batch, int first) {
    lookUpKeys();
    loops.multiply(attention, keys, weights);
    loops.softmax(weights);
    distribution.clear();
    residualLoops.combine(length, weights, tile.oneHot(0), 0, distribution);
    return loss(batch, first);
  }

  /** a_k = A2[q, s_k]. */
  private void lookUpKeys() {
    int[] tokens = tile.tokens();
    int query = (length - 1) * WIDTH;
    for (int k = 0; k < length; k++) {
      for (int l = 0; l < WIDTH; l++) {
        int entry = tokens[query + l] * vocab + tokens[k * WIDTH + l];
        keys.array()[k * WIDTH + l] = parameters[a2At + entry];
      }
    }
  }

  private double loss(SequenceBatch batch, int first) {
    prediction.load(batch, first, 0);
    float[] t = prediction.targets().array();
    float[] f = distribution.array();
    int count = Math.min(WIDTH, batch.size() - first);
    double loss = 0;
    for (int s = 0; s < vocab; s++) {
      for (int i = s * WIDTH; i < s * WIDTH + count; i++) {
        loss -= t[i] * Math.log(f[i] + epsilon);
      }
    }
    return loss;
  }

  @Override
  public int firstPrediction() {
    return length - 1;
  }

  @Override
  public Rows distribution(int position) {
    return distribution;
  }

  @Override
  public void backward(int size) {
    float[] t = prediction.targets().array();
    float[] f = distribution.array();
    float[] df = byToken.array();
    for (int i = 0; i < df.length; i++) {
      df[i] = -t[i] / ((f[i] + epsilon) * size);
    }
    scoreGradient.clear();
    residualLoops.dots(length, tile.oneHot(0), 0, byToken, scoreGradient); // dw
    loops.softmaxGradient(weights, scoreGradient);
    residualLoops.contract(1, scoreGradient, keys, attentionSums); // dP
    loops.multiply(attention.transposed(), scoreGradient, keys); // da
    byToken.clear();
    residualLoops.combine(length, keys, tile.oneHot(0), 0, byToken);
    residualLoops.contract(1, tile.oneHot(length - 1), byToken, tokenSums); // dA2
  }

  @Override
  public void writeGradient(float[] gradient) {
    Arrays.fill(gradient, 0);
    float[] p = attention.array();
    for (int j = 0; j < length; j++) {
      int row = j * length;
      float mean = 0;
      for (int k = 0; k <= j; k++) {
        mean = Math.fma(p[row + k], attentionSums.total(row + k), mean);
      }
      for (int k = 0; k <= j; k++) {
        gradient[a1At + row + k] = p[row + k] * (attentionSums.total(row + k) - mean);
      }
    }
    tokenSums.write(gradient, a2At);
  }
}
