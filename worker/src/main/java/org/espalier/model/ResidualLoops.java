package org.espalier.model;

/**
 * The inner loops of attention over a residual stream whose rows are vectors, beside {@link
 * TileLoops} and in its layout: sums over positions, and sums over the entries of a vector.
 *
 * <p>The vectors x_0, x_1, .. of consecutive positions start {@code xStride} floats apart. Causal
 * attention makes vectors whose trailing entries are still zero: x_c has {@code n + grow c} entries
 * that may differ from zero, and {@code grow} is 0 or 1. Rows after those must be zero.
 *
 * <p>Every implementation performs the same fused multiply-adds in the same order on each lane.
 */
public interface ResidualLoops {

  /**
   * y_k <- y_k + sum_{c<count} w_c x_ck for k < n + grow (count - 1).
   *
   * @param w a number of a lane: those of c and c + 1 are {@code wStride} floats apart
   */
  void combine(
      int count,
      float[] w,
      int wAt,
      int wStride,
      int n,
      int grow,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt);

  /**
   * w_c <- w_c + sum_{k < n + grow c} x_ck y_k for c < count.
   *
   * @param w [count, WIDTH]
   */
  void dots(
      int count,
      int n,
      int grow,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt,
      float[] w,
      int wAt);

  /**
   * sums[r,c] <- sums[r,c] + sum over vectors and lanes of x_pr y_pc for p < count, r < xRows, c <
   * yRows, in {@link TileLoops#FOLD} partial sums.
   *
   * @param sums [xRows, yRows, FOLD] from {@code sumsAt}
   */
  void contract(
      int count,
      int xRows,
      float[] x,
      int xAt,
      int xStride,
      int yRows,
      float[] y,
      int yAt,
      int yStride,
      float[] sums,
      int sumsAt);

  /** x <- max(x, 0) over n rows. */
  void rectify(int n, float[] x, int xAt);

  /** dy <- dy where y > 0, else 0, over n rows, of a y that {@link #rectify} made. */
  void rectifyGradient(int n, float[] y, int yAt, float[] dy, int dyAt);
}
