package org.espalier.metric;

/**
 * How nearly a block that feeds a softmax matches each token with itself.
 *
 * <p>Adding a constant to a row of such a block changes no output, for the numbers that it is
 * multiplied with sum to 1. So rows are centred first: with B the centred block and C = I - 1/S the
 * centred identity, the alignment is the cosine &lt;B, C&gt; / (|B| |C|).
 *
 * <p>Of several blocks both values are averages weighted by |B|: a head that does nothing does not
 * count. Both are NaN if all entries of every row are equal.
 *
 * @param alignment in [-1, 1]: 1 for a positive multiple of the identity (plus a constant for each
 *     row), about 0 for a block that has nothing to do with it
 * @param rowShare share of rows whose diagonal entry is larger than all others, in [0, 1]
 */
public record Diagonality(double alignment, double rowShare) {

  /**
   * Measures square blocks of one size.
   *
   * @param blocks [k][S][S], S at least 2
   */
  static Diagonality of(double[][]... blocks) {
    double aligned = 0;
    double rows = 0;
    double norms = 0;
    for (double[][] block : blocks) {
      int size = block.length;
      double square = 0;
      int largest = 0;
      for (int s = 0; s < size; s++) {
        double mean = mean(block[s]);
        for (double entry : block[s]) {
          square += (entry - mean) * (entry - mean);
        }
        largest += Ranks.isLargest(block[s], size, s) ? 1 : 0;
      }
      double norm = Math.sqrt(square);
      norms += norm;
      aligned += trace(block) / Math.sqrt(size - 1.0);
      rows += norm * ((double) largest / size);
    }
    return new Diagonality(aligned / norms, rows / norms);
  }

  /** &lt;B, C&gt;: the sum of the centred block's diagonal. */
  static double trace(double[][] block) {
    double trace = 0;
    for (int s = 0; s < block.length; s++) {
      trace += block[s][s] - mean(block[s]);
    }
    return trace;
  }

  private static double mean(double[] row) {
    double sum = 0;
    for (double entry : row) {
      sum += entry;
    }
    return sum / row.length;
  }
}
