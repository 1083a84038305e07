package org.espalier.model;

/**
 * A part of the residual stream of a tile of sequences: a vector x_i of {@link #width} entries at
 * every position i from {@link #first} on, with the derivative of the loss by it.
 *
 * <p>What reads the residual stream (the scores of a layer, the average that its attention takes, a
 * matrix that multiplies it) does so part by part, because each part knows which of its entries can
 * differ from zero: those before {@link #rows}.
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
   * @param from the first position that the average is taken at
   */
  ResidualVectors average(int from);

  /** scores_j <- scores_j + r x_j for j <= i; r [rows(i)], scores [i+1]. */
  void addScores(int i, Rows r, Rows scores);

  /** y <- sum_{j<=i} w_j x_j; w [i+1], y [rows(i)]. */
  void writeAverage(int i, Rows w, Rows y);

  /** y <- y + M^T x_i with M [width, columns], as many columns of it as y has rows. */
  void addProduct(int i, Matrix m, Rows y);

  /**
   * What adds sum_i x_i y_i^T over the positions from {@code from} on, and over the lanes, to sums.
   *
   * @param y y_from, y_{from+1}, ..
   * @param sums [width, columns]
   */
  Contraction contraction(int from, Rows[] y, Sums sums);

  /** Sums of outer products, bound once to its operands. */
  interface Contraction {

    /** Adds those of the tile. */
    void add();
  }

  /** Rows that {@link #copy} writes. */
  int copiedRows(int i);

  /** Copies what of x_i differs from tile to tile, [copiedRows(i)], to be used by the next. */
  void copy(int i, Rows to);

  /**
   * The outer products of copies of x_i of several tiles, as {@link #contraction} adds one's.
   *
   * @param tiles how many
   * @param copies those of the first tile, the next tile's being the next vector
   * @param y [columns] of each tile
   */
  void addOuterProducts(int i, int tiles, Rows copies, Rows[] y, Sums sums);

  /** Whether anything is learned through this part; if not, it takes no gradients. */
  boolean isLearned();

  /**
   * The derivatives by x_j of what the queries read at j:
   *
   * <pre>  dx_j &lt;- dx_j + sum_{i >= max(j, from)} w_ij y_i</pre>
   *
   * @param y y_from, y_{from+1}, ..
   */
  void addGradientOfAverages(PositionWeights w, Rows[] y);

  /** dx_i <- dx_i + M dy, the gradient of {@link #addProduct}. */
  void addGradientOfProduct(int i, Matrix m, Rows dy);
}
