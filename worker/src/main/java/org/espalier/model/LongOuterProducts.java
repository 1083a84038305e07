package org.espalier.model;

/**
 * {@link OuterProducts} where lanes are the positions of one sequence: x dy^T as one product of
 * matrices, of which the smaller is transposed.
 */
final class LongOuterProducts implements MatrixGradient {
  private final SequenceLoops loops;
  private final Rows[] x;
  private final Rows[] dy;
  private final boolean isTransposed; // whether the sums are dy x^T
  private final Matrix left; // [entries,T]
  private final Matrix right; // [T,entries]
  private final Matrix sums;
  private final TriangularProduct product;

  /**
   * Sums over all positions.
   *
   * @param x the vectors that a matrix multiplies
   * @param dy the derivatives by its product with them
   * @param length T
   */
  LongOuterProducts(SequenceLoops loops, Rows[] x, Rows[] dy, int length) {
    this.loops = loops;
    this.x = x;
    this.dy = dy;
    isTransposed = x[0].count() < dy[0].count();
    int rows = (isTransposed ? dy : x)[0].count();
    int columns = (isTransposed ? x : dy)[0].count();
    left = SequenceMatrices.entries(rows, length);
    right = SequenceMatrices.rows(length, columns);
    sums = SequenceMatrices.zeros(rows, columns, TriangularProduct.upToColumns(columns));
    product = TriangularProduct.of(left, right, sums);
  }

  @Override
  public void clear() {
    sums.clearArray();
  }

  @Override
  public void add() {
    SequenceMatrices.copyLanes(isTransposed ? dy : x, left);
    SequenceMatrices.copyLanesTransposed(isTransposed ? x : dy, right);
    loops.multiplyAdd(product);
  }

  @Override
  public void write(float[] gradient, int gradientAt) {
    int columns = dy[0].count();
    Matrix all = isTransposed ? sums.transposed() : sums;
    for (int r = 0; r < x[0].count(); r++) {
      for (int c = 0; c < columns; c++) {
        gradient[gradientAt + r * columns + c] =
            sums.array()[r * all.rowStride() + c * all.columnStride()];
      }
    }
  }
}
