package org.espalier.task;

import java.util.List;

/**
 * Draws rows of transition matrices from a prior, many at a time.
 *
 * <p>A Dirichlet row is a row of independent Gamma(alpha_s) variates over their sum. They come as
 * logarithms, so that even where each of them underflows (alpha = 0.01) the row does not.
 */
final class RowSampler {

  /** Below this sum of a row it is computed relative to its greatest entry. */
  private static final double LEAST_SUM = 1e-200;

  private final TransitionPrior prior;
  private final int vocab;

  /** One for all symbols, or [S]; none if the prior is not a Dirichlet. */
  private final LogGamma[] gammas;

  private final long[] words;

  /** [rows,S] logarithms of the entries, up to a constant for each row. */
  private final double[] logs;

  RowSampler(TransitionPrior prior, int vocab, int rows) {
    this.prior = prior;
    this.vocab = vocab;
    this.words = new long[rows * vocab];
    this.logs = new double[rows * vocab];
    this.gammas = gammas(prior);
  }

  private static LogGamma[] gammas(TransitionPrior prior) {
    if (prior instanceof TransitionPrior.Dirichlet dirichlet) {
      return new LogGamma[] {new LogGamma(dirichlet.alpha())};
    }
    if (prior instanceof TransitionPrior.Uniform) {
      return new LogGamma[] {new LogGamma(1)};
    }
    if (prior instanceof TransitionPrior.Asymmetric asymmetric) {
      List<Double> alphas = asymmetric.alphas();
      var gammas = new LogGamma[alphas.size()];
      for (int s = 0; s < gammas.length; s++) {
        int same = alphas.indexOf(alphas.get(s));
        gammas[s] = same < s ? gammas[same] : new LogGamma(alphas.get(s));
      }
      return gammas;
    }
    return new LogGamma[0];
  }

  /**
   * Draws the first {@code rows} rows.
   *
   * @param pi [rows,S], filled; each row sums to 1
   */
  void draw(double[] pi, int rows, Xoshiro256 random) {
    if (prior instanceof TransitionPrior.NearDeterministic near) {
      drawNearDeterministic(near.determinism(), pi, rows, random);
      return;
    }
    int n = rows * vocab;
    random.fill(words, n);
    if (gammas.length == 1) {
      gammas[0].fill(words, logs, 0, n, random);
    } else {
      for (int i = 0; i < n; i++) {
        gammas[i % vocab].fill(words, logs, i, i + 1, random);
      }
    }
    for (int i = 0; i < n; i++) {
      double log = logs[i];
      pi[i] = log > FastExp.LOWEST ? FastExp.exp(log) : 0;
    }
    for (int r = 0; r < n; r += vocab) {
      normalize(pi, r);
    }
  }

  /**
   * The logarithms of the rows last drawn, for when the rows themselves have lost too much.
   *
   * @return [rows,S], normalised; the sampler's own array, to be overwritten at will
   */
  double[] logarithms(double[] pi, int rows) {
    int n = rows * vocab;
    if (gammas.length == 0) {
      for (int i = 0; i < n; i++) {
        logs[i] = StrictMath.log(pi[i]);
      }
      return logs;
    }
    for (int r = 0; r < n; r += vocab) {
      double most = greatest(r);
      double sum = 0;
      for (int s = r; s < r + vocab; s++) {
        sum += StrictMath.exp(logs[s] - most);
      }
      double logSum = most + StrictMath.log(sum);
      for (int s = r; s < r + vocab; s++) {
        logs[s] -= logSum;
      }
    }
    return logs;
  }

  private void normalize(double[] pi, int row) {
    double sum = 0;
    for (int s = row; s < row + vocab; s++) {
      sum += pi[s];
    }
    if (!(sum > LEAST_SUM)) {
      double most = greatest(row);
      sum = 0;
      for (int s = row; s < row + vocab; s++) {
        double log = logs[s] - most;
        pi[s] = log > FastExp.LOWEST ? FastExp.exp(log) : 0;
        sum += pi[s];
      }
    }
    double inverse = 1 / sum;
    for (int s = row; s < row + vocab; s++) {
      pi[s] *= inverse;
    }
  }

  private double greatest(int row) {
    double most = logs[row];
    for (int s = row + 1; s < row + vocab; s++) {
      most = Math.max(most, logs[s]);
    }
    return most;
  }

  private void drawNearDeterministic(double determinism, double[] pi, int rows, Xoshiro256 random) {
    double rest = (1 - determinism) / (vocab - 1);
    for (int r = 0; r < rows * vocab; r += vocab) {
      for (int s = r; s < r + vocab; s++) {
        pi[s] = rest;
      }
      pi[r + random.nextInt(vocab)] = determinism;
    }
  }
}
