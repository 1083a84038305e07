package org.espalier.model;

import static org.espalier.model.SmallMatrices.add;

import java.util.Arrays;

/**
 * What one layer of {@link Model.Transformer} does up to its nonlinearities, folded once a step
 * into matrices over the residual stream x_i = [onehot(s_i); onehot(i); u^1_i; ..; u^{l-1}_i] of n
 * entries, u^k being the MLP's hidden vectors of layer k. Everything that was learned and is linear
 * then costs nothing per sequence:
 *
 * <pre>
 *   h_i   = x_i B             B = [wte; wpe + constants; O_1 sqrt(d/m); ..], n x d
 *   score = x_i (B A B^T) x_j
 *   u_i   = relu(sum_heads (P x)_i (B V U sqrt(m/d)))
 * </pre>
 *
 * <p>A constant (b, c) is added to the rows of the one-hot position, for there is exactly one
 * position in x_i, and weights that sum to 1 in an average.
 */
final class FoldedLayer {
  private final SmallMatrices matrices;
  private final int vocab;
  private final int length;
  private final int d;
  private final int m;
  private final int heads;
  private final float gain; // sqrt(m/d)
  private final Weights parameters;

  private final Matrix basis; // [n,d] B
  private final Matrix basisGradient; // [n,d]
  private final Matrix[] score; // per head [n,n] B A B^T
  private final Matrix[] branch; // per head [n,m] B V U sqrt(m/d)
  private final Matrix[] up; // per head [d,m] V U sqrt(m/d)
  private final Matrix tall; // [n,d]
  private final Matrix wide; // [d,m]

  /** The layer's matrices in an array of parameters, or of their gradient. */
  private static final class Weights {
    private final float[] array;
    private final Matrix[] a; // per head
    private final Matrix[] v; // per head
    private final Matrix u;
    private final int bAt;
    private final int oAt;
    private final int cAt;

    Weights(Model.Transformer model, ParameterLayout layout, int layer, float[] array) {
      this.array = array;
      int d = model.width();
      int number = layer + 1;
      a = new Matrix[model.heads().get(layer)];
      v = new Matrix[a.length];
      Matrix allV = Matrix.of(array, layout.entry("V" + number));
      for (int h = 0; h < a.length; h++) {
        a[h] = Matrix.of(array, layout.entry(Model.attentionName(layer, h)));
        v[h] = allV.part(h * d, 0, d, d);
      }
      u = Matrix.of(array, layout.entry("U" + number));
      bAt = layout.entry("b" + number).offset();
      oAt = layout.entry("O" + number).offset();
      cAt = layout.entry("c" + number).offset();
    }
  }

  private final Weights gradient;

  /**
   * A layer whose parameters, and whose gradient, are in arrays of the model's layout.
   *
   * @param layer from 0
   * @param tile of the lengths that it is for
   */
  FoldedLayer(
      Model.Transformer model,
      int layer,
      TokenTile tile,
      float[] parameters,
      float[] gradient,
      SmallMatrices matrices) {
    this.matrices = matrices;
    vocab = tile.vocab();
    length = tile.length();
    d = model.width();
    m = model.hidden();
    gain = (float) Math.sqrt((double) m / d);
    heads = model.heads().get(layer);
    ParameterLayout layout = model.layout(vocab, length);
    this.parameters = new Weights(model, layout, layer, parameters);
    this.gradient = new Weights(model, layout, layer, gradient);
    int n = vocab + length + layer * m;
    basis = Matrix.zeros(n, d);
    basisGradient = Matrix.zeros(n, d);
    score = new Matrix[heads];
    branch = new Matrix[heads];
    up = new Matrix[heads];
    for (int h = 0; h < heads; h++) {
      score[h] = Matrix.zeros(n, n);
      branch[h] = Matrix.zeros(n, m);
      up[h] = Matrix.zeros(d, m);
    }
    tall = Matrix.zeros(n, d);
    wide = Matrix.zeros(d, m);
  }

  /** B [n,d], to be filled before {@link #fold}. */
  Matrix basis() {
    return basis;
  }

  /** dB [n,d], complete after {@link #unfold}. */
  Matrix basisGradient() {
    return basisGradient;
  }

  /** B A B^T [n,n] of a head; its gradient is put in its place before {@link #unfold}. */
  Matrix score(int head) {
    return score[head];
  }

  /** B V U sqrt(m/d) [n,m] of a head; its gradient is put in its place before {@link #unfold}. */
  Matrix branch(int head) {
    return branch[head];
  }

  /**
   * Computes the folded matrices.
   *
   * @param next the basis of the residual stream after this layer, [n+m,d]
   */
  void fold(Matrix next) {
    for (int h = 0; h < heads; h++) {
      tall.clearArray();
      matrices.addProduct(1, basis, parameters.a[h], tall);
      score[h].clearArray();
      matrices.addProduct(1, tall, basis.transposed(), score[h]);
      up[h].clearArray();
      matrices.addProduct(gain, parameters.v[h], parameters.u, up[h]);
      branch[h].clearArray();
      matrices.addProduct(1, basis, up[h], branch[h]);
    }
    int own = basis.array().length;
    System.arraycopy(basis.array(), 0, next.array(), 0, own);
    float[] from = parameters.array;
    for (int i = 0; i < length; i++) {
      int row = vocab + i;
      add(m, (float) Math.sqrt(m), from, parameters.bAt, branch[0].array(), row * m);
      add(d, (float) Math.sqrt(d), from, parameters.cAt, next.array(), row * d);
    }
    Arrays.fill(next.array(), own, next.array().length, 0);
    add(m * d, 1 / gain, from, parameters.oAt, next.array(), own);
  }

  /**
   * From the gradients by the folded matrices, and by the residual stream's basis after this layer,
   * to those by the layer's parameters and by its own basis.
   */
  void unfold(Matrix nextGradient) {
    float[] next = nextGradient.array();
    float[] to = gradient.array;
    int own = basis.array().length;
    System.arraycopy(next, 0, basisGradient.array(), 0, own);
    add(m * d, 1 / gain, next, own, to, gradient.oAt);
    for (int i = 0; i < length; i++) {
      int row = vocab + i;
      add(d, (float) Math.sqrt(d), next, row * d, to, gradient.cAt);
      add(m, (float) Math.sqrt(m), branch[0].array(), row * m, to, gradient.bAt);
    }
    for (int h = 0; h < heads; h++) {
      unfoldBranch(h);
      unfoldScore(h);
    }
  }

  /** G = gradient by B V U g: dV = g B^T G U^T, dU = g V^T B^T G, dB = G (V U g)^T. */
  private void unfoldBranch(int h) {
    wide.clearArray();
    matrices.addProduct(gain, basis.transposed(), branch[h], wide);
    matrices.addProduct(1, wide, parameters.u.transposed(), gradient.v[h]);
    matrices.addProduct(1, parameters.v[h].transposed(), wide, gradient.u);
    matrices.addProduct(1, branch[h], up[h].transposed(), basisGradient);
  }

  /** G = gradient by B A B^T: dA = B^T G B, dB = G B A^T + G^T B A. */
  private void unfoldScore(int h) {
    tall.clearArray();
    matrices.addProduct(1, score[h], basis, tall);
    matrices.addProduct(1, basis.transposed(), tall, gradient.a[h]);
    matrices.addProduct(1, tall, parameters.a[h].transposed(), basisGradient);
    tall.clearArray();
    matrices.addProduct(1, score[h].transposed(), basis, tall);
    matrices.addProduct(1, tall, parameters.a[h], basisGradient);
  }
}
