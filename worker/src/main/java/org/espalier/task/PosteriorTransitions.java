package org.espalier.task;

import java.util.Arrays;

/**
 * Transition matrices drawn from their posterior given how often each symbol followed each, many
 * side by side, with their stationary distributions.
 */
final class PosteriorTransitions {

  private final int vocab;
  private final int lanes;
  private final MatrixPosterior posterior;
  private final boolean uniform;
  private final StationaryDistribution stationary;
  private final double[][] pi; // [S*S][L]
  private final double[][] mu; // [S][L]
  private final double[][] work; // [S*S][L]
  private final double[] logs; // [S*S]

  /**
   * Draws with one stream: equal seeds and counts draw equal distributions.
   *
   * @param most the greatest count there will be
   */
  PosteriorTransitions(TransitionPrior prior, int vocab, int most, long seed) {
    this.vocab = vocab;
    lanes = lanes(vocab);
    posterior = prior.posterior(vocab, lanes, most, seed);
    uniform = prior.hasUniformStationary();
    stationary = new StationaryDistribution(vocab, lanes, TransitionLoops.fastest());
    pi = new double[vocab * vocab][lanes];
    mu = new double[vocab][lanes];
    for (double[] entry : mu) {
      Arrays.fill(entry, 1.0 / vocab);
    }
    work = new double[vocab * vocab][lanes];
    logs = new double[vocab * vocab];
  }

  /** L for S symbols. */
  static int lanes(int vocab) {
    return vocab <= 12 ? 32 : 8;
  }

  /** L, the number of distributions that are drawn together. */
  int lanes() {
    return lanes;
  }

  /**
   * Draws L distributions.
   *
   * @param counts [S,S] how often s' followed s: {@code counts[s * S + s']}
   */
  void draw(int[] counts) {
    posterior.draw(counts, pi);
    if (uniform) {
      return;
    }
    for (int e = 0; e < pi.length; e++) {
      System.arraycopy(pi[e], 0, work[e], 0, lanes);
    }
    stationary.solve(work, mu);
    for (int l = 0; l < lanes; l++) {
      if (!stationary.isSolved(l)) {
        solveLogs(l);
      }
    }
  }

  private void solveLogs(int lane) {
    for (int e = 0; e < logs.length; e++) {
      double p = pi[e][lane];
      logs[e] = p > 0 ? StrictMath.log(p) : posterior.logOfUnderflown(e, lane);
    }
    stationary.solveLogs(logs, mu, lane);
  }

  /** pi(s | r) of a distribution drawn last. */
  double pi(int r, int s, int lane) {
    return pi[r * vocab + s][lane];
  }

  /** mu(s) of a distribution drawn last. */
  double mu(int s, int lane) {
    return mu[s][lane];
  }

  /** The logarithm of the weight of a distribution drawn last: see {@link MatrixPosterior}. */
  double logWeight(int lane) {
    return posterior.logWeight(lane);
  }

  /** Whether the mean of the draws without weights is known. */
  boolean hasKnownMean() {
    return posterior.hasKnownMean();
  }
}
