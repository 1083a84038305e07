package org.espalier.theory;

import java.util.Arrays;

/**
 * g as a function of the two distances, for one transition matrix.
 *
 * <p>Let rho be the reversed chain, rho(s | s') = mu(s) pi(s' | s) / mu(s'). On a stationary tree
 * whose nodes j and i are b and c edges below their nearest common ancestor, the distribution of
 * s_i given s_j goes up by rho and down by pi, so that
 *
 * <pre>
 *   g_ij = sum_{s,s'} pi(s'|s) / mu(s') P(s_j = s, s_i = s') - 1
 *        = sum_{s,s'} rho(s|s') P(s_i = s' | s_j = s) - 1
 *        = trace(rho^(b+1) pi^c) - 1.
 * </pre>
 *
 * <p>Written so there is no division by a small mu(s'): all matrices are stochastic, and g lies
 * between -1 and S-1 up to rounding.
 */
final class PathInformation {

  private final int vocab;
  private final double[][] reversed; // [b][S,S] powers of rho, rho[s' * S + s] = rho(s|s')
  private final double[][] forward; // [c][S,S] powers of pi

  /**
   * @param longest the largest distance that will be asked for
   */
  PathInformation(int vocab, int longest) {
    this.vocab = vocab;
    reversed = new double[longest + 2][vocab * vocab];
    forward = new double[longest + 1][vocab * vocab];
    identity(reversed[0]);
    identity(forward[0]);
  }

  private void identity(double[] matrix) {
    for (int s = 0; s < vocab; s++) {
      matrix[s * vocab + s] = 1;
    }
  }

  /** Takes a transition matrix [S,S] and rho [S,S], the one backwards in time. */
  void set(double[] pi, double[] rho) {
    powers(forward, pi);
    powers(reversed, rho);
  }

  /** rho of a matrix whose stationary distribution doubles hold. */
  static double[] reversed(double[] pi, double[] mu) {
    int vocab = mu.length;
    double[] rho = new double[vocab * vocab];
    for (int to = 0; to < vocab; to++) {
      double arriving = 0; // = mu(to), and makes the row sum to 1 whatever was rounded in mu
      for (int from = 0; from < vocab; from++) {
        rho[to * vocab + from] = mu[from] * pi[from * vocab + to];
        arriving += rho[to * vocab + from];
      }
      for (int from = 0; from < vocab && arriving > 0; from++) {
        rho[to * vocab + from] /= arriving;
      }
    }
    return rho;
  }

  private void powers(double[][] powers, double[] matrix) {
    for (int k = 1; k < powers.length; k++) {
      Arrays.fill(powers[k], 0);
      for (int r = 0; r < vocab; r++) {
        for (int m = 0; m < vocab; m++) {
          double factor = powers[k - 1][r * vocab + m];
          for (int c = 0; c < vocab; c++) {
            powers[k][r * vocab + c] += factor * matrix[m * vocab + c];
          }
        }
      }
    }
  }

  /** [n][n] g_ij of every two positions. */
  double[][] between(TreePaths paths) {
    int n = paths.size();
    double[][] known = new double[reversed.length][forward.length];
    for (double[] row : known) {
      Arrays.fill(row, Double.NaN);
    }
    double[][] g = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        int b = paths.up(j, i);
        int c = paths.up(i, j);
        if (c != TreePaths.UNCONNECTED) {
          known[b][c] = Double.isNaN(known[b][c]) ? at(b, c) : known[b][c];
          g[i][j] = known[b][c];
        }
      }
    }
    return g;
  }

  /** g_ij for a common ancestor {@code b} edges above j and {@code c} above i. */
  private double at(int b, int c) {
    double[] up = reversed[b + 1];
    double[] down = forward[c];
    double trace = 0;
    for (int s = 0; s < vocab; s++) {
      for (int t = 0; t < vocab; t++) {
        trace += up[t * vocab + s] * down[s * vocab + t];
      }
    }
    return trace - 1;
  }
}
