package org.espalier.model;

/**
 * The inner loops that only the blocks of the usual transformer need, beside {@link ResidualLoops}
 * and in the same layout. Both implementations perform the same operations in the same order.
 */
public interface TransformerLoops {

  /** Added to the variance of a layer norm. */
  float NORM_EPSILON = 1e-5f;

  /** x <- factor x. */
  void scale(float factor, Rows x);

  /** y_{n-1-r} <- y_{n-1-r} + x_r for the n rows of x: what is by position becomes by distance. */
  void addReversed(Rows x, Rows y);

  /**
   * Layer norm over the rows of x: unit = (x - mean) / sqrt(variance + epsilon), z = gain unit +
   * shift.
   *
   * @param gainAndShift [2, n]
   * @param scale [1] overwritten: 1 / sqrt(variance + epsilon)
   */
  void normalise(Matrix gainAndShift, Rows x, Rows unit, Rows scale, Rows z);

  /**
   * The gradient of {@link #normalise}: with g = gain dz, dx <- dx + scale (g - mean(g) - unit
   * mean(g unit)).
   */
  void normaliseGradient(Matrix gainAndShift, Rows dz, Rows unit, Rows scale, Rows dx);

  /** sums[0,r] <- sums[0,r] + sum over lanes of x_r y_r. */
  void addDiagonal(Rows x, Rows y, Sums sums);

  /**
   * Turns the pairs (x_2p, x_2p+1) by an angle each: x_2p <- c x_2p - s x_2p+1, x_2p+1 <- s x_2p +
   * c x_2p+1.
   *
   * @param angles [n/2, 2] c and s of each pair
   * @param sign 1, or -1 to turn back
   */
  void rotate(Matrix angles, float sign, Rows x);

  /**
   * The product of two matrices of each lane, a b. Each of its sums runs over the columns of a in
   * their order.
   *
   * @param out [rows of a, columns of b], the columns of a row side by side
   */
  LaneProduct product(LaneMatrix a, LaneMatrix b, LaneMatrix out);
}
