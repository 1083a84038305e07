package org.espalier.model;

/**
 * The inner loops over a residual stream whose positions are vectors, beside {@link TileLoops} and
 * in its layout: sums over positions, and sums over the entries of a vector.
 *
 * <p>The vectors x_0, x_1, .. of consecutive positions are {@link Rows#stride} floats apart. Causal
 * attention makes vectors whose trailing entries are still zero: where {@code grow} is 1, each has
 * an entry more that may differ from zero than the one before it; where it is 0, all have as many.
 * Rows after those must be zero.
 *
 * <p>Both implementations perform the same fused multiply-adds in the same order on each lane.
 */
public interface ResidualLoops {

  /**
   * y <- y + sum_{c<count} w_c x_c.
   *
   * @param w a number of a lane: those of c and c + 1 are {@link Rows#stride} floats apart
   * @param grow by how many entries x_c grows; the last has as many as y
   */
  void combine(int count, Rows w, Rows x, int grow, Rows y);

  /**
   * w_c <- w_c + x_c y for c < count.
   *
   * @param grow by how many entries x_c grows; the last has as many as y
   * @param w [count, WIDTH]
   */
  void dots(int count, Rows x, int grow, Rows y, Rows w);

  /**
   * y_s <- sum_j w_j [s_j = s] over the rows of w.
   *
   * @param y [S, WIDTH] or more rows, which stay
   */
  void combineTokens(TokenTile tile, Rows w, Rows y);

  /**
   * w_j <- w_j + [onehot(s_j); onehot(j)] y over the rows of w.
   *
   * @param y [S+T, WIDTH]
   */
  void dotsOfOneHot(TokenTile tile, Rows y, Rows w);

  /**
   * sums[r,c] <- sums[r,c] + sum over vectors and lanes of x_pr y_pc for p < count, in {@link
   * TileLoops#FOLD} partial sums.
   */
  void contract(int count, Rows x, Rows y, Sums sums);

  /** y_r <- y_r + m[r,c]: the product of the matrix with a one-hot vector. */
  void addColumn(Matrix m, int c, Rows y);

  /** sums[r,c] <- sums[r,c] + sum over lanes of y_c: the outer product with a one-hot vector. */
  void addToRow(Rows y, Sums sums, int r);

  /** x <- max(x, 0). */
  void rectify(Rows x);

  /** dy <- dy where y > 0, else 0, of a y that {@link #rectify} made. */
  void rectifyGradient(Rows y, Rows dy);
}
