package org.espalier.model;

import java.util.List;

/**
 * A matrix at every position of a tile from the output's first one on: y_i = M^T x_i + b, without
 * or with a bias.
 */
final class Linear {
  private final TileLoops loops;
  private final ResidualLoops residualLoops;
  private final ResidualVectors x;
  private final ResidualVectors y;
  private final int length;
  private final Matrix m;
  private final int matrixAt;
  private final Matrix bias; // [columns,1], null without
  private final int biasAt;
  private final MatrixGradient matrixGradient;
  private final Sums biasSums; // [1,columns]

  private Linear(
      GptSpace space, ResidualVectors x, ResidualVectors y, String matrix, String biasOrNull) {
    this.loops = space.loops();
    this.residualLoops = loops.residual();
    this.x = x;
    this.y = y;
    this.length = space.length();
    m = space.matrix(matrix);
    matrixAt = space.at(matrix);
    bias = biasOrNull == null ? null : space.matrix(biasOrNull).transposed();
    biasAt = biasOrNull == null ? 0 : space.at(biasOrNull);
    matrixGradient =
        space.byPosition()
            ? new LongOuterProducts(loops.sequences(), x.x(), y.dx(), space.positions())
            : new OuterProducts(List.of(x), y.dx(), length);
    biasSums = Sums.allocate(1, y.width());
  }

  /** y_i = M^T x_i. */
  static Linear of(GptSpace space, ResidualVectors x, ResidualVectors y, String matrix) {
    return new Linear(space, x, y, matrix, null);
  }

  /** y_i = M^T x_i + b. */
  static Linear withBias(
      GptSpace space, ResidualVectors x, ResidualVectors y, String matrix, String bias) {
    return new Linear(space, x, y, matrix, bias);
  }

  /** Forgets the gradient of M and b. */
  void clearGradient() {
    matrixGradient.clear();
    biasSums.clear();
  }

  /** Overwrites y. */
  void forward() {
    for (int i = y.first(); i < length; i++) {
      loops.multiply(m.transposed(), x.x(i), y.x(i));
      if (bias != null) {
        residualLoops.addColumn(bias, 0, y.x(i));
      }
    }
  }

  /** Adds to y. */
  void forwardAdd() {
    for (int i = y.first(); i < length; i++) {
      loops.multiplyAdd(m.transposed(), x.x(i), y.x(i));
      if (bias != null) {
        residualLoops.addColumn(bias, 0, y.x(i));
      }
    }
  }

  /** From the derivatives by y, which are complete, adds to those by x, M and b. */
  void backward() {
    matrixGradient.add();
    for (int i = y.first(); i < length; i++) {
      if (bias != null) {
        residualLoops.addToRow(y.dx(i), biasSums, 0);
      }
      x.addGradientOfProduct(i, m, y.dx(i));
    }
  }

  /** Writes the gradient of M and b. */
  void writeGradient(float[] gradient) {
    matrixGradient.write(gradient, matrixAt);
    if (bias != null) {
      biasSums.write(gradient, biasAt);
    }
  }
}
