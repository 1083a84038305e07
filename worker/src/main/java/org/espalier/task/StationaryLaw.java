package org.espalier.task;

/**
 * The stationary law mu = mu pi of a transition matrix, by the elimination of Grassmann, Taksar and
 * Heyman (1985): S^3/3 multiply-adds and not one subtraction, so every entry of mu is right to a
 * few units in the last place, however nearly the chain falls apart.
 *
 * <p>States are censored from the last to the first: with sum_k = sum_{j<k} p_kj, the chain watched
 * only on 0..k-1 has p_ij + p_ik p_kj / sum_k. Backwards, mu_k = sum_{i<k} mu_i p_ik / sum_k. The
 * diagonal is never read.
 */
final class StationaryLaw {

  /**
   * Below this product of all sum_k an underflow might reach the result, and {@link #solveLogs} is
   * the way.
   */
  private static final double LEAST_PIVOTS = 1e-250;

  private StationaryLaw() {}

  /**
   * Solves in place; {@code p} is overwritten.
   *
   * @param p [S,S] transition probabilities
   * @param mu [S], filled and summing to 1
   * @return false, with nothing of use in {@code mu}, if the chain is so nearly reducible that
   *     doubles may have lost what connects it
   */
  static boolean solve(double[] p, int vocab, double[] mu) {
    double pivots = 1;
    for (int k = vocab - 1; k > 0; k--) {
      int rowK = k * vocab;
      double sum = 0;
      for (int j = 0; j < k; j++) {
        sum += p[rowK + j];
      }
      pivots *= sum;
      double inverse = 1 / sum;
      for (int i = 0; i < k; i++) {
        int rowI = i * vocab;
        double factor = p[rowI + k] * inverse;
        p[rowI + k] = factor;
        for (int j = 0; j < k; j++) {
          p[rowI + j] += factor * p[rowK + j];
        }
      }
    }
    if (!(pivots > LEAST_PIVOTS)) {
      return false;
    }
    mu[0] = 1;
    double total = 1;
    for (int k = 1; k < vocab; k++) {
      double value = 0;
      for (int i = 0; i < k; i++) {
        value += mu[i] * p[i * vocab + k];
      }
      mu[k] = value;
      total += value;
    }
    double inverse = 1 / total;
    for (int k = 0; k < vocab; k++) {
      mu[k] *= inverse;
    }
    return true;
  }

  /**
   * The same elimination on logarithms, for matrices whose entries no double can hold.
   *
   * @param logP [S,S] logarithms of the transition probabilities, finite; overwritten
   * @param mu [S], filled
   */
  static void solveLogs(double[] logP, int vocab, double[] mu) {
    double[] logMu = new double[vocab];
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
    double logTotal = 0;
    for (int k = 1; k < vocab; k++) {
      logMu[k] = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < k; i++) {
        logMu[k] = logAdd(logMu[k], logMu[i] + logP[i * vocab + k]);
      }
      logTotal = logAdd(logTotal, logMu[k]);
    }
    for (int k = 0; k < vocab; k++) {
      mu[k] = StrictMath.exp(logMu[k] - logTotal);
    }
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
