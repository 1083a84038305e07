package org.espalier.task;

import java.util.Arrays;

/**
 * Draws doubly stochastic matrices. Of two symbols they are symmetric, with pi(s | s) ~ Beta(alpha,
 * alpha). Of more they are what {@link SinkhornScaling} makes of independent Gamma(alpha) entries.
 */
final class DoublyStochasticMatrices implements MatrixSampler {

  private final int vocab;
  private final RowSampler rows;
  private final SinkhornScaling scaling;
  private final double[][] pair; // [2][L] logarithms of two variates, where S = 2
  private final double[] logs; // [S,S]
  private final double[] scaled; // [S,S]

  DoublyStochasticMatrices(double[] alphas, int lanes, TransitionLoops arithmetic) {
    vocab = alphas.length;
    rows = new DirichletRows(alphas, vocab == 2 ? 1 : vocab, lanes, arithmetic);
    scaling = new SinkhornScaling(vocab);
    pair = new double[2][lanes];
    logs = new double[vocab * vocab];
    scaled = new double[vocab * vocab];
  }

  @Override
  public void draw(double[][] pi, int lane, Xoshiro256 random) {
    rows.draw(vocab == 2 ? pair : pi, lane, random);
  }

  @Override
  public void complete(double[][] pi, double[][] mu, int filled) {
    for (double[] entry : mu) {
      Arrays.fill(entry, 1.0 / vocab);
    }
    for (int lane = 0; lane < filled; lane++) {
      if (vocab == 2) {
        double logOdds = pair[0][lane] - pair[1][lane];
        pi[0][lane] = 1 / (1 + StrictMath.exp(-logOdds));
        pi[1][lane] = 1 / (1 + StrictMath.exp(logOdds));
        pi[2][lane] = pi[1][lane];
        pi[3][lane] = pi[0][lane];
      } else {
        for (int e = 0; e < logs.length; e++) {
          logs[e] = pi[e][lane];
        }
        scaling.scale(logs, scaled);
        for (int e = 0; e < logs.length; e++) {
          pi[e][lane] = scaled[e];
        }
      }
    }
  }
}
