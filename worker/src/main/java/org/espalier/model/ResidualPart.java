package org.espalier.model;

/**
 * A part of the residual stream of a tile of sequences: a vector x_i of {@link #width} entries at
 * every position i from {@link #first} on, with the derivative of the loss by it.
 *
 * <p>What reads the residual stream (the scores of a layer, the average that its attention takes, a
 * matrix that multiplies it) does so part by part, because each part knows which of its entries can
 * differ from zero: those before {@link #rows}.
 *
 * <p>A position's numbers are rows of {@link TileLoops#WIDTH} lanes, as in {@link TileLoops};
 * {@code At} is where the first lane of the first row lies.
 */
interface ResidualPart {

  /** Entries of x_i. */
  int width();

  /** The first position that there is an x_i of: 0, or T-1 where only the last one is read. */
  int first();

  /** How many leading entries of x_i, and of every x_j with j <= i, can differ from zero. */
  int rows(int i);

  /**
   * A part in which x_i is an average of the x_j, j <= i, of this one: again of this width and with
   * as many entries that can differ from zero.
   *
   * @param first the first position that the average is taken at
   */
  ResidualVectors average(int first);

  /** scores_j <- scores_j + r x_j for j <= i; scores [i+1]. */
  void addScores(int i, float[] r, int rAt, float[] scores, int scoresAt);

  /** y <- y + sum_{j<=i} w_j x_j; w [i+1]. */
  void addAverage(int i, float[] w, int wAt, float[] y, int yAt);

  /**
   * y_r <- y_r + sum_a m[a,r] x_ia for r < rows.
   *
   * @param m [width, stride] from {@code mAt}, of which the first {@code rows} columns are read
   */
  void addProduct(int i, int rows, float[] m, int mAt, int stride, float[] y, int yAt);

  /**
   * sums[a,r] <- sums[a,r] + sum over positions from {@code from} on and lanes of x_ia y_ir.
   *
   * @param y [T - from, columns]
   * @param sums [width, columns, FOLD] from {@code sumsAt}
   */
  void addOuterProducts(int from, int columns, float[] y, float[] sums, int sumsAt);

  /** Rows that {@link #copy} writes. */
  int copiedRows(int i);

  /** Copies what of x_i can differ from zero, [copiedRows(i), WIDTH], to be used by the next. */
  void copy(int i, float[] to, int toAt);

  /**
   * {@link #addOuterProducts} of copies of x_i of several tiles.
   *
   * @param copies those of consecutive tiles start {@code stride} floats apart
   * @param y [tiles, columns]
   */
  void addOuterProductsOfCopies(
      int i,
      int tiles,
      float[] copies,
      int at,
      int stride,
      int columns,
      float[] y,
      float[] sums,
      int sumsAt);

  /** Whether anything is learned through this part; if not, it takes no gradients. */
  boolean isLearned();

  /**
   * The derivatives by x_j of what the queries from {@code from} on read at j:
   *
   * <pre>  dx_j &lt;- dx_j + sum_{i >= max(j, from)} w_ij y_i</pre>
   *
   * @param w [T - from, T]
   * @param y y_from, y_{from+1}, .. are {@code yStride} floats apart
   */
  void addGradientOfAverages(int from, float[] w, float[] y, int yAt, int yStride);

  /** dx_ia <- dx_ia + sum_{r < rows} m[a,r] dy_r, the gradient of {@link #addProduct}. */
  void addGradientOfProduct(int i, int rows, float[] m, int mAt, int stride, float[] dy, int dyAt);
}
