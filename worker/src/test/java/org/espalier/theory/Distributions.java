package org.espalier.theory;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;

/** Transition matrices for tests, drawn and solved without the code of the worker. */
final class Distributions {

  /** Matrices with their stationary distributions. */
  @FunctionalInterface
  interface Source {

    /** Fills pi [S,S] and mu [S]. */
    void draw(double[] pi, double[] mu);

    /** The same with rho(s | s') = mu(s) pi(s' | s) / mu(s'). */
    default TransitionSource bothWays(int vocab) {
      double[] mu = new double[vocab];
      return (pi, reversed) -> {
        draw(pi, mu);
        for (int e = 0; e < reversed.length; e++) {
          int to = e / vocab;
          int from = e % vocab;
          reversed[e] = mu[from] * pi[from * vocab + to] / mu[to];
        }
      };
    }
  }

  private Distributions() {}

  /** Rows from the symmetric Dirichlet distribution. */
  static Source dirichlet(int vocab, double alpha, UniformRandomProvider random) {
    var gamma = AhrensDieterMarsagliaTsangGammaSampler.of(random, alpha, 1);
    return (pi, mu) -> {
      for (int r = 0; r < vocab; r++) {
        double sum = 0;
        for (int s = 0; s < vocab; s++) {
          // keeps the chain connected in doubles
          pi[r * vocab + s] = gamma.sample() + 1e-30;
          sum += pi[r * vocab + s];
        }
        for (int s = 0; s < vocab; s++) {
          pi[r * vocab + s] /= sum;
        }
      }
      System.arraycopy(stationary(pi, vocab), 0, mu, 0, vocab);
    };
  }

  /** Elimination without subtraction (Grassmann, Taksar and Heyman 1985). */
  static double[] stationary(double[] pi, int vocab) {
    double[] p = pi.clone();
    for (int k = vocab - 1; k > 0; k--) {
      double out = 0;
      for (int j = 0; j < k; j++) {
        out += p[k * vocab + j];
      }
      for (int i = 0; i < k; i++) {
        p[i * vocab + k] /= out;
        for (int j = 0; j < k; j++) {
          p[i * vocab + j] += p[i * vocab + k] * p[k * vocab + j];
        }
      }
    }
    double[] mu = new double[vocab];
    mu[0] = 1;
    double total = 1;
    for (int k = 1; k < vocab; k++) {
      for (int i = 0; i < k; i++) {
        mu[k] += mu[i] * p[i * vocab + k];
      }
      total += mu[k];
    }
    for (int k = 0; k < vocab; k++) {
      mu[k] /= total;
    }
    return mu;
  }
}
