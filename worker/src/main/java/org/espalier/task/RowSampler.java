package org.espalier.task;

/**
 * Draws rows of transition matrices, independent of each other, for the lanes of a {@link
 * TransitionTile}.
 *
 * <p>A row may come as it is or as the logarithms of its entries, up to a constant: {@link #draw}
 * for each lane, then {@link #exponentiate} for all of them.
 */
abstract class RowSampler {

  /**
   * Below this sum a row is computed relative to its greatest entry. So an entry that is taken as 0
   * (see {@link FastExp#LOWEST}) has a probability below 1e-270.
   */
  static final double LEAST_SUM = 1e-30;

  private final double[][] single; // [S][1]

  RowSampler(int vocab) {
    single = new double[vocab][1];
  }

  /**
   * Draws the rows of one lane, as logarithms or as they are: {@link #exponentiate} comes next.
   *
   * @param rows [rows S][L], filled at the lane
   */
  abstract void draw(double[][] rows, int lane, Xoshiro256 random);

  /**
   * Once all lanes are drawn: turns logarithms into rows, each its distribution times an unknown
   * constant.
   */
  abstract void exponentiate(double[][] rows);

  /**
   * Replaces a row that has all but underflowed by the same row relative to its greatest entry.
   *
   * @return its sum
   */
  abstract double rescue(double[][] rows, int row, int lane);

  /** [rows,S] logarithms of the rows last drawn for a lane, each row normalised. */
  abstract double[] logarithms(double[][] rows, int lane);

  /** Draws one row, of a sampler of single rows, into {@code to[at..at+S)}; it sums to 1. */
  final void drawRow(double[] to, int at, Xoshiro256 random) {
    draw(single, 0, random);
    exponentiate(single);
    double sum = 0;
    for (double[] entry : single) {
      sum += entry[0];
    }
    if (!(sum > LEAST_SUM)) {
      sum = rescue(single, 0, 0);
    }
    double inverse = 1 / sum;
    for (int s = 0; s < single.length; s++) {
      to[at + s] = single[s][0] * inverse;
    }
  }
}
