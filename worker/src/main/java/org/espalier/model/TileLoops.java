package org.espalier.model;

/**
 * The inner loops of the kernels, over a tile of {@value #WIDTH} neighbouring sequences. Each
 * sequence has a lane of its own in the processor's vectors.
 *
 * <p>A quantity of a tile is an array [rows, WIDTH], seen through {@link Rows}: the lanes of one
 * row lie side by side, so that every inner loop runs over contiguous memory whatever the quantity
 * is, and no two lanes ever meet before the sums over the batch. A triangle holds a number for each
 * pair (j, k) of positions k <= j: row {@link #pair}(j, k) of [{@link #triangle}(T), WIDTH].
 *
 * <p>There are two implementations, a scalar one and one on the Vector API. Both perform the same
 * IEEE operations in the same order on each lane (a multiply followed by an add is always {@code
 * Math.fma}), and sums over lanes end in {@value #FOLD} partial sums whatever the width of the
 * processor's vectors. So they agree bit for bit, as long as all numbers are finite.
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

  /** What the log says: {@code scalar}, {@code Vector API, 512 bits}. */
  String name();

  /** The inner loops over the vectors of the residual stream, of the same implementation. */
  ResidualLoops residual();

  /** The inner loops of the kernel for long sequences, of the same implementation. */
  PositionLoops positions();

  /** The inner loops of the deep kernel for long sequences, of the same implementation. */
  SequenceLoops sequences();

  /** The inner loops of the usual transformer's blocks, of the same implementation. */
  TransformerLoops transformer();

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

  /** How many tiles so many lanes fill, the last one perhaps in part. */
  static int tiles(int lanes) {
    return (lanes + WIDTH - 1) / WIDTH;
  }

  /** Entry-wise x <- exp(x), for x <= 0; below {@link #LN_NEGLIGIBLE} the result is 0. */
  void exp(float[] x);

  /**
   * Unnormalised attention from two tables: e_jk = byToken[j,s_j,s_k] byPosition[j,k,s_j], products
   * below {@link #NEGLIGIBLE} being 0, and sum_k e_jk in the place of scale_j.
   *
   * @param scratch [upToFour(T) + 4 upToFour(S), WIDTH] overwritten
   */
  AttentionLookup attentionLookup(
      TokenTile tile, ScoreTables tables, CausalAttention p, float[] scratch);

  /**
   * y = X r for the embedding X = [onehot(s_k); onehot(k)]: y_k = r[s_k] + r[S+k].
   *
   * @param r [S+T, WIDTH]
   * @param y [T, WIDTH] overwritten
   */
  void lookUp(TokenTile tile, Rows r, Rows y);

  /**
   * r = X^T y, the transpose of {@link #lookUp}: r[s] = sum over k with s_k = s of y_k, r[S+k] =
   * y_k.
   *
   * @param y [T, WIDTH]
   * @param r [S+T, WIDTH] overwritten
   */
  void collect(TokenTile tile, Rows y, Rows r);

  /**
   * y = P x, and total <- total + y.
   *
   * @param x [T, WIDTH]; likewise y (overwritten) and total
   */
  void average(CausalAttention p, Rows x, Rows y, Rows total);

  /**
   * z_j = scale_j x_j, and y = e^T z = P^T x.
   *
   * @param x [T, WIDTH]; likewise z and y (both overwritten)
   */
  void distribute(CausalAttention p, Rows x, Rows z, Rows y);

  /**
   * The gradient of the scores of a layer of attention, in place of e: e_jk <- e_jk sum_r l_r[j]
   * (x_r[k] - mean_r[j]).
   *
   * @param rank the sum runs over r < rank; even
   * @param l [rank, T, WIDTH]; likewise x and mean
   */
  void scoreGradient(CausalAttention p, int rank, float[] l, float[] x, float[] mean);

  /** y = a b entry-wise over the rows of y, b being one row. */
  void scaleRows(Rows a, Rows b, Rows y);

  /** y <- y + x over the rows of y. */
  void add(Rows x, Rows y);

  /** Whether all numbers are at least {@code bound}; not if one is not a number. */
  boolean atLeast(float bound, float[] x);

  /** x <- 1/x entry-wise. */
  void invert(float[] x);

  /** In place softmax over the rows; weights that are {@link #NEGLIGIBLE} are 0. */
  void softmax(Rows x);

  /** The gradient of a softmax over the rows of dw, in place: dw_j <- w_j (dw_j - w dw). */
  void softmaxGradient(Rows w, Rows dw);

  /**
   * The predicted distribution and what its loss needs: f_s = exp(x_s - max x) / sum, for every
   * lane.
   */
  void predict(Prediction prediction);

  /** dx_s = factor (f_s sum_s t_s - t_s), for every lane. */
  void logitGradient(Prediction prediction, float factor, Rows dx);

  /**
   * y = M x.
   *
   * @param m a matrix of parameters, shared by the lanes, of which the leading rows and columns are
   *     read that y and x have rows
   * @param x [columns, WIDTH]
   * @param y [rows, WIDTH] overwritten
   */
  void multiply(Matrix m, Rows x, Rows y);

  /** y <- y + M x, otherwise as {@link #multiply}. */
  void multiplyAdd(Matrix m, Rows x, Rows y);

  /**
   * Sums outer products over the lanes of the same vector of several tiles: sums[r,c,i] <-
   * sums[r,c,i] + sum of x_r y_c over the lanes i, i + FOLD, .. of each vector in turn.
   *
   * @param count vectors from x and from y on
   */
  void contract(int count, Rows x, Rows y, Sums sums);

  /**
   * Where the gradient of the scores of layer 1 is added to the sums of the table entries that they
   * came from.
   *
   * @param g has the gradient in the place of e
   * @param scratch [upToFour(T) + upToFour(S), upToFour(S), WIDTH] overwritten
   */
  ScoreCollector scoreCollector(TokenTile tile, CausalAttention g, ScoreSums sums, float[] scratch);

  /** The total of the {@link #FOLD} partial sums at {@code at}, added as a binary tree. */
  static float total(float[] s, int at) {
    float a = (s[at] + s[at + 8]) + (s[at + 4] + s[at + 12]);
    float b = (s[at + 1] + s[at + 9]) + (s[at + 5] + s[at + 13]);
    float c = (s[at + 2] + s[at + 10]) + (s[at + 6] + s[at + 14]);
    float d = (s[at + 3] + s[at + 11]) + (s[at + 7] + s[at + 15]);
    return (a + c) + (b + d);
  }
}
