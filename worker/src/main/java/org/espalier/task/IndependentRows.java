package org.espalier.task;

/** Matrices whose rows are drawn independently, each lane's stationary distribution solved for. */
final class IndependentRows implements MatrixSampler {

  private final int vocab;
  private final TransitionLoops arithmetic;
  private final RowSampler rows;
  private final StationaryDistribution stationary;
  private final double[][] work; // [S*S][L]
  private final double[] total; // [L]
  private final double[] inverse; // [L]

  /**
   * A sampler.
   *
   * @param rows of S rows for L lanes
   */
  IndependentRows(RowSampler rows, int vocab, int lanes, TransitionLoops arithmetic) {
    this.vocab = vocab;
    this.arithmetic = arithmetic;
    this.rows = rows;
    stationary = new StationaryDistribution(vocab, lanes, arithmetic);
    work = new double[vocab * vocab][lanes];
    total = new double[lanes];
    inverse = new double[lanes];
  }

  @Override
  public void draw(double[][] pi, int lane, Xoshiro256 random) {
    rows.draw(pi, lane, random);
  }

  @Override
  public void complete(double[][] pi, double[][] mu, int filled) {
    rows.exponentiate(pi);
    for (int r = 0; r < vocab; r++) {
      normalize(pi, r, filled);
    }
    stationary.solve(work, mu);
    for (int l = 0; l < filled; l++) {
      if (!stationary.isSolved(l)) {
        stationary.solveLogs(rows.logarithms(pi, l), mu, l);
      }
    }
  }

  /** pi_rs = G_rs / sum_s G_rs; and the copy that the elimination works on. */
  private void normalize(double[][] pi, int r, int filled) {
    int row = r * vocab;
    arithmetic.sum(pi, row, vocab, total);
    for (int l = 0; l < filled; l++) {
      if (!(total[l] > RowSampler.LEAST_SUM)) {
        total[l] = rows.rescue(pi, r, l);
      }
    }
    arithmetic.invert(total, inverse);
    arithmetic.multiply(pi, row, vocab, inverse, work);
  }
}
