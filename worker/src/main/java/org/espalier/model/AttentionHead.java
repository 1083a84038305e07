package org.espalier.model;

import java.util.List;

/** One head of attention over parts of the residual stream, on a tile of sequences. */
interface AttentionHead {

  /** y_i = sum_j P_ij x_j, one part for each part of the residual stream that is read. */
  List<ResidualVectors> averages();

  /** Makes ready for a step with the numbers that the head's matrix has now. */
  void prepare();

  /** Computes y. */
  void forward();

  /** From the derivatives by y, which are complete, adds to those by x and by the matrix. */
  void backward();

  /** Writes the gradient of the matrix. */
  void writeGradient(float[] gradient, int gradientAt);
}
