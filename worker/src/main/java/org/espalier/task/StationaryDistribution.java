package org.espalier.task;

import java.util.Arrays;

/**
 * The stationary distribution mu = mu pi of many transition matrices side by side, by the
 * elimination of Grassmann, Taksar and Heyman (1985): S^3/3 multiply-adds and not one subtraction,
 * so every entry of mu is right to a few units in the last place, however nearly a chain falls
 * apart.
 *
 * <p>States are censored from the last to the first: with sum_k = sum_{j<k} p_kj, the chain watched
 * only on 0..k-1 has p_ij + p_ik p_kj / sum_k. Backwards, mu_k = sum_{i<k} mu_i p_ik / sum_k. The
 * diagonal is never needed.
 *
 * <p>Entry (r, s) of all L matrices is one short array: see {@link TransitionLoops}. The rows of
 * one 10 x 10 matrix are too short for vector instructions.
 */
final class StationaryDistribution {

  /**
   * The product of all sum_k is the weight of all trees towards state 0, the whole of which mu_0 is
   * a part (Markov chain tree theorem). Above this bound what underflowed changes mu by less than
   * 1e-20.
   */
  private static final double LEAST_PIVOTS = 1e-250;

  private final int vocab;
  private final TransitionLoops arithmetic;
  private final double[] pivots; // [L]
  private final double[] sum; // [L]
  private final double[] inverse; // [L]

  StationaryDistribution(int vocab, int lanes, TransitionLoops arithmetic) {
    this.vocab = vocab;
    this.arithmetic = arithmetic;
    pivots = new double[lanes];
    sum = new double[lanes];
    inverse = new double[lanes];
  }

  /**
   * Solves for all lanes.
   *
   * @param p [S*S][L] transition probabilities, overwritten
   * @param mu [S][L], filled; sums to 1
   */
  void solve(double[][] p, double[][] mu) {
    eliminate(p);
    substitute(p, mu);
  }

  /**
   * Whether the distribution of a lane is right. If not, its chain is so nearly reducible that
   * doubles may have lost what connects it, and {@link #solveLogs} must do.
   */
  boolean isSolved(int lane) {
    return pivots[lane] > LEAST_PIVOTS;
  }

  private void eliminate(double[][] p) {
    Arrays.fill(pivots, 1);
    for (int k = vocab - 1; k > 0; k--) {
      int rowK = k * vocab;
      arithmetic.sum(p, rowK, k, sum);
      arithmetic.invert(sum, inverse);
      arithmetic.multiply(pivots, sum);
      for (int i = 0; i < k; i++) {
        int rowI = i * vocab;
        double[] factor = p[rowI + k];
        arithmetic.multiply(factor, inverse);
        arithmetic.addScaled(p, rowI, rowK, k, factor);
      }
    }
  }

  private void substitute(double[][] p, double[][] mu) {
    Arrays.fill(mu[0], 1);
    for (int k = 1; k < vocab; k++) {
      arithmetic.weightedSum(mu, p, k, vocab, k, mu[k]);
    }
    arithmetic.sum(mu, 0, vocab, sum);
    arithmetic.invert(sum, inverse);
    for (double[] entry : mu) {
      arithmetic.multiply(entry, inverse);
    }
  }

  /**
   * The same elimination for one matrix whose entries no double can hold, on their logarithms.
   *
   * @param logP [S,S] logarithms of the transition probabilities, finite; overwritten
   * @param mu [S][L], filled at the lane
   */
  void solveLogs(double[] logP, double[][] mu, int lane) {
    double[] logMu = logarithms(logP, vocab);
    for (int k = 0; k < vocab; k++) {
      mu[k][lane] = StrictMath.exp(logMu[k]);
    }
  }

  /**
   * The logarithms of mu, of which no double may hold the entries.
   *
   * @param logP [S,S] logarithms of the transition probabilities, finite; overwritten
   * @return [S]
   */
  static double[] logarithms(double[] logP, int vocab) {
    for (int k = vocab - 1; k > 0; k--) {
      double logSum = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < k; j++) {
        logSum = logAdd(logSum, logP[k * vocab + j]);
      }
      for (int i = 0; i < k; i++) {
        double logFactor = logP[i * vocab + k] - logSum;
        logP[i * vocab + k] = logFactor;
        for (int j = 0; j < k; j++) {
          logP[i * vocab + j] = logAdd(logP[i * vocab + j], logFactor + logP[k * vocab + j]);
        }
      }
    }
    double[] logMu = new double[vocab]; // ln mu_k / mu_0
    double logTotal = 0;
    for (int k = 1; k < vocab; k++) {
      logMu[k] = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < k; i++) {
        logMu[k] = logAdd(logMu[k], logMu[i] + logP[i * vocab + k]);
      }
      logTotal = logAdd(logTotal, logMu[k]);
    }
    for (int k = 0; k < vocab; k++) {
      logMu[k] -= logTotal;
    }
    return logMu;
  }

  /** ln(e^a + e^b). */
  private static double logAdd(double a, double b) {
    double high = Math.max(a, b);
    double low = Math.min(a, b);
    return low == Double.NEGATIVE_INFINITY
        ? high
        : high + StrictMath.log1p(StrictMath.exp(low - high));
  }
}
