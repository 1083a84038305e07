package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;
import org.espalier.task.SequenceBatch;

/**
 * {@link Model.Reduced} on tiles. P_h is the same for every sequence and computed once a step. E
 * holds the one-hot tokens, and all that follows is of one sequence:
 *
 * <pre>
 *   y^h     = (P_h E)_{T-1},  q = [e_{T-1}; y^1; ..; y^{k-1}]
 *   r       = A2^T q = [r^1; ..; r^k],  a^h = E r^h
 *   w       = softmax_j(sum_h sum_{k&lt;=j} P^h_jk a^h_k)
 *   f_s     = sum_j w_j [s_j = s]
 *   p_s     = (f_s + epsilon) / (1 + S epsilon)
 *   loss    = -sum_s t_s log p_s
 * </pre>
 *
 * and backwards, d being the derivative of the loss,
 *
 * <pre>
 *   df_s    = -t_s / (p_s (1 + S epsilon)),   dw_j = df_{s_j}
 *   dscore  = w (dw - sum_j w_j dw_j)
 *   dP^h_jk = dscore_j a^h_k,           da^h_k = sum_{j>=k} P^h_jk dscore_j
 *   dr^h    = E^T da^h,                 dA2 = q dr^T
 *   dq      = A2 dr,                    and dP^h_{T-1,k} takes dy^h_{s_k} as well for h &lt; k
 *   dA1     = P (dP - sum_k P_jk dP_jk)                                for each head
 * </pre>
 */
final class ReducedModel implements TileModel {
  private final TileLoops loops;
  private final ResidualLoops residualLoops;
  private final TokenTile tile;
  private final int vocab;
  private final int length;
  private final float epsilon;
  private final float mass; // 1 + S epsilon
  private final float[] parameters;
  private final int a2At;
  private final Matrix a2; // [kS,kS]
  private final Head[] heads; // k
  private final Rows query; // [kS] q
  private final Rows queryGradient;
  private final Rows asked; // [kS] r, then dr
  private final Rows work; // [T]
  private final Rows weights; // [T] w
  private final Rows scoreGradient; // [T]
  private final Rows distribution; // [S] p
  private final Prediction prediction; // its targets
  private final Rows byToken; // [S]
  private final Sums tokenSums; // [kS,kS] dA2

  /** What there is of each head of the first layer. */
  private static final class Head {
    private final int a1At;
    private final Matrix attention; // [T,T] P
    private final Matrix last; // [T,1] its row T-1
    private final Rows lastRow; // [T] the same for every lane
    private final Rows keys; // [T] a, then da
    private final Sums sums; // [T,T] dP
    private final Rows asked; // [S] of r, then of dr
    private final Rows seen; // [S] y, a part of q; null for the last head
    private final Rows seenGradient;

    Head(ReducedModel model, int a1At, int h, int k) {
      int length = model.length;
      int vocab = model.vocab;
      this.a1At = a1At;
      attention = Matrix.of(new float[length * length], length, length);
      last = attention.part(length - 1, 0, 1, length).transposed();
      lastRow = Rows.of(new float[length * WIDTH], length);
      keys = Rows.of(new float[length * WIDTH], length);
      sums = Sums.allocate(length, length);
      asked = model.asked.rows(h * vocab, vocab);
      boolean isSeen = h + 1 < k;
      seen = isSeen ? model.query.rows((h + 1) * vocab, vocab) : null;
      seenGradient = isSeen ? model.queryGradient.rows((h + 1) * vocab, vocab) : null;
    }
  }

