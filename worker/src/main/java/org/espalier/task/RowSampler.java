package org.espalier.task;

import java.util.Arrays;
import java.util.List;

/**
 * Draws rows of transition matrices from a prior, for the lanes of a {@link TransitionTile}.
 *
 * <p>A Dirichlet row is a row of independent Gamma(alpha_s) variates over their sum. They come as
 * logarithms, so that even where each of them underflows (alpha = 0.01) the row does not.
 */
final class RowSampler {

  /**
   * Below this sum a row is computed relative to its greatest entry. So an entry that is taken as 0
   * (see {@link FastExp#LOWEST}) has a probability below 1e-270.
   */
  static final double LEAST_SUM = 1e-30;

  private final TransitionLoops arithmetic;
  private final TransitionPrior prior;
  private final int vocab;
  private final int size;

  /** [S], the same one for equal parameters; empty if the prior is not a Dirichlet. */
  private final LogGamma[] gammas;

  private final boolean symmetric;
  private final long[] words;

  /** [rows,S] logarithms of the entries of one lane, up to a constant for each row. */
  private final double[] logs;

  /**
   * [L] the generator as it was before each lane was drawn, for the rare one to be looked at again.
   */
  private final Xoshiro256[] starts;

  private final double[][] single; // [S][1]
  private final Xoshiro256 replayed = new Xoshiro256(0);

  RowSampler(TransitionPrior prior, int vocab, int rows, int lanes, TransitionLoops arithmetic) {
    this.arithmetic = arithmetic;
    this.prior = prior;
    this.vocab = vocab;
    this.size = rows * vocab;
    this.words = new long[size];
    this.logs = new double[size];
    this.single = new double[vocab][1];
    this.starts = new Xoshiro256[lanes];
    Arrays.setAll(starts, l -> new Xoshiro256(0));
    this.gammas = gammas(prior, vocab);
    this.symmetric = !(prior instanceof TransitionPrior.Asymmetric);
  }

  private static LogGamma[] gammas(TransitionPrior prior, int vocab) {
    var gammas = new LogGamma[vocab];
    if (prior instanceof TransitionPrior.Asymmetric asymmetric) {
      List<Double> alphas = asymmetric.alphas();
      for (int s = 0; s < vocab; s++) {
        gammas[s] = LogGamma.of(alphas.get(s));
      }
      return gammas;
    }
    if (prior instanceof TransitionPrior.NearDeterministic) {
      return new LogGamma[0];
    }
    double alpha = prior instanceof TransitionPrior.Dirichlet d ? d.alpha() : 1;
    Arrays.fill(gammas, LogGamma.of(alpha));
    return gammas;
  }

  /**
   * Draws the rows of one lane, as logarithms or as they are: {@link #exponentiate} comes next.
   *
   * @param rows [rows S][L], filled at the lane
   */
  void draw(double[][] rows, int lane, Xoshiro256 random) {
    if (prior instanceof TransitionPrior.NearDeterministic near) {
      drawNearDeterministic(near.determinism(), rows, lane, random);
      return;
    }
    starts[lane].copyFrom(random);
    random.fill(words, size);
    if (symmetric) {
      gammas[0].fill(words, rows, lane, random);
    } else {
      for (int i = 0; i < size; i++) {
        rows[i][lane] = gammas[i % vocab].sample(words[i], random);
      }
    }
  }

  /**
   * Once all lanes are drawn: turns logarithms into rows, each its distribution times an unknown
   * constant.
   */
  void exponentiate(double[][] rows) {
    if (gammas.length > 0) {
      arithmetic.exp(rows);
    }
  }

  /** Draws the logarithms of the rows of a lane once more, into {@code logs}. */
  private void replay(int lane) {
    replayed.copyFrom(starts[lane]);
    replayed.fill(words, size);
    for (int i = 0; i < size; i++) {
      logs[i] = gammas[i % vocab].sample(words[i], replayed);
    }
  }

  /**
   * Replaces a row that has all but underflowed by the same row relative to its greatest entry.
   *
   * @return its sum
   */
  double rescue(double[][] rows, int row, int lane) {
    replay(lane);
    int from = row * vocab;
    double most = greatest(from);
    double sum = 0;
    for (int s = 0; s < vocab; s++) {
      double log = logs[from + s] - most;
      double value = log > FastExp.LOWEST ? FastExp.exp(log) : 0;
      rows[from + s][lane] = value;
      sum += value;
    }
    return sum;
  }

  /** Draws one row, of a sampler of single rows, into {@code to[at..at+S)}; it sums to 1. */
  void drawRow(double[] to, int at, Xoshiro256 random) {
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
    for (int s = 0; s < vocab; s++) {
      to[at + s] = single[s][0] * inverse;
    }
  }

  /** [rows,S] logarithms of the rows last drawn for a lane, each row normalised. */
  double[] logarithms(double[][] rows, int lane) {
    if (gammas.length == 0) {
      for (int i = 0; i < size; i++) {
        logs[i] = StrictMath.log(rows[i][lane]);
      }
      return logs;
    }
    replay(lane);
    for (int row = 0; row < size; row += vocab) {
      double most = greatest(row);
      double sum = 0;
      for (int s = row; s < row + vocab; s++) {
        sum += StrictMath.exp(logs[s] - most);
      }
      double logSum = most + StrictMath.log(sum);
      for (int s = row; s < row + vocab; s++) {
        logs[s] -= logSum;
      }
    }
    return logs;
  }

  private double greatest(int from) {
    double most = logs[from];
    for (int s = 1; s < vocab; s++) {
      most = Math.max(most, logs[from + s]);
    }
    return most;
  }

  private void drawNearDeterministic(
      double determinism, double[][] rows, int lane, Xoshiro256 random) {
    double rest = (1 - determinism) / (vocab - 1);
    for (int row = 0; row < size; row += vocab) {
      int likely = random.nextInt(vocab);
      for (int s = 0; s < vocab; s++) {
        rows[row + s][lane] = s == likely ? determinism : rest;
      }
    }
  }
}
