package org.espalier.model;

/**
 * The inner loops of the kernels, over a tile of {@value #WIDTH} neighbouring sequences, the lanes.
 *
 * <p>A quantity of a tile is an array [rows, WIDTH]: the lanes of one row lie side by side, so that
 * every inner loop runs over contiguous memory whatever the quantity is, and no two lanes ever meet
 * before the sums over the batch. A triangle holds a number for each pair (j, k) of positions k <=
 * j: row {@link #pair}(j, k) of [{@link #triangle}(T), WIDTH].
 *
 * <p>Every implementation performs the same IEEE operations in the same order on each lane (a
 * multiply followed by an add is always {@code Math.fma}), and sums over lanes end in {@value
 * #FOLD} partial sums whatever the width of the processor's vectors. So implementations agree bit
 * for bit, as long as all numbers are finite.
 *
 * <p>An argument {@code xAt} is the index in {@code x} of the first lane of the first row.
 */
public interface TileLoops {

  /** Sequences in a tile. */
  int WIDTH = 32;

  /** Partial sums over the batch that are kept apart until its end; divides {@link #WIDTH}. */
  int FOLD = 16;

  /** Attention weights below this fraction of the row's largest are taken to be zero: 2^-60. */
  float NEGLIGIBLE = 0x1p-60f;

  /** ln of {@link #NEGLIGIBLE}. */
  float LN_NEGLIGIBLE = -41.58883f;

  /** What the log says: {@code plain Java}, {@code Vector API, 512 bits}. */
  String name();

  /** The inner loops of attention over vectors, on the same implementation. */
  ResidualLoops residual();

  /**
   * The row of the pair (j, k), k <= j, in a triangle. Rows of pairs are filled up to a multiple of
   * four with zeros, which nobody overwrites, so that four neighbours can be taken at a time.
   */
  static int pair(int j, int k) {
    int fours = j / 4 + 1;
    return 2 * (fours - 1) * fours * 4 + (j % 4) * fours * 4 + k;
  }

  /** Rows of a triangle over T positions. */
  static int triangle(int length) {
    return pair(upToFour(length), 0);
  }

  /** The next multiple of four. */
  static int upToFour(int n) {
    return (n + 3) / 4 * 4;
  }

  /** Entry-wise x <- exp(x), for x <= 0; below {@link #LN_NEGLIGIBLE} the result is 0. */
  void exp(int n, float[] x);

  /**
   * Unnormalised attention from two tables: e_jk = byToken[j,s_j,s_k] byPosition[j,k,s_j], products
   * below {@link #NEGLIGIBLE} being 0; sum_j = sum_k e_jk.
   *
   * @param byToken [T, S, S]
   * @param byPosition [triangle(T), S]
   * @param e triangle, overwritten
   * @param sum [T, WIDTH] overwritten
   * @param scratch [2 T, WIDTH] overwritten
   */
  void attend(
      TokenTile tile, float[] byToken, float[] byPosition, float[] e, float[] sum, float[] scratch);

  /**
   * y = X r for the embedding X = [onehot(s_k); onehot(k)]: y_k = r[s_k] + r[S+k].
   *
   * @param r [S+T, WIDTH]
   * @param y [T, WIDTH] overwritten
   */
  void lookUp(TokenTile tile, float[] r, int rAt, float[] y, int yAt);

  /**
   * r = X^T y, the transpose of {@link #lookUp}: r[s] = sum over k with s_k = s of y_k, r[S+k] =
   * y_k.
   *
   * @param y [T, WIDTH]
   * @param r [S+T, WIDTH] overwritten
   */
  void collect(TokenTile tile, float[] y, int yAt, float[] r, int rAt);

