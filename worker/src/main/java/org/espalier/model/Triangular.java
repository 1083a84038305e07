package org.espalier.model;

/**
 * A matrix of which it is known where its entries can differ from zero. With row i for a position,
 * a <i>lower</i> one has numbers in the first {@code leading + i} columns of its row i; an
 * <i>upper</i> one is the transpose of such a matrix.
 *
 * @param matrix its numbers; there is space for rows up to a multiple of {@value
 *     TriangularProduct#ROWS}, and in each row for columns up to one of {@value
 *     TriangularProduct#COLUMNS}
 * @param shape which of its entries can differ from zero
 * @param leading columns of row 0 that can; of no meaning for a full one
 */
record Triangular(Matrix matrix, Shape shape, int leading) {

  /** Where a matrix has numbers. */
  enum Shape {
    FULL,
    LOWER,
    UPPER
  }

  static Triangular full(Matrix matrix) {
    return new Triangular(matrix, Shape.FULL, 0);
  }

  static Triangular lower(Matrix matrix, int leading) {
    return new Triangular(matrix, Shape.LOWER, leading);
  }

  /** The transpose, a view of the same numbers. */
  Triangular transposed() {
    Shape other =
        switch (shape) {
          case FULL -> Shape.FULL;
          case LOWER -> Shape.UPPER;
          case UPPER -> Shape.LOWER;
        };
    return new Triangular(matrix.transposed(), other, leading);
  }

  /** The first column of some rows, the first of them being {@code row}, that has a number. */
  int firstColumn(int row) {
    return shape == Shape.UPPER ? Math.max(0, row - leading + 1) : 0;
  }

  /** The column after the last that has a number in rows of which the last is {@code row}. */
  int endColumn(int row) {
    return shape == Shape.LOWER ? Math.min(matrix.columns(), leading + row) : matrix.columns();
  }
}
