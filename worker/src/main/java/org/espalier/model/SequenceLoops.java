package org.espalier.model;

/**
 * The inner loops of the deep kernel for long sequences, over one sequence at a time: the lanes are
 * the columns of its matrices. As of {@link TileLoops} there are two implementations, which agree
 * bit for bit as long as all numbers are finite.
 */
public interface SequenceLoops {

  /**
   * y <- y + x, n numbers each. What follows those of y up to a multiple of {@value
   * TriangularProduct#COLUMNS} may change.
   */
  void add(float[] x, int xAt, float[] y, int yAt, int n);

  /** C <- C + A B; each sum runs over the columns of A in their order. */
  void multiplyAdd(TriangularProduct product);

  /** C <- A B, otherwise as {@link #multiplyAdd}; what is not computed stays as it is. */
  void multiply(TriangularProduct product);

  /**
   * In place softmax of {@code n} numbers; weights that are {@link TileLoops#NEGLIGIBLE} are 0.
   * What follows them up to a multiple of {@value TriangularProduct#COLUMNS} is set to 0 as well.
   */
  void softmax(float[] x, int at, int n);

  /**
   * The gradient of a softmax in place of dw: dw_j <- w_j (dw_j - w dw), n numbers each. What
   * follows them up to a multiple of {@value TriangularProduct#COLUMNS} is 0 in w, and is set to 0.
   */
  void softmaxGradient(float[] w, int wAt, float[] dw, int dwAt, int n);
}
