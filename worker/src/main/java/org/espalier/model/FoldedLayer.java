package org.espalier.model;

import static org.espalier.model.SmallMatrices.add;
import static org.espalier.model.SmallMatrices.transpose;

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
  private final int n;
  private final int d;
  private final int m;
  private final int heads;
  private final int[] aAt;
  private final int vAt;
  private final int uAt;
  private final int bAt;
  private final int oAt;
  private final int cAt;

  private final float[] basis; // [n,d] B
  private final float[] basisGradient; // [n,d]
  private final float[][] score; // per head [n,n] B A B^T
  private final float[][] branch; // per head [n,m] B V U sqrt(m/d)
  private final float[][] up; // per head [d,m] V U sqrt(m/d)
  private final float[] basisTransposed; // [d,n]
  private final float[] square; // [d,d]
  private final float[] tall; // [n,d]
  private final float[] wide; // [d,m]
  private final float[] wideTransposed; // [m,d]

  FoldedLayer(
      Model.Transformer model,
      ParameterLayout layout,
      int layer,
      int vocab,
      int length,
      SmallMatrices matrices) {
    this.matrices = matrices;
    this.vocab = vocab;
    this.length = length;
    d = model.width();
    m = model.hidden();
    n = vocab + length + layer * m;
    heads = model.heads().get(layer);
    aAt = new int[heads];
    Arrays.setAll(aAt, h -> layout.entry(Model.attentionName(layer, h)).offset());
    vAt = layout.entry("V" + (layer + 1)).offset();
    uAt = layout.entry("U" + (layer + 1)).offset();
    bAt = layout.entry("b" + (layer + 1)).offset();
    oAt = layout.entry("O" + (layer + 1)).offset();
    cAt = layout.entry("c" + (layer + 1)).offset();
    basis = new float[n * d];
    basisGradient = new float[n * d];
    score = new float[heads][n * n];
    branch = new float[heads][n * m];
    up = new float[heads][d * m];
    basisTransposed = new float[d * n];
    square = new float[d * d];
    tall = new float[n * d];
    wide = new float[d * m];
    wideTransposed = new float[m * d];
  }

  /** B [n,d], to be filled before {@link #fold}. */
  float[] basis() {
    return basis;
  }

  /** dB [n,d], complete after {@link #unfold}. */
  float[] basisGradient() {
    return basisGradient;
  }

  /** B A B^T [n,n] of a head; its gradient is put in its place before {@link #unfold}. */
  float[] score(int head) {
    return score[head];
  }

  /** B V U sqrt(m/d) [n,m] of a head; its gradient is put in its place before {@link #unfold}. */
  float[] branch(int head) {
    return branch[head];
  }

  /**
   * Computes the folded matrices.
   *
   * @param next the basis of the residual stream after this layer, [n+m,d]
   */
  void fold(float[] parameters, float[] next) {
    transpose(n, d, basis, 0, basisTransposed);
    for (int h = 0; h < heads; h++) {
      Arrays.fill(tall, 0);
      matrices.addProduct(n, d, d, 1, basis, 0, parameters, aAt[h], tall, 0);
      Arrays.fill(score[h], 0);
      matrices.addProduct(n, d, n, 1, tall, 0, basisTransposed, 0, score[h], 0);
      Arrays.fill(up[h], 0);
      matrices.addProduct(d, d, m, gain(), parameters, valueAt(h), parameters, uAt, up[h], 0);
      Arrays.fill(branch[h], 0);
      matrices.addProduct(n, d, m, 1, basis, 0, up[h], 0, branch[h], 0);
    }
    System.arraycopy(basis, 0, next, 0, n * d);
    for (int i = 0; i < length; i++) {
      add(m, (float) Math.sqrt(m), parameters, bAt, branch[0], (vocab + i) * m);
      add(d, (float) Math.sqrt(d), parameters, cAt, next, (vocab + i) * d);
    }
    Arrays.fill(next, n * d, next.length, 0);
    add(m * d, 1 / gain(), parameters, oAt, next, n * d);
  }

  /**
   * From the gradients by the folded matrices, and by the residual stream's basis after this layer,
   * to those by the layer's parameters and by its own basis.
   */
  void unfold(float[] parameters, float[] nextGradient, float[] gradient) {
    System.arraycopy(nextGradient, 0, basisGradient, 0, n * d);
    add(m * d, 1 / gain(), nextGradient, n * d, gradient, oAt);
    for (int i = 0; i < length; i++) {
      add(d, (float) Math.sqrt(d), nextGradient, (vocab + i) * d, gradient, cAt);
      add(m, (float) Math.sqrt(m), branch[0], (vocab + i) * m, gradient, bAt);
    }
    for (int h = 0; h < heads; h++) {
      unfoldBranch(h, parameters, gradient);
      unfoldScore(h, parameters, gradient);
    }
  }

  /** G = gradient by B V U g: dV = g B^T G U^T, dU = g V^T B^T G, dB = G (V U g)^T. */
  private void unfoldBranch(int h, float[] parameters, float[] gradient) {
    Arrays.fill(wide, 0);
    matrices.addTransposedProduct(d, n, m, gain(), basis, 0, branch[h], 0, wide, 0);
    transpose(d, m, parameters, uAt, wideTransposed);
    matrices.addProduct(d, m, d, 1, wide, 0, wideTransposed, 0, gradient, valueAt(h));
    matrices.addTransposedProduct(d, d, m, 1, parameters, valueAt(h), wide, 0, gradient, uAt);
    transpose(d, m, up[h], 0, wideTransposed);
    matrices.addProduct(n, m, d, 1, branch[h], 0, wideTransposed, 0, basisGradient, 0);
  }

  /** G = gradient by B A B^T: dA = B^T G B, dB = G B A^T + G^T B A. */
  private void unfoldScore(int h, float[] parameters, float[] gradient) {
    Arrays.fill(tall, 0);
    matrices.addProduct(n, n, d, 1, score[h], 0, basis, 0, tall, 0);
    matrices.addTransposedProduct(d, n, d, 1, basis, 0, tall, 0, gradient, aAt[h]);
    transpose(d, d, parameters, aAt[h], square);
    matrices.addProduct(n, d, d, 1, tall, 0, square, 0, basisGradient, 0);
    Arrays.fill(tall, 0);
    matrices.addTransposedProduct(n, n, d, 1, score[h], 0, basis, 0, tall, 0);
    matrices.addProduct(n, d, d, 1, tall, 0, parameters, aAt[h], basisGradient, 0);
  }

  private int valueAt(int head) {
    return vAt + head * d * d;
  }

  private float gain() {
    return (float) Math.sqrt((double) m / d);
  }
}