  private ReducedModel(Model.Reduced model, TokenTile tile, TileLoops loops, float[] parameters) {
    this.loops = loops;
    this.residualLoops = loops.residual();
    this.tile = tile;
    this.parameters = parameters;
    vocab = tile.vocab();
    length = tile.length();
    epsilon = (float) model.epsilon();
    mass = (float) model.mass(vocab);
    var layout = model.layout(vocab, length);
    a2At = layout.entry("A2").offset();
    a2 = Matrix.of(parameters, layout.entry("A2"));
    int k = model.positional();
    query = Rows.allocate(k * vocab);
    queryGradient = Rows.allocate(k * vocab);
    asked = Rows.allocate(k * vocab);
    heads = new Head[k];
    for (int h = 0; h < k; h++) {
      heads[h] = new Head(this, layout.entry(model.positionalName(h)).offset(), h, k);
    }
    work = Rows.of(new float[length * WIDTH], length);
    weights = Rows.of(new float[length * WIDTH], length);
    scoreGradient = Rows.of(new float[length * WIDTH], length);
    prediction = new Prediction(vocab);
    distribution = prediction.distribution();
    byToken = Rows.allocate(vocab);
    tokenSums = Sums.allocate(k * vocab, k * vocab);
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
    tokenSums.clear();
    for (Head head : heads) {
      head.sums.clear();
      attend(head.a1At, head.attention.array());
      head.lastRow.clear();
      residualLoops.addColumn(head.last, 0, head.lastRow);
    }
  }

  /** P = softmax(A1) over the positions that the mask shows. */
  private void attend(int a1At, float[] attention) {
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
    ask();
    weights.clear();
    for (Head head : heads) {
      head.keys.clear();
      residualLoops.dots(length, tile.oneHot(0), 0, head.asked, head.keys);
      loops.multiplyAdd(head.attention, head.keys, weights);
    }
    loops.softmax(weights);
    distribution.clear();
    residualLoops.combine(length, weights, tile.oneHot(0), 0, distribution); // f
    smooth(distribution.array());
    return loss(batch, first);
  }

  /** q and r. */
  private void ask() {
    tile.oneHot(length - 1).copyTo(query);
    for (Head head : heads) {
      if (head.seen != null) {
        head.seen.clear();
        residualLoops.combine(length, head.lastRow, tile.oneHot(0), 0, head.seen);
      }
    }
    loops.multiply(a2.transposed(), query, asked);
  }

  /** From f to p. */
  private void smooth(float[] f) {
    for (int i = 0; i < f.length; i++) {
      f[i] = (f[i] + epsilon) / mass;
    }
  }

  private double loss(SequenceBatch batch, int first) {
    prediction.load(batch, first, 0);
    float[] t = prediction.targets().array();
    float[] p = distribution.array();
    int count = Math.min(WIDTH, batch.size() - first);
    double loss = 0;
    for (int s = 0; s < vocab; s++) {
      for (int i = s * WIDTH; i < s * WIDTH + count; i++) {
        loss -= t[i] * Math.log(p[i]);
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
    float[] p = distribution.array();
    float[] df = byToken.array();
    for (int i = 0; i < df.length; i++) {
      df[i] = -t[i] / (p[i] * mass * size);
    }
    scoreGradient.clear();
    residualLoops.dots(length, tile.oneHot(0), 0, byToken, scoreGradient); // dw
    loops.softmaxGradient(weights, scoreGradient);
    for (Head head : heads) {
      residualLoops.contract(1, scoreGradient, head.keys, head.sums); // dP
      loops.multiply(head.attention.transposed(), scoreGradient, head.keys); // da
      head.asked.clear();
      residualLoops.combine(length, head.keys, tile.oneHot(0), 0, head.asked); // dr
    }
    residualLoops.contract(1, query, asked, tokenSums); // dA2
    if (heads.length > 1) {
      queryGradient();
    }
  }

  /** From dr to dq, and on to the last row of P. */
  private void queryGradient() {
    loops.multiply(a2, asked, queryGradient);
    for (Head head : heads) {
      if (head.seen != null) {
        work.clear();
        residualLoops.dots(length, tile.oneHot(0), 0, head.seenGradient, work);
        residualLoops.addToRow(work, head.sums, length - 1);
      }
    }
  }

  @Override
  public void writeGradient(float[] gradient) {
    Arrays.fill(gradient, 0);
    for (Head head : heads) {
      float[] p = head.attention.array();
      for (int j = 0; j < length; j++) {
        int row = j * length;
        float mean = 0;
        for (int k = 0; k <= j; k++) {
          mean = Math.fma(p[row + k], head.sums.total(row + k), mean);
        }
        for (int k = 0; k <= j; k++) {
          gradient[head.a1At + row + k] = p[row + k] * (head.sums.total(row + k) - mean);
        }
      }
    }
    tokenSums.write(gradient, a2At);
  }
}