  /**
   * y_j = scale_j sum_{k<=j} e_jk x_k, and total_j <- total_j + y_j.
   *
   * @param e triangle
   * @param scale [T, WIDTH]; likewise x, y (overwritten) and total
   */
  void average(
      int length,
      float[] e,
      float[] scale,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] total,
      int totalAt);

  /**
   * z_j = scale_j x_j, and y_k = sum_{j>=k} z_j e_jk.
   *
   * @param e triangle
   * @param scale [T, WIDTH]; likewise x, z and y (both overwritten)
   */
  void distribute(
      int length,
      float[] e,
      float[] scale,
      float[] x,
      int xAt,
      float[] z,
      int zAt,
      float[] y,
      int yAt);

  /**
   * The gradient of the scores of a layer of attention, in place of e: e_jk <- e_jk sum_r l_r[j]
   * (x_r[k] - mean_r[j]).
   *
   * @param rank the sum runs over r < rank; even
   * @param e triangle
   * @param l [rank, T, WIDTH]; likewise x and mean
   */
  void scoreGradient(int length, int rank, float[] e, float[] l, float[] x, float[] mean);

  /** y = a b entry-wise over n rows, b being one row. */
  void scaleRows(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt);

  /** y <- y + x over n rows. */
  void add(int n, float[] x, int xAt, float[] y, int yAt);

  /** Whether all of n rows are at least {@code bound}; not if one is not a number. */
  boolean atLeast(float bound, int n, float[] x);

  /** x <- 1/x over n rows. */
  void invert(int n, float[] x);

  /** In place softmax over n rows; weights that are {@link #NEGLIGIBLE} are 0. */
  void softmax(int n, float[] x, int xAt);

  /**
   * The gradient of a softmax, in place: dw_j <- w_j (dw_j - sum_i w_i dw_i).
   *
   * @param w [n, WIDTH]; likewise dw
   */
  void softmaxGradient(int n, float[] w, int wAt, float[] dw, int dwAt);

  /**
   * The output distribution and what its loss needs: f_s = exp(x_s - max x) / sum, for every lane.
   *
   * @param x [S, WIDTH] logits
   * @param t [S, WIDTH] target distribution
   * @param f [S, WIDTH] overwritten
   * @param row [3, WIDTH] overwritten: sum_s exp(x_s - max x), sum_s t_s (x_s - max x), sum_s t_s
   */
  void predict(int vocab, float[] x, float[] t, float[] f, float[] row);

  /** dx_s = factor (f_s total - t_s), for every lane; total [WIDTH] at {@code totalAt}. */
  void logitGradient(
      int vocab,
      float factor,
      float[] f,
      float[] t,
      float[] total,
      int totalAt,
      float[] dx,
      int dxAt);

  /**
   * y_r = sum_c m[r rowStride + c columnStride] x_c.
   *
   * @param m a matrix of parameters from {@code mAt}, shared by the lanes
   * @param x [columns, WIDTH]
   * @param y [rows, WIDTH] overwritten
   */
  void multiply(
      int rows,
      int columns,
      float[] m,
      int mAt,
      int rowStride,
      int columnStride,
      float[] x,
      int xAt,
      float[] y,
      int yAt);

  /** y_r <- y_r + sum_c m x_c, otherwise as {@link #multiply}. */
  void multiplyAdd(
      int rows,
      int columns,
      float[] m,
      int mAt,
      int rowStride,
      int columnStride,
      float[] x,
      int xAt,
      float[] y,
      int yAt);

  /**
   * Sums outer products over the lanes of several tiles, in {@link #FOLD} partial sums: sums[r,c,i]
   * <- sums[r,c,i] + sum of x_r y_c over the lanes i, i + FOLD, .. of each tile in turn.
   *
   * @param x the rows of tile p start at xAt + p xStride
   * @param y likewise
   * @param sums [xRows, yRows, FOLD]
   */
  void contract(
      int tiles,
      int xRows,
      float[] x,
      int xAt,
      int xStride,
      int yRows,
      float[] y,
      int yAt,
      int yStride,
      float[] sums);

  /**
   * Adds the gradients of the scores of layer 1 to the sums of the table entries that they came
   * from.
   *
   * @param g triangle
   * @param sums where to
   * @param scratch [upToFour(T) + upToFour(S), upToFour(S), WIDTH] overwritten
   */
  void collectScores(TokenTile tile, float[] g, ScoreSums sums, float[] scratch);

  /** The total of the {@link #FOLD} partial sums at {@code at}, added as a binary tree. */
  static float total(float[] s, int at) {
    float a = (s[at] + s[at + 8]) + (s[at + 4] + s[at + 12]);
    float b = (s[at + 1] + s[at + 9]) + (s[at + 5] + s[at + 13]);
    float c = (s[at + 2] + s[at + 10]) + (s[at + 6] + s[at + 14]);
    float d = (s[at + 3] + s[at + 11]) + (s[at + 7] + s[at + 15]);
    return (a + c) + (b + d);
  }
}
