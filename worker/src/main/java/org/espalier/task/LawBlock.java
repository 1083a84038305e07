package org.espalier.task;

import java.util.Arrays;

/**
 * The laws of a block of sequences, side by side as lanes: transition matrices pi, their stationary
 * laws mu, and the running sums from which tokens are drawn.
 */
final class LawBlock {

  private final int vocab;
  private final int lanes;
  private final RowSampler rows;
  private final StationaryLaw stationary;

  /** Row length of the running sums: S rounded up to a power of two. */
  private final int stride;

  private final double[][] pi; // [S*S][L]
  private final double[][] mu; // [S][L]
  private final double[][] work; // [S*S][L]
  private final double[] sums; // [S+1,stride,L] of the rows of pi, then of mu
  private final double[] total; // [L]
  private final double[] inverse; // [L]

  LawBlock(TransitionPrior prior, int vocab) {
    this.vocab = vocab;
    lanes = lanes(vocab);
    rows = new RowSampler(prior, vocab, vocab, lanes);
    stationary = new StationaryLaw(vocab, lanes);
    stride = Integer.highestOneBit(vocab - 1) << 1;
    pi = new double[vocab * vocab][lanes];
    mu = new double[vocab][lanes];
    work = new double[vocab * vocab][lanes];
    sums = new double[(vocab + 1) * stride * lanes];
    Arrays.fill(sums, 2);
    total = new double[lanes];
    inverse = new double[lanes];
  }

  /** A power of two: enough to vectorise well, few enough for three matrices to stay in cache. */
  private static int lanes(int vocab) {
    return vocab <= 12 ? 32 : vocab <= 32 ? 16 : 8;
  }

  /** L, the greatest number of sequences in the block. */
  int lanes() {
    return lanes;
  }

  /** Draws the rows of one lane, not yet normalised. */
  void draw(int lane, Xoshiro256 random) {
    rows.draw(pi, lane, random);
  }

  /** Once the first {@code filled} lanes are drawn: normalises them and finds mu and all sums. */
  void complete(int filled) {
    for (int r = 0; r < vocab; r++) {
      normalize(r, filled);
    }
    stationary.solve(work, mu);
    for (int l = 0; l < filled; l++) {
      if (!stationary.isSolved(l)) {
        stationary.solveLogs(rows.logarithms(pi, l), mu, l);
      }
    }
    for (int r = 0; r < vocab; r++) {
      accumulate(pi, r * vocab, r);
    }
    accumulate(mu, 0, vocab);
  }

  /** pi(s | r) of a lane, or mu(s) for r = S. */
  double probability(int r, int s, int lane) {
    return r == vocab ? mu[s][lane] : pi[r * vocab + s][lane];
  }

  /** Writes pi(s | r) of each lane's own r, from {@code at} on. */
  void probabilities(int[] r, int s, float[] to, int at, int filled) {
    for (int l = 0; l < filled; l++) {
      to[at + l] = (float) pi[r[l] * vocab + s][l];
    }
  }

  /**
   * Draws a symbol for each of the first {@code filled} lanes: the number of running sums of a row
   * that u exceeds.
   *
   * <p>A binary search by sign bits, with no branch that could be mispredicted: the steps taken
   * depend on S alone.
   *
   * @param rows from {@code rowsAt} on, the symbol whose successor is drawn, S to draw from mu
   * @param u from {@code uAt} on, uniform in (0, 1]
   * @param tokens from {@code at} on, filled
   */
  void draw(int[] rows, int rowsAt, double[] u, int uAt, int[] tokens, int at, int filled) {
    double[] table = sums;
    int one = lanes;
    int symbols = stride;
    int rowSize = symbols * one;
    int shift = Integer.numberOfTrailingZeros(one);
    for (int l = 0; l < filled; l++) {
      int base = rows[rowsAt + l] * rowSize + l;
      double v = u[uAt + l];
      int found = base;
      if (symbols > 32) {
        found += 32 * one & sign(table[found + 31 * one] - v);
      }
      if (symbols > 16) {
        found += 16 * one & sign(table[found + 15 * one] - v);
      }
      if (symbols > 8) {
        found += 8 * one & sign(table[found + 7 * one] - v);
      }
      if (symbols > 4) {
        found += 4 * one & sign(table[found + 3 * one] - v);
      }
      if (symbols > 2) {
        found += 2 * one & sign(table[found + one] - v);
      }
      found += one & sign(table[found] - v);
      tokens[at + l] = (found - base) >> shift;
    }
  }

  /** -1 for a negative number, else 0. */
  private static int sign(double x) {
    return (int) (Double.doubleToRawLongBits(x) >> 63);
  }

  /** pi_rs = G_rs / sum_s G_rs; and the copy that the elimination works on. */
  private void normalize(int r, int filled) {
    int row = r * vocab;
    Arrays.fill(total, 0);
    for (int s = 0; s < vocab; s++) {
      Lanes.add(total, pi[row + s]);
    }
    for (int l = 0; l < filled; l++) {
      if (!(total[l] > RowSampler.LEAST_SUM)) {
        total[l] = rows.rescue(pi, r, l);
      }
    }
    Lanes.invert(inverse, total);
    for (int s = 0; s < vocab; s++) {
      Lanes.multiply(pi[row + s], inverse, work[row + s]);
    }
  }

  /** The running sums of one law; the last stays at 2, above any u. */
  private void accumulate(double[][] law, int from, int row) {
    Arrays.fill(total, 0);
    for (int s = 0; s < vocab - 1; s++) {
      Lanes.add(total, law[from + s]);
      System.arraycopy(total, 0, sums, (row * stride + s) * lanes, lanes);
    }
  }
}
